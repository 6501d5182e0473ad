namespace Cake.MultiArch.Elf;

/// <summary>The header of an ELF file.</summary>
/// <param name="Class">The width of an address.</param>
/// <param name="Data">The byte order.</param>
/// <param name="Type">e_type: <see cref="Executable"/>, 3 for a shared object or a position-independent program.</param>
/// <param name="Machine">e_machine.</param>
/// <param name="HasInterpreter">
/// Whether a segment names a loader (PT_INTERP). If so, the program is linked dynamically and needs that loader to run. Static programs,
/// also position-independent ones (static-pie), name no loader.
/// </param>
internal sealed record ElfHeader(ElfClass Class, ElfData Data, ushort Type, ushort Machine, bool HasInterpreter)
{
    /// <summary>ET_EXEC.</summary>
    public const ushort Executable = 2;

    /// <summary>PT_LOAD.</summary>
    public const uint Load = 1;

    /// <summary>Whether the file is a program or library of the architecture.</summary>
    public bool IsFor(ElfArchitecture architecture) =>
        Class == architecture.Class && Data == architecture.Data && Machine == architecture.Machine;
}
