using Cake.MultiArch.Build;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Smoke;

/// <summary>Runs a command in the image of each platform, before a tag names it.</summary>
internal sealed class SmokeTest(Host host, PodmanClient podman, RunFolder folder)
{
    /// <param name="image">What was built.</param>
    /// <param name="command">What is run in it.</param>
    /// <param name="token">Ends it; the container is removed then.</param>
    /// <returns>One for each platform, in the order of the image.</returns>
    /// <exception cref="Problems.MultiArchException">The command failed on a platform, or cannot be run here.</exception>
    public Task<IReadOnlyList<SmokeResult>> RunAsync(BuiltImage image, SmokeCommand command, CancellationToken token) =>
        throw new NotImplementedException($"{host} {podman} {folder} {image} {command} {token}");
}
