using Cake.MultiArch.Assemble;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Publish;

/// <summary>
/// A folder in the OCI image layout. A new layout is made beside its place and moved there with its first tag, so that nobody ever finds an
/// unfinished layout. The default layout replaces that of the last run in the same way. Any other existing layout gets the blobs, and then
/// the tag.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md</remarks>
internal sealed class LayoutPlace(Host host, IReadOnlyList<LayoutDestination> destinations) : IPublicationPlace
{
    private const string IndexFile = "index.json";
    private const string LayoutFile = "oci-layout";
    private const string New = ".new-";
    private const string Old = ".old-";

    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(50);

    private readonly LayoutDestination _layout = destinations[0];

    /// <summary>The folder where the layout is made; null when the layout is in its place.</summary>
    private string? _beside;

    public string Name => $"oci:{_layout.Folder}";

    public IReadOnlyList<Destination> Destinations => destinations;

    private string Folder => _beside ?? _layout.Folder;

    /// <summary>Refuses a folder that holds other files than an OCI layout.</summary>
    /// <exception cref="MultiArchException">The folder holds other files, or cannot be read.</exception>
    /// <returns>Whether the layout exists already.</returns>
    public static bool CheckFolder(LayoutDestination layout)
    {
        try
        {
            var isThere = Directory.Exists(layout.Folder) && Directory.EnumerateFileSystemEntries(layout.Folder).Any();
            if (File.Exists(layout.Folder) || (isThere && !File.Exists(Path.Combine(layout.Folder, LayoutFile))))
            {
                throw new MultiArchException(PublishProblems.FolderIsNoLayout(layout.Folder));
            }

            return isThere;
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(PublishProblems.LayoutNotWritten(layout.Folder, e.Message), inner: e);
        }
    }

    public Task StoreAsync(AssembledImage image, CancellationToken token) => WriteAsync(async () =>
    {
        var isThere = CheckFolder(_layout);
        if (!isThere || _layout.IsDefault)
        {
            RemoveHalfMade();

            // An empty folder may be a mount point, which cannot be replaced.
            _beside ??= isThere || !Directory.Exists(_layout.Folder) ? $"{_layout.Folder}{New}{Guid.NewGuid():N}" : null;
            Directory.CreateDirectory(Folder);
            WholeFile.Write(Path.Combine(Folder, LayoutFile), """{"imageLayoutVersion":"1.0.0"}""");
            WholeFile.Write(Path.Combine(Folder, IndexFile), """{"schemaVersion":2,"manifests":[]}""");
        }

        foreach (var (blob, file) in image.Blobs)
        {
            await AddAsync(blob.Digest, target => CopyAsync(file, target, token));
        }

        foreach (var platform in image.Platforms)
        {
            await AddAsync(platform.Entry.Digest, target => File.WriteAllBytesAsync(target, platform.Content, token));
        }

        await AddAsync(image.Digest, target => File.WriteAllBytesAsync(target, image.Content, token));
        return true;
    });

    public IPublishedImage Stored(AssembledImage image) => LayoutImage.Of(Folder, Named(image));

    public Task<TagReceipt> TagAsync(Destination destination, AssembledImage image, CancellationToken token) => WriteAsync(async () =>
    {
        var layout = (LayoutDestination)destination;
        var file = Path.Combine(Folder, IndexFile);
        using (await HoldAsync(Path.Combine(Folder, LayoutFile), token))
        {
            var document = OciDocument.Read(await File.ReadAllBytesAsync(file, token), "image index", file).Root;
            var entries = document["manifests"] as JArray ?? [];
            var others = entries.Where(entry => (string?)entry["annotations"]?[LayoutImage.ReferenceName] != layout.Tag);
            var name = new Dictionary<string, string> { [LayoutImage.ReferenceName] = layout.Tag };
            document["manifests"] = new JArray(others) { IndexWriter.Write(Named(image) with { Annotations = name }) };
            WholeFile.Write(file, document.ToString(Formatting.None));
        }

        if (_beside is not null)
        {
            MoveToItsPlace(_beside);
            _beside = null;
        }

        var read = (await LayoutImage.Of(layout).ReadIndexAsync(token)).Digest;
        return new TagReceipt(destination, read, IsOurs: read == image.Digest);
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
            await write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task CopyAsync(string from, string to, CancellationToken token)
    {
        await using var source = File.OpenRead(from);
        await using var target = File.Create(to);
        await source.CopyToAsync(target, token);
    }

    private void MoveToItsPlace(string made)
    {
        var before = $"{_layout.Folder}{Old}{Guid.NewGuid():N}";
        var isThere = Directory.Exists(_layout.Folder);
        if (isThere)
        {
            Directory.Move(_layout.Folder, before);
        }

        try
        {
            Directory.Move(made, _layout.Folder);
        }
        catch (Exception e) when (isThere && e.IsFileError)
        {
            Directory.Move(before, _layout.Folder);
            throw;
        }

        Remove(before);
    }

    /// <summary>Locks the file, because another run may write its own tag into it.</summary>
    private async Task<FileStream> HoldAsync(string file, CancellationToken token)
    {
        for (var left = LockLimit; ; left -= LockPause)
        {
            if (LockedFile.TryTakeOver(file) is { } held)
            {
                return held;
            }

            if (left <= TimeSpan.Zero)
            {
                throw new IOException($"Another run has held {file} for {LockLimit.TotalSeconds:0} seconds.");
            }

            await Task.Delay(LockPause, host.Clock, token);
        }
    }

    /// <summary>Removes the folders that a killed run left beside the place.</summary>
    private void RemoveHalfMade()
    {
        var parent = Path.GetDirectoryName(_layout.Folder)!;
        var name = Path.GetFileName(_layout.Folder);
        foreach (var folder in Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, name + ".*") : [])
        {
            var rest = Path.GetFileName(folder)[name.Length..];
            var age = host.Clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(folder);
            if ((HalfMade(rest, New) || HalfMade(rest, Old)) && age > OwnFolder.LongestRun)
            {
                Remove(folder);
            }
        }

        static bool HalfMade(string rest, string mark) =>
            rest.StartsWith(mark, StringComparison.Ordinal) && Guid.TryParseExact(rest[mark.Length..], "N", out _);
    }

    private async Task<T> WriteAsync<T>(Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception e) when (e is JsonException || e.IsFileError)
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
        catch (Exception e) when (e.IsFileError)
        {
            host.Warn($"{folder} was not removed: {e.Message}");
        }
    }
}
