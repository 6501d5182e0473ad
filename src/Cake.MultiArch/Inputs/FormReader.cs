using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Inputs;

/// <summary>Reads how the index is made: format, compression and annotations, and whether the digest depends on the commit alone.</summary>
internal sealed class FormReader(InputReader inputs)
{
    private const int LargestGzipLevel = 9;
    private const int LargestZstdLevel = 20;

    private readonly IReadOnlyList<Given<Assignment>> _annotations = inputs.Entries(InputTable.Annotation);

    /// <summary>The annotations of the index, by key.</summary>
    public IReadOnlyDictionary<string, string> Annotations => AnnotationsOf(platform: null, _annotations);

    /// <summary>The annotations of the index, or of the entry of one platform, by key.</summary>
    public static IReadOnlyDictionary<string, string> AnnotationsOf(Platform? platform, IEnumerable<Given<Assignment>> annotations)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var annotation in annotations.Select(given => given.Value).Where(annotation => annotation.Platform == platform))
        {
            values[annotation.Name] = annotation.Value!;
        }

        return values;
    }

    /// <exception cref="MultiArchException">The parts do not go together.</exception>
    public PublishedForm Read()
    {
        CheckReproducible();
        var form = new PublishedForm(
            inputs.Value(InputTable.ImageFormat), inputs.Value(InputTable.Compression), inputs.Value(InputTable.CompressionLevel));
        CheckLevel(form);
        if (inputs.Value(InputTable.KeepNewer))
        {
            CheckKeepNewer(form);
        }

        if (form.IsDocker)
        {
            CheckDocker(form);
        }

        return form;
    }

    /// <summary>Refuses what would bring layers of another run into the image.</summary>
    private void CheckReproducible()
    {
        if (!inputs.Value(InputTable.Reproducible))
        {
            return;
        }

        var (cacheFrom, noCache) = (inputs.Read(InputTable.CacheFrom), inputs.Read(InputTable.NoCache));
        if (cacheFrom.Value.Count > 0)
        {
            throw new MultiArchException(FormProblems.LayersOfOtherRuns(cacheFrom.Source));
        }

        if (noCache is { IsDefault: false, Value: false })
        {
            throw new MultiArchException(FormProblems.LayersOfOtherRuns($"{noCache.Source}=false"));
        }
    }

    private static void CheckLevel(PublishedForm form)
    {
        var largest = form.Compression is null or PodmanCompression.Gzip ? LargestGzipLevel : LargestZstdLevel;
        if (form.CompressionLevel is { } level && (level < 1 || level > largest))
        {
            var compression = FlagWord.Of(form.Compression ?? PodmanCompression.Gzip);
            throw new MultiArchException(FormProblems.LevelUnknown(level, largest, compression));
        }
    }

    /// <summary>A newer image is recognised by the commit in the annotations of the index.</summary>
    private void CheckKeepNewer(PublishedForm form)
    {
        if (form.IsDocker)
        {
            throw new MultiArchException(FormProblems.NewerUnknowable("--image-format=v2s2"));
        }

        if (Annotations.ContainsKey(AnnotationKeys.Revision))
        {
            throw new MultiArchException(FormProblems.NewerUnknowable($"--annotation={AnnotationKeys.Revision}=…"));
        }
    }

    private void CheckDocker(PublishedForm form)
    {
        if (form.Compression is { } compression and not PodmanCompression.Gzip)
        {
            throw new MultiArchException(FormProblems.DockerKnowsGzip(FlagWord.Of(compression)));
        }

        // The annotations of arguments are last.
        if (_annotations is [.., { Value.Name: var key }])
        {
            throw new MultiArchException(FormProblems.DockerHasNoAnnotations(key));
        }
    }
}
