using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using ZstdSharp;

namespace Cake.MultiArch.Tests.Layers;

/// <summary>Writes the archive of a layer, entry by entry.</summary>
internal sealed class LayerArchive(TarEntryFormat format = TarEntryFormat.Pax)
{
    private readonly List<TarEntry> _entries = [];

    public LayerArchive File(string path, byte[]? content = null, UnixFileMode mode = (UnixFileMode)0b_111_101_101) =>
        Add(path, TarEntryType.RegularFile, entry =>
        {
            entry.Mode = mode;
            entry.DataStream = new MemoryStream(content ?? []);
        });

    public LayerArchive File(string path, string content) => File(path, Encoding.UTF8.GetBytes(content));

    public LayerArchive Folder(string path) => Add(path, TarEntryType.Directory, _ => { });

    public LayerArchive Link(string path, string target) => Add(path, TarEntryType.SymbolicLink, entry => entry.LinkName = target);

    public LayerArchive HardLink(string path, string target) => Add(path, TarEntryType.HardLink, entry => entry.LinkName = target);

    public LayerArchive Add(string path, TarEntryType type, Action<TarEntry> change)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(type, path),
            TarEntryFormat.Gnu => new GnuTarEntry(type, path),
            TarEntryFormat.Ustar => new UstarTarEntry(type, path),
            _ => new V7TarEntry(type == TarEntryType.RegularFile ? TarEntryType.V7RegularFile : type, path),
        };
        change(entry);
        _entries.Add(entry);
        return this;
    }

    public byte[] ToArray()
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            _entries.ForEach(writer.WriteEntry);
        }

        return archive.ToArray();
    }

    public Task<Layer> ReadAsync() => ReadAsync(ToArray(), MediaTypes.OciLayer);

    public static Task<Layer> ReadAsync(byte[] content, string mediaType) =>
        Layer.ReadAsync(new MemoryStream(content), mediaType, TestContext.Current.CancellationToken);

    public static byte[] Gzip(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    public static byte[] Zstd(ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zstd = new CompressionStream(packed, leaveOpen: true))
        {
            zstd.Write(content);
        }

        return packed.ToArray();
    }
}
