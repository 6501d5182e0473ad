namespace Cake.MultiArch.Elf;

/// <summary>EI_CLASS, the fifth byte of an ELF file: how wide an address is.</summary>
internal enum ElfClass : byte
{
    Bits32 = 1,
    Bits64 = 2,
}
