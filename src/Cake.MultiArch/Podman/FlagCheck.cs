using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Refuses flags that a podman cannot carry out, before it is started: those that came with a newer one, and where a service does the
/// work those that its client refuses or, worse, ignores with exit code 0: a signature that was asked for is then just not there.
/// </summary>
/// <param name="program">The program, for messages.</param>
/// <param name="podman">What it says of itself.</param>
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
                throw new MultiArchException(PodmanProblems.FlagIsNewer(property, flag.Flag.Name, flag.Flag.Since!, program, podman.Version));
            }

            if (podman.IsRemote && (flag.Flag.IsLocalOnly || IsNewer(flag.Flag.RemoteSince)))
            {
                throw new MultiArchException(RemoteProblems.FlagIsLocalOnly(property, flag.Flag.Name, flag.Flag.RemoteSince, program, podman.Version));
            }
        }
    }

    private bool IsNewer(string? since) => since is not null && podman.Version < Version.Parse(since);
}
