using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Inputs;

/// <summary>Reads how the index is made: format, compression, annotations, and whether its digest is to be a function of the commit.</summary>
internal sealed class FormReader
{
    private const int LargestGzipLevel = 9;
    private const int LargestZstdLevel = 20;

    private readonly InputReader _inputs;
    private readonly ImageDefinition? _image;
    private readonly IReadOnlyList<(Platform? Platform, string Key, string Value)> _argued;

    /// <exception cref="MultiArchException">An annotation is none, or contradicts the format.</exception>
    public FormReader(InputReader inputs, ImageDefinition? image)
    {
        (_inputs, _image) = (inputs, image);
        _argued = [.. inputs.All(InputTable.Annotation).Select(value => ReadAnnotation(value.NotBare(InputTable.Annotation)))];
        Reproducible = inputs.Switch(InputTable.Reproducible) ?? image?.IsReproducible ?? false;
        if (Reproducible && Contradiction() is { } other)
        {
            throw new MultiArchException(FormProblems.LayersOfOtherRuns(other));
        }
    }

    /// <summary>Whether the digest is to be a function of the commit.</summary>
    public bool Reproducible { get; }

    /// <summary>The platforms that arguments have annotations for.</summary>
    public IEnumerable<Platform> AnnotatedPlatforms => _argued.Select(annotation => annotation.Platform).OfType<Platform>();

    /// <param name="keepNewer">Whether a newer image is to be known by the commit that its index names.</param>
    /// <exception cref="MultiArchException">The parts do not go together.</exception>
    public PublishedForm ReadForm(bool keepNewer)
    {
        var format = _inputs.Word<ManifestFormat>(InputTable.ImageFormat) ?? _image?.Form.Format ?? ManifestFormat.Oci;
        var compression = _inputs.Word<PodmanCompression>(InputTable.Compression) ?? _image?.Form.Compression;
        var level = _inputs.Number(InputTable.CompressionLevel) ?? _image?.Form.CompressionLevel;
        var largest = compression is null or PodmanCompression.Gzip ? LargestGzipLevel : LargestZstdLevel;
        if (level is < 1 || level > largest)
        {
            throw new MultiArchException(FormProblems.LevelUnknown(level.Value, largest, FlagWord.Of(compression ?? PodmanCompression.Gzip)));
        }

        var form = new PublishedForm(format, compression, level);
        return keepNewer && (form.IsDocker || Annotations(platform: null).ContainsKey(AnnotationKeys.Revision))
            ? throw new MultiArchException(FormProblems.NewerUnknowable(form.IsDocker ? "--image-format=v2s2" : $"--annotation={AnnotationKeys.Revision}=…"))
            : !form.IsDocker ? form
            : compression is not (null or PodmanCompression.Gzip) ? throw new MultiArchException(FormProblems.DockerKnowsGzip(FlagWord.Of(compression)))
            : AnnotatedKey() is { } key ? throw new MultiArchException(FormProblems.DockerHasNoAnnotations(key))
            : form;
    }

    /// <summary>The annotations of a platform's entry, or of the index.</summary>
    /// <param name="platform">The platform; null for the index.</param>
    public IReadOnlyDictionary<string, string> Annotations(Platform? platform)
    {
        var own = platform is null ? _image?.Annotations : _image?.Overrides.GetValueOrDefault(platform)?.Annotations;
        var annotations = new Dictionary<string, string>(own ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (_, key, value) in _argued.Where(annotation => annotation.Platform == platform))
        {
            annotations[key] = value;
        }

        return annotations;
    }

    private static (Platform? Platform, string Key, string Value) ReadAnnotation(InputValue value)
    {
        var (platform, text) = PlatformPrefix.Split(value);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (platform, text[..equals], text[(equals + 1)..])
            : throw new MultiArchException(FormProblems.NoAnnotation(value.Source, value.Text));
    }

    /// <summary>What would bring layers of another run into the image; null when nothing does.</summary>
    private string? Contradiction() =>
        _inputs.All(InputTable.CacheFrom).Count > 0 ? $"--{InputTable.CacheFrom.Argument}"
        : _inputs.Switch(InputTable.NoCache) == false ? $"--{InputTable.NoCache.Argument}=false"
        : null;

    private string? AnnotatedKey() =>
        _argued.Select(annotation => annotation.Key)
            .Concat(_image?.Annotations.Keys ?? [])
            .Concat(_image?.Overrides.Values.SelectMany(platform => platform.Annotations.Keys) ?? [])
            .FirstOrDefault();
}
