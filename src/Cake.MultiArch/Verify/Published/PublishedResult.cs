using System.Globalization;
using System.Xml.Linq;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Verify.Published;

/// <summary>The result of <c>VerifyMultiArch</c>, for people and for programs.</summary>
internal sealed class PublishedResult(IReadOnlyList<PublishedReport> images)
{
    private const int SchemaVersion = 1;

    private const string Suite = "VerifyMultiArch";

    private bool IsRefused => images.Any(image => image.IsRefused);

    /// <summary>Why the target fails; null if it succeeds.</summary>
    public Problem? Refusal => !IsRefused ? null : PublishedProblems.Refused(
        [.. images.Where(image => image.IsRefused).Select(image => image.Reference)],
        images.Count,
        [.. images.Where(image => image.IsRefused).SelectMany(image => image.Refused.Select(line => $"{image.Reference}: {line}"))]);

    /// <summary>Each image with its platforms and what is wrong with it, then the totals.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var image in images)
        {
            yield return $"{Word(image)}  {image.Reference}{(image.Root is { } root ? $"  {root.Digest}" : "")}";
            foreach (var platform in image.Platforms)
            {
                yield return $"  {platform.Platform}  {Files(platform)}";
            }

            foreach (var line in image.Refused)
            {
                yield return $"  refused: {line}";
            }

            foreach (var line in image.Warnings)
            {
                yield return $"  warning: {line}";
            }
        }

        yield return string.Join(", ", images.CountBy(Word).Select(pair => $"{pair.Value} {pair.Key}"));
    }

    public PublishedDocument Document() => new(SchemaVersion, !IsRefused, [.. images.Select(Document)]);

    /// <summary>One test case per image.</summary>
    public XDocument JUnit() => Hosting.JUnit.Write(Suite, [.. images.Select(image => new JUnitCase(Suite, image.Reference)
    {
        Failure = image.Refused is { Count: > 0 } refused
            ? new JUnitFailure(PublishedProblems.Wrong.Id, refused[0], string.Join('\n', refused))
            : null,
        Output = image.Warnings is { Count: > 0 } warnings ? string.Join('\n', warnings) : null,
    })]);

    private static PublishedImageDocument Document(PublishedReport image) => new(
        image.Reference,
        image.Root?.Digest.ToString(),
        image.Root?.MediaType,
        image.Root?.Size,
        image.Attestations,
        [.. image.Platforms.Select(Document)],
        [.. image.Defects.Select(Document), .. image.Findings.Select(Document)]);

    private static PublishedPlatformDocument Document(PublishedPlatform platform) => new(
        platform.Platform.ToString(), platform.Digest.ToString(), platform.Files?.Programs, platform.Files?.Allowed, platform.NotChecked);

    private static DefectDocument Document(PublishedDefect defect) =>
        new(defect.Id, "refused", defect.Platform?.ToString(), null, defect.Message);

    private static DefectDocument Document(FileFinding finding) => new(
        FileProblems.KindOf(finding).Id,
        finding.IsRefused ? "refused" : "warning",
        finding.Platform.ToString(),
        finding.Path,
        finding.ToString());

    private static string Word(PublishedReport image) => image.IsRefused ? "refused" : "ok";

    private static string Files(PublishedPlatform platform)
    {
        if (platform.NotChecked is { } reason)
        {
            return reason;
        }

        var files = platform.Files!;
        var allowed = files.Allowed > 0 ? $", {Number(files.Allowed)} of another architecture on purpose" : "";
        return $"{Number(files.Programs)} programs and libraries{allowed}";
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
