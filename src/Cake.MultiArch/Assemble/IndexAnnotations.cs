using System.Globalization;
using Cake.MultiArch.Git;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// The annotations of an index: OCI's predefined annotations with values from git, and the user's own. They are not in the images, so no
/// layer depends on them.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys</remarks>
internal static class IndexAnnotations
{
    private const string DirtySuffix = "-dirty";

    /// <param name="facts">What git knows about the source; null when the source is not in a repository.</param>
    /// <param name="version">The version in the commit's git tag; null without one.</param>
    /// <param name="time">The time of creation; null for the commit's time, or without a commit for the time of the newest image.</param>
    /// <param name="images">The configurations of the images.</param>
    /// <param name="wanted">The user's annotations. An empty value removes an annotation.</param>
    public static IReadOnlyDictionary<string, string> Of(
        SourceFacts? facts,
        string? version,
        DateTimeOffset? time,
        IEnumerable<ImageConfig> images,
        IReadOnlyDictionary<string, string> wanted)
    {
        var annotations = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [AnnotationKeys.Created] = time is null && facts is null ? Newest(images) : Moment(time ?? facts!.CommitTime),
            [AnnotationKeys.Revision] = facts is null ? null : facts.Commit + (facts.IsDirty ? DirtySuffix : ""),
            [AnnotationKeys.Source] = facts?.Url,
            [AnnotationKeys.Version] = version,
        };
        return Merge(annotations, wanted);
    }

    /// <summary>The annotations of an entry: those of the image's own manifest, and the user's.</summary>
    public static IReadOnlyDictionary<string, string> OfEntry(ImageManifest manifest, IReadOnlyDictionary<string, string> wanted) =>
        Merge(manifest.Annotations.ToDictionary(pair => pair.Key, string? (pair) => pair.Value), wanted);

    private static Dictionary<string, string> Merge(
        IEnumerable<KeyValuePair<string, string?>> known, IReadOnlyDictionary<string, string> wanted) =>
        known.Where(pair => !wanted.ContainsKey(pair.Key))
            .Concat(wanted.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))
            .Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);

    private static string? Newest(IEnumerable<ImageConfig> images) => images.Select(Created).Max() is { } newest ? Moment(newest) : null;

    private static DateTimeOffset? Created(ImageConfig image)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParse(image.Created, CultureInfo.InvariantCulture, Style, out var created) ? created : null;
    }

    /// <remarks>https://www.rfc-editor.org/rfc/rfc3339#section-5.6</remarks>
    private static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
