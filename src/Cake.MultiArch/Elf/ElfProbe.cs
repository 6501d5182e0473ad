namespace Cake.MultiArch.Elf;

/// <summary>
/// Writes the smallest program that shows whether an architecture runs. The program only ends with a code, or with the number of its
/// arguments. It has a header, one segment that is the whole file, and a few instructions. It has no sections and no interpreter, so it
/// runs in an empty root.
/// </summary>
/// <remarks>
/// https://www.sco.com/developers/gabi/latest/ch4.eheader.html, https://www.sco.com/developers/gabi/latest/ch5.pheader.html
/// </remarks>
internal static class ElfProbe
{
    /// <summary>The exit code of a probe. Not 0, because a wrong interpreter may also end with 0.</summary>
    public const byte ExitCode = 42;

    private const uint LoadAddress = 0x400000;

    /// <summary>In bytes. No architecture of the table has larger pages.</summary>
    private const uint Alignment = 0x10000;

    private const uint ReadAndExecute = 5;

    public static byte[] Write(ElfArchitecture architecture, byte exitCode = ExitCode) => Write(architecture, architecture.Exit(exitCode));

    /// <summary>The program ends with the number of its arguments, including its own name (argc).</summary>
    public static byte[] WriteArgumentCounter(ElfArchitecture architecture) => Write(architecture, architecture.ExitWithArgumentCount);

    private static byte[] Write(ElfArchitecture architecture, uint[] code)
    {
        var is64 = architecture.Class is ElfClass.Bits64;
        var headerSize = is64 ? 64u : 52u;
        var segmentSize = is64 ? 56u : 32u;
        var start = headerSize + segmentSize;
        var size = start + (uint)(code.Length * architecture.CodeUnit);

        var writer = new ElfWriter(architecture.Class, architecture.Data);
        writer.Bytes(architecture.Magic().AsSpan(0, ElfArchitecture.MagicLength));
        writer.Word(1);
        writer.Address(LoadAddress + start);
        writer.Address(headerSize);
        writer.Address(0);
        writer.Word(architecture.Flags);
        writer.Half((ushort)headerSize);
        writer.Half((ushort)segmentSize);
        writer.Half(1);
        writer.Half(0);
        writer.Half(0);
        writer.Half(0);

        // In a 64-bit segment header the flags are the second field, in a 32-bit one the last but one.
        writer.Word(ElfHeader.Load);
        if (is64)
        {
            writer.Word(ReadAndExecute);
        }

        writer.Address(0);
        writer.Address(LoadAddress);
        writer.Address(LoadAddress);
        writer.Address(size);
        writer.Address(size);
        if (!is64)
        {
            writer.Word(ReadAndExecute);
        }

        writer.Address(Alignment);
        foreach (var unit in code)
        {
            writer.Number(unit, architecture.CodeUnit);
        }

        return writer.ToArray();
    }
}
