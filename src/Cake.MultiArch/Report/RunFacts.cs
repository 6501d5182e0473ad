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

/// <summary>
/// What the report states. Stages note it when they observe it, so that a failed run has it too. A fact that was not observed is
/// null or empty. Stages read nothing from here: they are given the record of the stage before.
/// </summary>
internal sealed record RunFacts
{
    public PodmanVersionInfo? Podman { get; set; }

    /// <summary>The machine that builds: <c>local</c>, or the podman service.</summary>
    public string? Builder { get; set; }

    /// <summary>How the host runs the platforms that are emulated.</summary>
    public BinfmtReport? Binfmt { get; set; }

    public IReadOnlyList<ImageFacts> Images { get; set; } = [];

    public List<ReportedStage> Stages { get; init; } = [];

    /// <summary>Why the run failed; null if it has not.</summary>
    public Exception? Failure { get; set; }
}

/// <summary>What the report states of one image.</summary>
internal sealed record ImageFacts(MultiArchSettings Settings)
{
    /// <summary>What is wanted, with the tags that were derived.</summary>
    public MultiArchSettings Settings { get; set; } = Settings;

    public BuildPlan? Plan { get; set; }

    public BuildProgress Progress { get; init; } = new();

    public BuiltImage? Built { get; set; }

    /// <summary>What was found in the files of each platform's image.</summary>
    public IReadOnlyList<FileReport> Files { get; set; } = [];

    /// <summary>How the smoke test ended on each platform.</summary>
    public IReadOnlyList<SmokeResult> Smoke { get; set; } = [];

    public AssembledImage? Assembled { get; set; }

    /// <summary>What became of each tag.</summary>
    public IReadOnlyList<TagReceipt> Receipts { get; set; } = [];

    /// <summary>What a tag names at the end; null if it was not reached.</summary>
    public TagReceipt? Receipt(Destination destination) => Receipts.FirstOrDefault(receipt => receipt.Destination == destination);
}
