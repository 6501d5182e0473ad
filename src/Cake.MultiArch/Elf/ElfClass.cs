namespace Cake.MultiArch.Elf;

/// <summary>EI_CLASS, the fifth byte of an ELF file: the width of an address.</summary>
internal enum ElfClass : byte
{
    Bits32 = 1,
    Bits64 = 2,
}
