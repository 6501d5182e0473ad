using System.Formats.Tar;
using System.IO.Compression;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Reads the program from a downloaded file: the program itself, the program compressed with gzip, or a tar archive compressed with
/// gzip. The content shows which one it is. Only one file of an archive is read, and no path in the archive is ever written to.
/// </summary>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
/// </remarks>
internal static class QemuArchive
{
    /// <summary>The most that is unpacked, in bytes. An archive with QEMU for every architecture is smaller.</summary>
    public const int MaxUnpacked = 512 * 1024 * 1024;

    /// <summary>The largest program, in bytes. QEMU has 2 to 20 million.</summary>
    public const int MaxProgram = 128 * 1024 * 1024;

    /// <param name="content">The file.</param>
    /// <param name="architecture">The architecture that the program must emulate.</param>
    /// <param name="source">Where the file comes from, for the error message.</param>
    /// <exception cref="MultiArchException">The file contains no such program (MA1237).</exception>
    public static byte[] Program(byte[] content, ElfArchitecture architecture, string source)
    {
        if (IsProgram(content))
        {
            return content;
        }

        if (!content.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
        {
            throw Unusable("It is neither a program nor compressed with gzip.");
        }

        try
        {
            var beginning = new byte[4];
            using (var unpacked = Unpack(content))
            {
                unpacked.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
            }

            using var whole = new LimitedStream(Unpack(content), MaxUnpacked);
            return IsProgram(beginning)
                ? ReadAll(whole)
                : FromArchive(whole, architecture)
                    ?? throw Unusable($"No file in it is named {string.Join(" or ", QemuOnHost.Names(architecture))}.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw Unusable($"It cannot be unpacked: {e.Message}", e);
        }

        MultiArchException Unusable(string why, Exception? inner = null) =>
            new(QemuProblems.DownloadUnusable(source, architecture, why), inner: inner);
    }

    private static bool IsProgram(ReadOnlySpan<byte> content) => content.StartsWith("\u007fELF"u8);

    private static GZipStream Unpack(byte[] content) => new(new MemoryStream(content, writable: false), CompressionMode.Decompress);

    private static byte[]? FromArchive(Stream archive, ElfArchitecture architecture)
    {
        byte[]? plain = null;
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is not { } data)
            {
                continue;
            }

            if (name == QemuOnHost.Names(architecture)[0])
            {
                return ReadAll(data, entry.Length);
            }

            plain ??= name == QemuOnHost.Names(architecture)[1] ? ReadAll(data, entry.Length) : null;
        }

        return plain;
    }

    /// <summary>Checks the length, because the archive reader does not report an archive that ends inside a file.</summary>
    private static byte[] ReadAll(Stream stream, long length) =>
        ReadAll(stream) is var content && content.Length == length
            ? content
            : throw new EndOfStreamException("It ends in the middle of a file.");

    private static byte[] ReadAll(Stream stream)
    {
        using var limited = new LimitedStream(stream, MaxProgram);
        using var content = new MemoryStream();
        limited.CopyTo(content);
        return content.ToArray();
    }
}
