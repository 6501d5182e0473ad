using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Report;

/// <summary>The records that a run has made so far; what it did not come to is null or empty.</summary>
internal sealed record RunRecords
{
    public MultiArchSettings? Settings { get; init; }

    public PodmanVersionInfo? Podman { get; init; }

    /// <summary>How the host runs the platforms that are emulated; null when that was not looked at.</summary>
    public BinfmtReport? Binfmt { get; init; }

    public BuildPlan? Plan { get; init; }

    public BuiltImage? Built { get; init; }

    public IReadOnlyList<PushReceipt> Receipts { get; init; } = [];

    public IReadOnlyList<VerifyResult> Verified { get; init; } = [];

    public IReadOnlyList<ReportedStage> Stages { get; init; } = [];

    /// <summary>Why the run failed; null while it has not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether a destination holds what was built, and that was seen.</summary>
    public bool IsVerified(Destination destination) => Verified.Any(result => result.Destination == destination);
}
