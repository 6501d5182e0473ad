using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Reports the version of podman, and how the build depends on it. A missing podman is reported where podman is first started.
/// </summary>
internal sealed class PodmanCheck : ICheck
{
    public string Name => "podman";

    public CheckNeeds Needs => CheckNeeds.Nothing;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<Finding>>(context.Version is { } version ? [Finding.Ok(Describe(version))] : []);

    internal static string Describe(PodmanVersionInfo podman) => string.Join("; ",
        $"podman {podman.Version} for {podman.OsArch}{(podman.IsRemote ? ", as a service" : "")}",
        podman.Version < Containerfile.ExpandsFromPlatform
            ? "it may ignore FROM --platform=$BUILDPLATFORM, so the run gives it the literal platform"
            : "it knows FROM --platform=$BUILDPLATFORM",
        podman.Version < Planner.CacheKnowsPlatform
            ? "its layer cache ignores the platform"
            : "its layer cache knows platforms");
}
