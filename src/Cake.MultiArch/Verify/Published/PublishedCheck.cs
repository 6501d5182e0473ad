using Cake.MultiArch.Inputs;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Verify.Published;

/// <summary>
/// Verifies one published image: its index, the manifest and configuration of each entry, the layers and the files in them. It reports
/// everything that is wrong, not only the first defect.
/// </summary>
internal sealed class PublishedCheck(PublishedTarget target, string place, IPublishedImage image, PublishedLayers layers)
{
    /// <summary>The number of entries that are checked at the same time.</summary>
    private const int AtOnce = 4;

    /// <exception cref="OperationCanceledException">The token was cancelled. Any other failure is a defect of the image.</exception>
    public async Task<PublishedReport> CheckAsync(CancellationToken token)
    {
        var report = new PublishedReport(target.Place.Text);
        var defects = new List<PublishedDefect>();
        if (await ReadAsync(null, defects, () => image.ReadIndexAsync(token)) is { } root)
        {
            report = report with { Root = new Descriptor(root.MediaType, root.Digest, root.Content.Length) };
            report = MediaTypes.IsIndex(root.MediaType)
                ? await CheckIndexAsync(report, root, defects, token)
                : await CheckPlainAsync(report, root, defects, token);
        }

        return report with { Defects = defects };
    }

    private async Task<PublishedReport> CheckIndexAsync(
        PublishedReport report,
        RegistryManifest root,
        List<PublishedDefect> defects,
        CancellationToken token
    )
    {
        if (await ReadAsync(null, defects, () => Task.FromResult(ImageIndex.Parse(root.Content, report.Reference))) is not { } index)
        {
            return report;
        }

        // An entry that occurs twice is one image.
        var entries = index.Manifests.DistinctBy(entry => (entry.Digest, entry.Platform)).ToList();
        var checks = new CheckedEntry[entries.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token };
        await Parallel.ForAsync(0, entries.Count, options, async (number, stop) =>
            checks[number] = await CheckEntryAsync(entries[number], stop));
        var artifacts = checks.Where(check => check.IsArtifact).Select(check => check.Entry.Digest).ToHashSet();
        defects.AddRange(IndexRules.Of(index, target.Platforms, artifacts).Select(PublishedDefect.Of));
        defects.AddRange(checks.SelectMany(check => check.Defects));
        return report with
        {
            Attestations = index.Manifests.Count(entry => entry.IsAttestation),
            Platforms = [.. checks.Select(check => check.Platform).OfType<PublishedPlatform>()],
        };
    }

    private async Task<CheckedEntry> CheckEntryAsync(Descriptor entry, CancellationToken token)
    {
        var defects = new List<PublishedDefect>();
        var check = new CheckedEntry(entry, defects);
        if (
            await ReadAsync(entry.Platform, defects, () => image.ReadManifestAsync(entry, token)) is not { } content
            || entry.IsAttestation
            || !MediaTypes.IsManifest(entry.MediaType)
            || await ReadAsync(entry.Platform, defects, () => Task.FromResult(ImageManifest.Parse(content, $"{place}@{entry.Digest}")))
                is not { } manifest
        )
        {
            return check;
        }

        defects.AddRange(ImageRules.OfManifest(entry, content.Length, manifest.MediaType).Select(PublishedDefect.Of));
        if (!manifest.IsImage)
        {
            if (entry.Platform is { IsUnknown: false } platform && !entry.IsArtifact)
            {
                defects.Add(
                    PublishedDefect.Of(
                        new DocumentDefect(
                            platform,
                            $"the entry {platform} holds an artifact ({manifest.ArtifactType ?? manifest.Config.MediaType}); "
                                + "an image was expected"
                        )
                    )
                );
            }

            return check with { IsArtifact = true };
        }

        if (await ReadConfigAsync(manifest, entry.Platform, defects, token) is not { } config)
        {
            return check;
        }

        defects.AddRange(ImageRules.OfConfig(entry, config).Select(PublishedDefect.Of));
        return check with
        {
            Platform = await CheckFilesAsync(
                new PublishedPlatform(entry.Platform ?? config.Platform, entry.Digest),
                manifest,
                config,
                defects,
                token
            ),
        };
    }

    /// <summary>Without an index, the reference names the image of one platform.</summary>
    private async Task<PublishedReport> CheckPlainAsync(
        PublishedReport report,
        RegistryManifest root,
        List<PublishedDefect> defects,
        CancellationToken token
    )
    {
        if (target.Platforms is { Count: > 1 } several)
        {
            defects.Add(
                PublishedDefect.Of(
                    new DocumentDefect(
                        null,
                        $"it is not an index but the image of one platform ({root.MediaType}); "
                            + $"an index of {string.Join(", ", several)} was expected"
                    )
                )
            );
        }

        if (await ReadAsync(null, defects, () => Task.FromResult(ImageManifest.Parse(root.Content, report.Reference))) is not { } manifest)
        {
            return report;
        }

        if (!manifest.IsImage)
        {
            defects.Add(
                PublishedDefect.Of(
                    new DocumentDefect(
                        null,
                        $"it is an artifact ({manifest.ArtifactType ?? manifest.Config.MediaType}); an image was expected"
                    )
                )
            );
            return report;
        }

        if (await ReadConfigAsync(manifest, null, defects, token) is not { } config)
        {
            return report;
        }

        if (target.Platforms is [{ } wanted] && ImageRules.OfConfig(report.Root! with { Platform = wanted }, config).Count > 0)
        {
            defects.Add(
                PublishedDefect.Of(
                    new DocumentDefect(config.Platform, $"it is the image of {config.Platform}; one of {wanted} was expected")
                )
            );
        }

        return report with
        {
            Platforms = [await CheckFilesAsync(new PublishedPlatform(config.Platform, root.Digest), manifest, config, defects, token)],
        };
    }

    private Task<ImageConfig?> ReadConfigAsync(
        ImageManifest manifest,
        Platform? platform,
        List<PublishedDefect> defects,
        CancellationToken token
    ) => ReadAsync<ImageConfig>(platform, defects, async () =>
        {
            var content = await image.ReadBlobAsync(manifest.Config, token);
            var config = ImageConfig.Parse(content, $"{place}@{manifest.Config.Digest}");
            if (content.Length != manifest.Config.Size)
            {
                defects.Add(
                    PublishedDefect.Of(
                        new DocumentDefect(
                            platform,
                            $"the configuration {manifest.Config.Digest} has {content.Length} bytes; "
                                + $"its manifest says {manifest.Config.Size}"
                        )
                    )
                );
            }

            return config;
        });

    private async Task<PublishedPlatform> CheckFilesAsync(
        PublishedPlatform found, ImageManifest manifest, ImageConfig config, List<PublishedDefect> defects, CancellationToken token)
    {
        var isRead = target.Mode != VerifyMode.Off;
        var read = await Task.WhenAll(manifest.Layers.Select(layer => layers.ReadAsync(place, image, layer, isRead, token)));
        var problems = read.Select(layer => layer.Problem).OfType<Problem>().Distinct().ToList();
        defects.AddRange(problems.Select(problem => PublishedDefect.Of(problem, found.Platform)));
        if (!isRead)
        {
            return found with { NotChecked = "Its files were not checked: --verify=off." };
        }

        var reasons = read.Select(layer => layer.NotChecked).OfType<string>().Distinct().ToList();
        if (problems.Count + reasons.Count > 0)
        {
            return found with
            {
                NotChecked = $"Its files were not checked. {string.Join(' ', reasons.DefaultIfEmpty("A layer cannot be read."))}",
            };
        }

        if (
            await ReadAsync(found.Platform, defects, () =>
                Task.FromResult(Layer.Merge([.. read.Select(layer => layer.Content!)], manifest))
            )
            is not { } merged
        )
        {
            return found with { NotChecked = "Its files were not checked. Its layers cannot be merged." };
        }

        var files = FileCheck.Check(found.Platform, config, merged, target.Mode, target.Allowed);
        return found with { Files = files, NotChecked = files.NotChecked };
    }

    /// <summary>Reads something, or notes why it cannot be read.</summary>
    private static async Task<T?> ReadAsync<T>(Platform? platform, List<PublishedDefect> defects, Func<Task<T>> read)
        where T : class
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (PublishedProblems.Of(e) is { } problem)
        {
            defects.Add(PublishedDefect.Of(problem, platform));
            return null;
        }
    }

    private sealed record CheckedEntry(Descriptor Entry, IReadOnlyList<PublishedDefect> Defects)
    {
        /// <summary>Null if the entry is not an image or cannot be read.</summary>
        public PublishedPlatform? Platform { get; init; }

        public bool IsArtifact { get; init; }
    }
}
