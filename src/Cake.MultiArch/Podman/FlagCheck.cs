using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Refuses flags that a podman cannot carry out, before it is started. Where a service does the work, its client refuses some and
/// ignores others with exit code 0: a signature that was asked for is then just not there.
/// </summary>
/// <param name="program">The program, for messages.</param>
/// <param name="podman">What it says of itself.</param>
internal sealed class FlagCheck(string program, PodmanVersionInfo podman)
{
    /// <exception cref="MultiArchException">A flag would be refused or ignored.</exception>
    public void Check(PodmanSettings settings, PodmanArguments arguments)
    {
        if (podman.IsRemote && arguments.Given(settings).FirstOrDefault(IsLocalOnly) is { } flag)
        {
            throw new MultiArchException(RemoteProblems.FlagIsLocalOnly(
                $"{settings.GetType().Name}.{flag.Property.Name}", flag.Flag.Name, flag.Flag.RemoteSince, program, podman.Version));
        }
    }

    private bool IsLocalOnly(PodmanFlagProperty flag) =>
        flag.Flag.IsLocalOnly || (flag.Flag.RemoteSince is { } since && podman.Version < Version.Parse(since));
}
