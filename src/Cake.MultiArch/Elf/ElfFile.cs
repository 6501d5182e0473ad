using System.Buffers.Binary;
using System.Text;

namespace Cake.MultiArch.Elf;

/// <summary>What an ELF file says about how it is run.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Interpreter">The loader that runs it (PT_INTERP), an absolute path; null for a static program or a library.</param>
/// <param name="Needed">The libraries that it needs (DT_NEEDED), by name.</param>
/// <param name="SearchPaths">Where it wants them to be looked for (DT_RUNPATH, or DT_RPATH), as written: <c>$ORIGIN/../lib</c>.</param>
/// <remarks>
/// Read as the kernel and the loader do, from the segments: the sections can be stripped. What a damaged file claims is not believed:
/// its lists are empty then. https://www.sco.com/developers/gabi/latest/ch5.pheader.html,
/// https://www.sco.com/developers/gabi/latest/ch5.dynamic.html
/// </remarks>
internal sealed record ElfFile(ElfHeader Header, string? Interpreter, IReadOnlyList<string> Needed, IReadOnlyList<string> SearchPaths)
{
    /// <summary>The longest segment table that Linux takes, in bytes.</summary>
    private const int MaxSegments = 65536;

    /// <summary>The longest path that Linux takes, in bytes, its closing zero included.</summary>
    private const int MaxPath = 4096;

    /// <summary>Far above what linkers write: some programs need a hundred libraries.</summary>
    private const int MaxDynamic = 65536;

    /// <summary>The longest that all names of a file may be together, in bytes.</summary>
    private const int MaxNames = 65536;

    /// <summary>Reads a file from its beginning; null when it is no ELF file, or its header or segment table is not whole.</summary>
    /// <param name="stream">The file. One that cannot seek is read no further than needed: to the end of the segment table, and of a
    /// program that is linked dynamically to the end of its dynamic section.</param>
    public static ElfFile? Read(Stream stream)
    {
        using var file = new FileBytes(stream);
        return Read(file);
    }

    /// <summary>Reads a file; null when it is no ELF file, or its header or segment table is not whole.</summary>
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

        // The strings are told by their address in memory; which part of the file is there, the segments say.
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

    /// <summary>The text up to a zero; null when there is none.</summary>
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

    /// <param name="Type">What it is for.</param>
    /// <param name="Offset">Where it is in the file.</param>
    /// <param name="Address">Where it is in memory.</param>
    /// <param name="Size">How many bytes of the file it is.</param>
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
