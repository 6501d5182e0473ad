using System.Buffers.Binary;

namespace Cake.MultiArch.Elf;

/// <summary>What the header of an ELF file says.</summary>
/// <param name="Class">The width of an address.</param>
/// <param name="Data">The order of bytes.</param>
/// <param name="Type">e_type: <see cref="Executable"/>, 3 for a shared object or a position-independent program.</param>
/// <param name="Machine">e_machine.</param>
/// <param name="HasInterpreter">
/// Whether a segment names a loader (PT_INTERP): the program is linked dynamically and runs only where that loader is. A static
/// program has none, a position-independent static one (static-pie) has none either.
/// </param>
internal sealed record ElfHeader(ElfClass Class, ElfData Data, ushort Type, ushort Machine, bool HasInterpreter)
{
    /// <summary>ET_EXEC.</summary>
    public const ushort Executable = 2;

    /// <summary>PT_LOAD.</summary>
    public const uint Load = 1;

    private const uint Interpreter = 3;

    /// <summary>Whether the file is a program or library of the architecture.</summary>
    public bool IsFor(ElfArchitecture architecture) =>
        Class == architecture.Class && Data == architecture.Data && Machine == architecture.Machine;

    /// <summary>Reads the header and the segment table; null when the stream is no ELF file or ends too soon.</summary>
    public static ElfHeader? Read(Stream stream)
    {
        var ident = new byte[16];
        if (!Fill(stream, ident)
            || !ident.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)
            || ident[4] is not (1 or 2)
            || ident[5] is not (1 or 2))
        {
            return null;
        }

        var elfClass = (ElfClass)ident[4];
        var data = (ElfData)ident[5];
        var is64 = elfClass is ElfClass.Bits64;
        var rest = new byte[is64 ? 48 : 36];
        if (!Fill(stream, rest))
        {
            return null;
        }

        // e_phoff, e_phentsize and e_phnum, counted from the end of e_ident.
        var segments = is64 ? Number(rest.AsSpan(16, 8)) : Number(rest.AsSpan(12, 4));
        var segmentSize = (int)Number(rest.AsSpan(is64 ? 38 : 26, 2));
        var segmentCount = (int)Number(rest.AsSpan(is64 ? 40 : 28, 2));
        if (segmentCount > 0 && (segmentSize < sizeof(uint) || segments > (ulong)stream.Length))
        {
            return null;
        }

        stream.Position = (long)segments;
        var segment = new byte[segmentSize];
        var hasInterpreter = false;
        for (var i = 0; i < segmentCount; i++)
        {
            if (!Fill(stream, segment))
            {
                return null;
            }

            hasInterpreter |= Number(segment.AsSpan(0, 4)) == Interpreter;
        }

        return new ElfHeader(elfClass, data, (ushort)Number(rest.AsSpan(0, 2)), (ushort)Number(rest.AsSpan(2, 2)), hasInterpreter);

        ulong Number(ReadOnlySpan<byte> bytes) => (bytes.Length, data) switch
        {
            (2, ElfData.LittleEndian) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (2, _) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            (4, ElfData.LittleEndian) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            (4, _) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            (_, ElfData.LittleEndian) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        };
    }

    private static bool Fill(Stream stream, byte[] buffer) =>
        stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
}
