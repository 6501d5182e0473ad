using System.Collections.Concurrent;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Build;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>
/// Checks the files of every image that was built. It reads them in podman's storage. If that is not possible, it reads the layers that
/// will be published.
/// </summary>
internal sealed class BuiltFiles(Host host, StoredFiles stored, MultiArchSettings wanted)
{
    /// <param name="built">What was built.</param>
    /// <param name="assemble">Exports the images from the storage. It is called only if that is needed.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>One report per platform, in the order of the build.</returns>
    /// <exception cref="MultiArchException">Podman fails, or a layer cannot be unpacked.</exception>
    public async Task<IReadOnlyList<FileReport>> CheckAsync(
        BuiltImage built,
        Func<CancellationToken, Task<AssembledImage>> assemble,
        CancellationToken token
    )
    {
        var files = new ConcurrentDictionary<Platform, ImageFiles>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = token };
        await Parallel.ForEachAsync(built.Platforms, options, async (platform, stop) =>
        {
            var (found, whyNot) = await stored.ReadAsync(platform.ImageId, stop);
            if (found is not null)
            {
                files[platform.Platform] = found;
                return;
            }

            host.Detail($"[{platform.Platform}] {whyNot} The layers that will be published are read instead.");
        });
        if (built.Platforms.Any(platform => !files.ContainsKey(platform.Platform)))
        {
            var published = await assemble(token);
            var layers = new ConcurrentDictionary<Digest, Lazy<Task<Layer>>>();
            await Parallel.ForEachAsync(
                published.Platforms.Where(platform => !files.ContainsKey(platform.Built.Platform)),
                options,
                async (platform, stop) =>
                {
                    var merged = new List<Layer>();
                    foreach (var layer in platform.Manifest.Layers)
                    {
                        merged.Add(
                            await layers
                                .GetOrAdd(layer.Digest, _ => new Lazy<Task<Layer>>(() => ReadAsync(layer, platform.FileOf(layer), stop)))
                                .Value
                        );
                    }

                    files[platform.Built.Platform] = Layer.Merge(merged, platform.Manifest);
                }
            );
        }

        return
        [
            .. built.Platforms.Select(platform =>
                FileCheck.Check(platform.Platform, platform.Config, files[platform.Platform], wanted.Verify, wanted.AllowedForeign)
            ),
        ];
    }

    private static async Task<Layer> ReadAsync(Descriptor layer, string file, CancellationToken token)
    {
        await using var stream = File.OpenRead(file);
        return await Layer.ReadAsync(stream, layer, token);
    }
}
