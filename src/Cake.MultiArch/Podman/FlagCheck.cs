using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Refuses flags that a podman does not support, before podman starts. These are flags of newer versions. With a service they are also the
/// flags that its client refuses or ignores. Podman ignores some with exit code 0, so that for example a requested signature is missing.
/// </summary>
internal sealed class FlagCheck(string program, PodmanVersionInfo podman)
{
    /// <exception cref="MultiArchException">A flag would be refused or ignored.</exception>
    public void Check(PodmanSettings settings, FlagArguments arguments)
    {
        foreach (var flag in arguments.Given(settings))
        {
            var property = $"{settings.GetType().Name}.{flag.Property.Name}";
            if (IsNewer(flag.Flag.Since))
            {
                throw new MultiArchException(PodmanProblems.FlagIsNewer(
                    property, flag.Flag.Name, flag.Flag.Since!, program, podman.Version));
            }

            if (podman.IsRemote && (flag.Flag.IsLocalOnly || IsNewer(flag.Flag.RemoteSince)))
            {
                throw new MultiArchException(RemoteProblems.FlagIsLocalOnly(
                    property, flag.Flag.Name, flag.Flag.RemoteSince, program, podman.Version));
            }
        }
    }

    private bool IsNewer(string? since) => since is not null && podman.Version < Version.Parse(since);
}
