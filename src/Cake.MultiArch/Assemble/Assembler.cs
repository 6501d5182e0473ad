using System.Collections.Concurrent;
using Cake.MultiArch.Build;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// Makes the index of the images that were built. It has one entry per platform, ordered by name. Podman's own list is not published,
/// because its entries are in the order in which the builds ended.
/// </summary>
internal sealed class Assembler(Host host, PodmanClient podman, MultiArchSettings wanted, RunFolder folder)
{
    /// <param name="built">The images that podman built.</param>
    /// <param name="isRemote">Whether a podman service built them.</param>
    /// <param name="annotate">Makes the annotations of the index from the configurations of its images.</param>
    /// <param name="token">Cancels the work.</param>
    /// <exception cref="MultiArchException">Podman fails, or exports another image than it built.</exception>
    public async Task<AssembledImage> AssembleAsync(
        BuiltImage built,
        bool isRemote,
        Func<IEnumerable<ImageConfig>, IReadOnlyDictionary<string, string>> annotate,
        CancellationToken token)
    {
        var export = new ImageExport(podman, wanted, folder);
        var images = new ConcurrentBag<(AssembledPlatform Platform, ImageConfig Config)>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = token };
        await Parallel.ForEachAsync(built.Platforms, options, async (platform, stop) =>
        {
            host.Detail($"[{platform.Platform}] exporting from podman's storage");
            var (manifest, blobs) = await export.ExportAsync(platform, isRemote, stop);
            images.Add(await ReadAsync(platform, manifest, blobs, stop));
        });

        var ordered = images.OrderBy(image => image.Platform.Entry.Platform!.ToString(), StringComparer.Ordinal).ToList();
        var index = new ImageIndex(
            wanted.Form.IsDocker ? MediaTypes.DockerManifestList : MediaTypes.OciIndex,
            [.. ordered.Select(image => image.Platform.Entry)],
            wanted.Form.IsDocker ? new Dictionary<string, string>() : annotate(ordered.Select(image => image.Config)));
        Check(index, [.. built.Platforms.Select(platform => platform.Platform)]);
        return new AssembledImage(index, IndexWriter.Write(index), [.. ordered.Select(image => image.Platform)]);
    }

    /// <summary>Refuses an index that <c>VerifyMultiArch</c> would refuse, before anything is pushed.</summary>
    internal static void Check(ImageIndex index, IReadOnlyCollection<Platform> built)
    {
        if (IndexRules.Of(index, built) is { Count: > 0 } defects)
        {
            throw new MultiArchException(AssembleProblems.IndexIsWrong([.. defects.Select(defect => defect.Message)]));
        }
    }

    private async Task<(AssembledPlatform Platform, ImageConfig Config)> ReadAsync(
        BuiltPlatform built, byte[] content, string blobs, CancellationToken token)
    {
        var manifest = ImageManifest.Parse(content, Path.Combine(blobs, "manifest.json"));
        var file = Path.Combine(blobs, manifest.Config.Digest.Encoded);
        var bytes = await File.ReadAllBytesAsync(file, token);
        var config = ImageConfig.Parse(bytes, file);
        var isOurs = manifest.Config.Digest.Verify(bytes) && manifest.Config.Digest.ToString() == built.ImageId;
        if (!isOurs || !ImageRules.IsBuiltFor(config, built.Platform))
        {
            throw new MultiArchException(AssembleProblems.NotWhatWasBuilt(
                built.Platform, built.ImageId, manifest.Config.Digest, config.Platform));
        }

        if (wanted.Reproducible)
        {
            (content, bytes) = BuildTraces.Remove(content, bytes);
            manifest = ImageManifest.Parse(content);
            built = built with { ImageId = manifest.Config.Digest.ToString() };
            await File.WriteAllBytesAsync(Path.Combine(blobs, manifest.Config.Digest.Encoded), bytes, token);
        }

        var entry = new Descriptor(manifest.MediaType, Digest.Of(content), content.Length, built.Platform)
        {
            OsVersion = config.OsVersion,
            OsFeatures = config.OsFeatures,
            Annotations = wanted.Form.IsDocker
                ? new Dictionary<string, string>()
                : IndexAnnotations.OfEntry(manifest, wanted.Builds[built.Platform].Annotations),
        };
        return (new AssembledPlatform(built, entry, content, manifest, blobs), config);
    }
}
