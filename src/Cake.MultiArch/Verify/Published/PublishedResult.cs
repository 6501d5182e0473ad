using System.Globalization;
using System.Xml.Linq;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Verify.Published;

/// <summary>What <c>VerifyMultiArch</c> has found, for people and for programs.</summary>
internal sealed class PublishedResult(IReadOnlyList<PublishedReport> images)
{
    private const int SchemaVersion = 1;

    private const string Name = "VerifyMultiArch";

    private bool IsRefused => images.Any(image => image.IsRefused);

    /// <summary>Why the target fails; null when it does not.</summary>
    public Problem? Refusal => !IsRefused ? null : PublishedProblems.Refused(
        [.. images.Where(image => image.IsRefused).Select(image => image.Reference)],
        images.Count,
        [.. images.Where(image => image.IsRefused).SelectMany(image => image.Refused.Select(line => $"{image.Reference}: {line}"))]);

    /// <summary>An image, its platforms, what is wrong, and the sum at the end.</summary>
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

    public PublishedDocument Document() => new(SchemaVersion, !IsRefused, [.. images.Select(image => new PublishedImageDocument(
        image.Reference,
        image.Root?.Digest.ToString(),
        image.Root?.MediaType,
        image.Root?.Size,
        image.Attestations,
        [.. image.Platforms.Select(platform => new PublishedPlatformDocument(
            platform.Platform.ToString(), platform.Digest.ToString(), platform.Files?.Programs, platform.Files?.Allowed, platform.NotChecked))],
        [
            .. image.Defects.Select(defect => new DefectDocument(defect.Id, "refused", defect.Platform?.ToString(), null, defect.Message)),
            .. image.Findings.Select(finding => new DefectDocument(
                FileProblems.KindOf(finding).Id, finding.IsRefused ? "refused" : "warning", finding.Platform.ToString(), finding.Path, finding.ToString())),
        ]))]);

    /// <summary>A test case an image.</summary>
    /// <remarks>The format as Jenkins reads it: https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd</remarks>
    public XDocument JUnit() => new(
        new XElement("testsuite",
            new XAttribute("name", Name),
            new XAttribute("tests", images.Count),
            new XAttribute("failures", images.Count(image => image.IsRefused)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", 0),
            images.Select(image => new XElement("testcase",
                new XAttribute("classname", Name),
                new XAttribute("name", image.Reference),
                image.Refused is { Count: > 0 } refused
                    ? new XElement("failure", new XAttribute("type", PublishedProblems.Wrong.Id), new XAttribute("message", refused[0]), string.Join('\n', refused))
                    : null,
                image.Warnings is { Count: > 0 } warnings ? new XElement("system-out", string.Join('\n', warnings)) : null))));

    private static string Word(PublishedReport image) => image.IsRefused ? "refused" : "ok";

    private static string Files(PublishedPlatform platform) => platform.NotChecked
        ?? string.Create(CultureInfo.InvariantCulture, $"{platform.Files!.Programs} programs and libraries{(platform.Files.Allowed > 0 ? $", {platform.Files.Allowed} of another architecture on purpose" : "")}");
}
