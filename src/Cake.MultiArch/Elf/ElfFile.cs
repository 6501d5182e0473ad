using System.Buffers.Binary;
using System.Text;

namespace Cake.MultiArch.Elf;

/// <summary>What the kernel and the loader need to know about an ELF file.</summary>
/// <param name="Header">The header.</param>
/// <param name="Interpreter">The absolute path of the loader (PT_INTERP). Null for a static program or a library.</param>
/// <param name="Needed">The names of the libraries that it needs (DT_NEEDED).</param>
/// <param name="SearchPaths">The folders to search for them (DT_RUNPATH, or DT_RPATH), as written: <c>$ORIGIN/../lib</c>.</param>
/// <remarks>
/// Everything is read from the segments, as the kernel and the loader do, because the sections may be stripped. If the file is damaged,
/// the lists are empty. https://www.sco.com/developers/gabi/latest/ch5.pheader.html,
/// https://www.sco.com/developers/gabi/latest/ch5.dynamic.html
/// </remarks>
internal sealed record ElfFile(ElfHeader Header, string? Interpreter, IReadOnlyList<string> Needed, IReadOnlyList<string> SearchPaths)
{
    /// <summary>The longest segment table that Linux accepts, in bytes.</summary>
    private const int MaxSegments = 65536;

    /// <summary>The longest path that Linux accepts, in bytes, including the zero at its end.</summary>
    private const int MaxPath = 4096;

    /// <summary>In bytes. Much more than linkers write: some programs need a hundred libraries.</summary>
    private const int MaxDynamic = 65536;

    /// <summary>The limit for all names of a file together, in characters.</summary>
    private const int MaxNames = 65536;

    /// <summary>Reads a file. A stream that cannot seek must be at its start.</summary>
    /// <remarks>
    /// A stream that cannot seek is read only as far as needed: to the end of the segment table, or to the end of the dynamic section of a
    /// dynamically linked program.
    /// </remarks>
    /// <returns>Null if the file is not an ELF file, or if its header or segment table is incomplete.</returns>
    public static ElfFile? Read(Stream stream)
    {
        using var file = new FileBytes(stream);
        return Read(file);
    }

    /// <returns>Null if the file is not an ELF file, or if its header or segment table is incomplete.</returns>
    public static ElfFile? Read(FileBytes file)
    {
        Span<byte> header = stackalloc byte[64];
        if (!file.TryRead(0, header[..16])
            || !header[..4].SequenceEqual("\u007fELF"u8)
            || header[4] is not (1 or 2)
            || header[5] is not (1 or 2))
        {
            return null;
        }

        var numbers = new Numbers((ElfClass)header[4], (ElfData)header[5]);
        header = header[..(numbers.Is64 ? 64 : 52)];
        if (!file.TryRead(0, header) || Segments(file, numbers, header) is not { } segments)
        {
            return null;
        }

        var loader = segments.FirstOrDefault(segment => segment.Type == SegmentType.Interpreter);
        var dynamic = segments.FirstOrDefault(segment => segment.Type == SegmentType.Dynamic);
        var (needed, searchPaths) = dynamic is null ? ([], []) : Dynamic(file, numbers, dynamic, segments);
        return new ElfFile(
            new ElfHeader(
                numbers.Class,
                numbers.Data,
                numbers.Half(header[16..]),
                numbers.Half(header[18..]),
                HasInterpreter: loader is not null
            ),
            loader is null ? null
                : Text(file, loader.Offset, loader.Size) is { } path && path.StartsWith('/') ? path
                : null,
            needed,
            searchPaths);
    }

    private static List<Segment>? Segments(FileBytes file, Numbers numbers, ReadOnlySpan<byte> header)
    {
        var start = numbers.Address(header[(numbers.Is64 ? 32 : 28)..]);
        var size = numbers.Half(header[(numbers.Is64 ? 54 : 42)..]);
        var count = numbers.Half(header[(numbers.Is64 ? 56 : 44)..]);
        if (count == 0)
        {
            return [];
        }

        if (size != (numbers.Is64 ? 56 : 32) || count > MaxSegments / size)
        {
            return null;
        }

        var table = new byte[size * count];
        return !file.TryRead(start, table) ? null :
        [
            .. table.Chunk(size).Select(entry => new Segment(
                (SegmentType)numbers.Word(entry),
                numbers.Address(entry.AsSpan(numbers.Is64 ? 8 : 4)),
                numbers.Address(entry.AsSpan(numbers.Is64 ? 16 : 8)),
                numbers.Address(entry.AsSpan(numbers.Is64 ? 32 : 16)))),
        ];
    }

    private static (IReadOnlyList<string> Needed, IReadOnlyList<string> SearchPaths) Dynamic(
        FileBytes file, Numbers numbers, Segment dynamic, IReadOnlyList<Segment> segments)
    {
        var needed = new List<ulong>();
        ulong? runPath = null, rPath = null, strings = null;
        ulong stringsSize = 0;
        var table = new byte[Math.Min(dynamic.Size, MaxDynamic)];
        var width = numbers.Is64 ? 8 : 4;
        var length = file.Read(dynamic.Offset, table);
        for (var entry = table.AsSpan(0, length); entry.Length >= 2 * width; entry = entry[(2 * width)..])
        {
            var value = numbers.Address(entry[width..]);
            switch ((DynamicTag)numbers.Address(entry))
            {
                case DynamicTag.Null:
                    entry = entry[..(2 * width)];
                    break;
                case DynamicTag.Needed:
                    needed.Add(value);
                    break;
                case DynamicTag.Strings:
                    strings = value;
                    break;
                case DynamicTag.StringsSize:
                    stringsSize = value;
                    break;
                case DynamicTag.RPath:
                    rPath ??= value;
                    break;
                case DynamicTag.RunPath:
                    runPath ??= value;
                    break;
            }
        }

        // The file has the address of the strings in memory. The segments say which part of the file is loaded there.
        var place = segments.FirstOrDefault(segment =>
            segment.Type == SegmentType.Load && segment.Address <= strings && strings - segment.Address < segment.Size
        );
        if (strings is null || place is null)
        {
            return ([], []);
        }

        var names = new List<string>();
        var left = MaxNames;
        foreach (var index in needed.Append(runPath ?? rPath ?? ulong.MaxValue))
        {
            var name =
                index < stringsSize ? Text(file, place.Offset + (strings.Value - place.Address) + index, stringsSize - index) ?? "" : "";
            left -= name.Length;
            if (left < 0)
            {
                return ([], []);
            }

            names.Add(name);
        }

        return (
            [.. names.SkipLast(1).Where(name => name.Length > 0)],
            names[^1].Split(':', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <returns>The text before the first zero. Null if there is no zero or no text.</returns>
    private static string? Text(FileBytes file, ulong offset, ulong size)
    {
        Span<byte> buffer = stackalloc byte[(int)Math.Min(size, MaxPath)];
        buffer = buffer[..file.Read(offset, buffer)];
        var end = buffer.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(buffer[..end]) : null;
    }

    /// <summary>p_type.</summary>
    private enum SegmentType : uint
    {
        Load = ElfHeader.Load,
        Dynamic = 2,
        Interpreter = 3,
    }

    /// <summary>d_tag.</summary>
    private enum DynamicTag : ulong
    {
        Null = 0,
        Needed = 1,
        Strings = 5,
        StringsSize = 10,
        RPath = 15,
        RunPath = 29,
    }

    /// <param name="Type">p_type.</param>
    /// <param name="Offset">In the file.</param>
    /// <param name="Address">In memory.</param>
    /// <param name="Size">In the file, in bytes.</param>
    private sealed record Segment(SegmentType Type, ulong Offset, ulong Address, ulong Size);

    /// <summary>Reads numbers in the width and the byte order of a file.</summary>
    private sealed record Numbers(ElfClass Class, ElfData Data)
    {
        public bool Is64 => Class is ElfClass.Bits64;

        public ushort Half(ReadOnlySpan<byte> bytes) =>
            Data is ElfData.LittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

        public uint Word(ReadOnlySpan<byte> bytes) =>
            Data is ElfData.LittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

        public ulong Address(ReadOnlySpan<byte> bytes) => !Is64 ? Word(bytes)
            : Data is ElfData.LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }
}
