using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Which podman there is, and what of it decides how is built. That there is none, or another program, is said where it is asked.
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
            ? "it may ignore FROM --platform=$BUILDPLATFORM, and is given the literal platform"
            : "it knows FROM --platform=$BUILDPLATFORM",
        podman.Version < Planner.CacheKnowsPlatform
            ? "its layer cache does not look at the platform"
            : "its layer cache knows platforms");
}
