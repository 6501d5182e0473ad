using System.Text;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Testing;

/// <summary>Writes the head of a program that is linked dynamically: what a loader reads of it, and no code.</summary>
/// <param name="Architecture">Its architecture.</param>
internal sealed record DynamicProgram(ElfArchitecture Architecture)
{
    public const uint LoadAddress = 0x400000;

    public string? Interpreter { get; init; } = "/lib/ld.so.1";

    public IReadOnlyList<string> Needed { get; init; } = ["libc.so.6"];

    public string? RunPath { get; init; }

    public string? RPath { get; init; }

    /// <summary>How many bytes lie between the strings and the dynamic section.</summary>
    public int Gap { get; init; }

    /// <summary>Whether the strings stand at the end of the file, as patchelf writes them.</summary>
    public bool StringsLast { get; init; }

    /// <summary>e_type: 2 for a program, 3 for a library or a position-independent program.</summary>
    public ushort Type { get; init; } = ElfHeader.Executable;

    public byte[] Write()
    {
        var is64 = Architecture.Class is ElfClass.Bits64;
        var (headerSize, segmentSize) = is64 ? (64u, 56u) : (52u, 32u);
        var segments = Interpreter is null ? 2u : 3u;

        var strings = new MemoryStream();
        strings.WriteByte(0);
        var needed = Needed.Select(Add).ToList();
        var (runPath, rPath) = (RunPath is null ? 0 : Add(RunPath), RPath is null ? 0 : Add(RPath));
        List<(uint Tag, uint Value)> entries = [.. needed.Select(name => (1u, name))];

        var interpreter = Encoding.UTF8.GetBytes((Interpreter ?? "") + '\0');
        var interpreterStart = headerSize + (segments * segmentSize);
        var dynamicLength = (uint)(needed.Count + (RunPath is null ? 0 : 1) + (RPath is null ? 0 : 1) + 3) * (is64 ? 16u : 8u);
        var first = interpreterStart + (uint)interpreter.Length;
        var stringsStart = StringsLast ? first + (uint)Gap + dynamicLength : first;
        var dynamicStart = StringsLast ? first + (uint)Gap : first + (uint)strings.Length + (uint)Gap;
        var size = first + (uint)strings.Length + (uint)Gap + dynamicLength;
        entries.AddRange([(5, LoadAddress + stringsStart), (10, (uint)strings.Length)]);
        entries.AddRange(RunPath is null ? [] : [(29u, runPath)]);
        entries.AddRange(RPath is null ? [] : [(15u, rPath)]);
        entries.Add((0, 0));

        var writer = new ElfWriter(Architecture.Class, Architecture.Data);
        writer.Bytes(Architecture.Magic().AsSpan(0, 16));
        writer.Half(Type);
        writer.Half(Architecture.Machine);
        writer.Word(1);
        writer.Address(0);
        writer.Address(headerSize);
        writer.Address(0);
        writer.Word(Architecture.Flags);
        foreach (var half in (ReadOnlySpan<uint>)[headerSize, segmentSize, segments, 0, 0, 0])
        {
            writer.Half((ushort)half);
        }

        if (Interpreter is not null)
        {
            Segment(3, interpreterStart, (uint)interpreter.Length);
        }

        Segment(1, 0, size);
        Segment(2, dynamicStart, dynamicLength);
        writer.Bytes(interpreter);
        if (!StringsLast)
        {
            writer.Bytes(strings.ToArray());
        }

        writer.Bytes(new byte[Gap]);
        foreach (var (tag, value) in entries)
        {
            writer.Address(tag);
            writer.Address(value);
        }

        if (StringsLast)
        {
            writer.Bytes(strings.ToArray());
        }

        return writer.ToArray();

        uint Add(string text)
        {
            var start = (uint)strings.Length;
            strings.Write(Encoding.UTF8.GetBytes(text + '\0'));
            return start;
        }

        // The 64-bit segment header has its flags second, the 32-bit one second to last.
        void Segment(uint type, uint offset, uint length)
        {
            writer.Word(type);
            if (is64)
            {
                writer.Word(5);
            }

            foreach (var value in (ReadOnlySpan<uint>)[offset, LoadAddress + offset, LoadAddress + offset, length, length])
            {
                writer.Address(value);
            }

            if (!is64)
            {
                writer.Word(5);
            }

            writer.Address(1);
        }
    }
}
