using Cake.Core.Diagnostics;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Publish;

/// <summary>
/// A folder in the OCI image layout. A new one, and the default one that replaces the last run's, is made beside its place and moved there with
/// its first tag, so that no half layout is ever found; to another one that is there already the blobs are added, and then the tag.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md</remarks>
internal sealed class LayoutPlace(Host host, IReadOnlyList<LayoutDestination> destinations) : IPublicationPlace
{
    private const string IndexFile = "index.json";

    private readonly LayoutDestination _layout = destinations[0];

    /// <summary>Where it is made; null when it is in its place.</summary>
    private string? _beside;

    public string Name => $"oci:{_layout.Folder}";

    public IReadOnlyList<Destination> Destinations => destinations;

    private string Folder => _beside ?? _layout.Folder;

    /// <summary>A folder that holds something else than a layout is not written to.</summary>
    /// <exception cref="MultiArchException">It does.</exception>
    /// <returns>Whether there is a layout already.</returns>
    public static bool CheckFolder(LayoutDestination layout)
    {
        try
        {
            var isThere = Directory.Exists(layout.Folder) && Directory.EnumerateFileSystemEntries(layout.Folder).Any();
            return File.Exists(layout.Folder) || (isThere && !File.Exists(Path.Combine(layout.Folder, "oci-layout")))
                ? throw new MultiArchException(PublishProblems.FolderIsNoLayout(layout.Folder))
                : isThere;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MultiArchException(PublishProblems.LayoutNotWritten(layout.Folder, e.Message), inner: e);
        }
    }

    public Task StoreAsync(AssembledImage image, CancellationToken token) => WriteAsync(async () =>
    {
        if (!CheckFolder(_layout) || _layout.IsDefault)
        {
            _beside ??= $"{_layout.Folder}.new-{Guid.NewGuid():N}";
            Directory.CreateDirectory(_beside);
            WholeFile.Write(Path.Combine(_beside, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""");
            WholeFile.Write(Path.Combine(_beside, IndexFile), """{"schemaVersion":2,"manifests":[]}""");
        }

        foreach (var (blob, file) in image.Blobs)
        {
            await AddAsync(blob.Digest, target => CopyAsync(file, target, token)).ConfigureAwait(false);
        }

        foreach (var platform in image.Platforms)
        {
            await AddAsync(platform.Entry.Digest, target => File.WriteAllBytesAsync(target, platform.Content, token)).ConfigureAwait(false);
        }

        await AddAsync(image.Digest, target => File.WriteAllBytesAsync(target, image.Content, token)).ConfigureAwait(false);
        return true;
    });

    public IPublishedImage Stored(AssembledImage image) => LayoutImage.Of(Folder, Named(image));

    public Task<TagReceipt> TagAsync(Destination destination, AssembledImage image, CancellationToken token) => WriteAsync(async () =>
    {
        var file = Path.Combine(Folder, IndexFile);
        var document = JObject.Parse(await File.ReadAllTextAsync(file, token).ConfigureAwait(false));
        var tag = ((LayoutDestination)destination).Tag;
        var entries = document["manifests"] as JArray ?? [];
        document["manifests"] = new JArray(entries.Where(entry => (string?)entry["annotations"]?[LayoutImage.ReferenceName] != tag))
        {
            IndexWriter.Write(Named(image) with { Annotations = new Dictionary<string, string> { [LayoutImage.ReferenceName] = tag } }),
        };
        WholeFile.Write(file, document.ToString(Formatting.None));
        if (_beside is not null)
        {
            MoveToItsPlace(_beside);
            _beside = null;
        }

        return new TagReceipt(destination, image.Digest, IsOurs: true);
    });

    public void Dispose()
    {
        if (_beside is not null)
        {
            Remove(_beside);
        }
    }

    private static Descriptor Named(AssembledImage image) => new(image.Index.MediaType, image.Digest, image.Content.Length);

    private async Task AddAsync(Digest digest, Func<string, Task> write)
    {
        var target = LayoutImage.PathOf(Folder, digest);
        if (File.Exists(target))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            await write(temporary).ConfigureAwait(false);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken token)
    {
        var source = File.OpenRead(from);
        await using var sourceEnd = source.ConfigureAwait(false);
        var target = File.Create(to);
        await using var targetEnd = target.ConfigureAwait(false);
        await source.CopyToAsync(target, token).ConfigureAwait(false);
    }

    private void MoveToItsPlace(string made)
    {
        var before = $"{_layout.Folder}.old-{Guid.NewGuid():N}";
        if (Directory.Exists(_layout.Folder))
        {
            Directory.Move(_layout.Folder, before);
        }

        Directory.Move(made, _layout.Folder);
        Remove(before);
    }

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new MultiArchException(PublishProblems.LayoutNotWritten(_layout.Folder, e.Message), inner: e);
        }
    }

    private void Remove(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", $"{folder} was not removed: {e.Message}");
        }
    }
}
