using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Verify.Published;

/// <summary>The result of verifying one published image.</summary>
/// <param name="Reference">The image, as the input names it.</param>
internal sealed record PublishedReport(string Reference)
{
    /// <summary>What the reference names; null if it cannot be read.</summary>
    public Descriptor? Root { get; init; }

    /// <summary>The number of entries of its index that are attestations and not images.</summary>
    public int Attestations { get; init; }

    /// <summary>Its images, in the order of the index.</summary>
    public IReadOnlyList<PublishedPlatform> Platforms { get; init; } = [];

    /// <summary>What is wrong with its documents and layers. Each defect is a reason to refuse the image.</summary>
    public IReadOnlyList<PublishedDefect> Defects { get; init; } = [];

    public IEnumerable<FileFinding> Findings => Platforms.SelectMany(platform => platform.Files?.Findings ?? []);

    public bool IsRefused => Defects.Count > 0 || Findings.Any(finding => finding.IsRefused);

    /// <summary>The reasons to refuse the image, one line each. Many files are counted in one line.</summary>
    public IReadOnlyList<string> Refused => [.. Defects.Select(defect => defect.Message), .. Summary(isRefused: true)];

    /// <summary>The warnings, in the same form.</summary>
    public IReadOnlyList<string> Warnings => [.. Summary(isRefused: false)];

    private IEnumerable<string> Summary(bool isRefused) =>
        Platforms.SelectMany(platform =>
            FileReport.Summary([.. (platform.Files?.Findings ?? []).Where(finding => finding.IsRefused == isRefused)])
        );
}

/// <summary>One image of a published index, or the only one.</summary>
/// <param name="Platform">The platform in its entry; for a plain image, the platform in its configuration.</param>
/// <param name="Digest">The digest of its manifest.</param>
internal sealed record PublishedPlatform(Platform Platform, Digest Digest)
{
    /// <summary>The result of checking its files; null if none were checked.</summary>
    public FileReport? Files { get; init; }

    /// <summary>Why files were not checked, in a sentence; null if all were checked.</summary>
    public string? NotChecked { get; init; }
}

/// <summary>A document or a layer that is wrong.</summary>
/// <param name="Id">The identifier of the kind of problem.</param>
/// <param name="Platform">The platform of the image; null for the index and for an entry without a platform.</param>
/// <param name="Message">What is wrong, in one line that can be read alone.</param>
internal sealed record PublishedDefect(string Id, Platform? Platform, string Message)
{
    public static PublishedDefect Of(DocumentDefect defect) => new(PublishedProblems.Documents.Id, defect.Platform, defect.Message);

    public static PublishedDefect Of(Problem problem, Platform? platform) =>
        new(problem.Id, platform, $"{(platform is null ? "" : $"{platform}: ")}{problem.What} {problem.Why} ({problem.Where})");
}
