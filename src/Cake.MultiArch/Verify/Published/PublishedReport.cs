using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Verify.Published;

/// <summary>What was found out about one published image.</summary>
/// <param name="Reference">The image, as it was asked for.</param>
internal sealed record PublishedReport(string Reference)
{
    /// <summary>What the reference names; null when that cannot be read.</summary>
    public Descriptor? Root { get; init; }

    /// <summary>How many entries of its index are no images, but what a tool has attached to some.</summary>
    public int Attestations { get; init; }

    /// <summary>Its images, in the order of the index.</summary>
    public IReadOnlyList<PublishedPlatform> Platforms { get; init; } = [];

    /// <summary>What is wrong with its documents and layers; it is refused for each.</summary>
    public IReadOnlyList<PublishedDefect> Defects { get; init; } = [];

    public IEnumerable<FileFinding> Findings => Platforms.SelectMany(platform => platform.Files?.Findings ?? []);

    public bool IsRefused => Defects.Count > 0 || Findings.Any(finding => finding.IsRefused);

    /// <summary>What it is refused for, a line each; of many files a sum.</summary>
    public IReadOnlyList<string> Refused => [.. Defects.Select(defect => defect.Message), .. Summary(isRefused: true)];

    /// <summary>What is a warning, in the same way.</summary>
    public IReadOnlyList<string> Warnings => [.. Summary(isRefused: false)];

    private IEnumerable<string> Summary(bool isRefused) =>
        Platforms.SelectMany(platform =>
            FileReport.Summary([.. (platform.Files?.Findings ?? []).Where(finding => finding.IsRefused == isRefused)])
        );
}

/// <summary>One image of a published index, or the only one.</summary>
/// <param name="Platform">What its entry says that it is for; of a plain image its configuration.</param>
/// <param name="Digest">The digest of its manifest.</param>
internal sealed record PublishedPlatform(Platform Platform, Digest Digest)
{
    /// <summary>What its files are; null when none were looked at.</summary>
    public FileReport? Files { get; init; }

    /// <summary>Why files were not looked at, in a sentence; null when all were.</summary>
    public string? NotChecked { get; init; }
}

/// <summary>A document or a layer that is not as it should be.</summary>
/// <param name="Id">The identifier of the kind of problem.</param>
/// <param name="Platform">The platform of the image that has it; null when it is the index, or names none.</param>
/// <param name="Message">What it is, in one line that can stand alone.</param>
internal sealed record PublishedDefect(string Id, Platform? Platform, string Message)
{
    public static PublishedDefect Of(DocumentDefect defect) => new(PublishedProblems.Documents.Id, defect.Platform, defect.Message);

    public static PublishedDefect Of(Problem problem, Platform? platform) =>
        new(problem.Id, platform, $"{(platform is null ? "" : $"{platform}: ")}{problem.What} {problem.Why} ({problem.Where})");
}
