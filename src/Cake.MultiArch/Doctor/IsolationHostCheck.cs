using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that RUN steps work with the isolation in the settings. Cgroups, user namespaces and a pod's masked /proc can prevent it.
/// </summary>
/// <param name="isolation">Examines the host.</param>
internal sealed class IsolationHostCheck(IsolationCheck isolation) : ICheck
{
    public string Name => "isolation";

    public CheckNeeds Needs => CheckNeeds.Builds;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<Finding>>(
            context.Version!.IsRemote ? [Finding.Skipped("The podman service runs the RUN steps.")]
            : context.Builds.SelectMany(build => build.Stages).All(stage => stage.Built.Steps.Count == 0)
                ? [Finding.Ok("No step runs a program")]
            : [Look(context.Settings.Isolation, isolation.WhyDefaultFails())]
        );

    /// <param name="asked">The isolation in the settings; null if the run chooses.</param>
    /// <param name="reason">Why a container made by an OCI runtime fails here; null if no reason is known.</param>
    internal static Finding Look(PodmanIsolation? asked, string? reason) => (asked, reason) switch
    {
        (PodmanIsolation.Oci or PodmanIsolation.Rootless, { } why) => Finding.Failure(HostCheckProblems.IsolationFails(asked.Value, why)),
        (null, { } why) => Finding.Ok($"chroot is used, because {why}"),
        (PodmanIsolation.Chroot, _) => Finding.Ok("chroot is asked for"),
        _ => Finding.Ok("podman's default works"),
    };
}
