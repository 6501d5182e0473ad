using Cake.MultiArch.Assemble;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Verify.Files;

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

    /// <summary>What was found in the files of each platform's image; empty when they were not looked at.</summary>
    public IReadOnlyList<FileReport> Files { get; init; } = [];

    /// <summary>How the smoke test ended on each platform; empty when there was none.</summary>
    public IReadOnlyList<SmokeResult> Smoke { get; init; } = [];

    /// <summary>What is published; null while it is not made.</summary>
    public AssembledImage? Assembled { get; init; }

    /// <summary>What came of each tag, once it was come to.</summary>
    public IReadOnlyList<TagReceipt> Receipts { get; init; } = [];

    public IReadOnlyList<ReportedStage> Stages { get; init; } = [];

    /// <summary>Why the run failed; null while it has not.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What a tag names at the end; null when it was not come to.</summary>
    public TagReceipt? Receipt(Destination destination) => Receipts.FirstOrDefault(receipt => receipt.Destination == destination);
}
