namespace Cake.MultiArch.Elf;

/// <summary>EI_DATA, the sixth byte of an ELF file: the byte order.</summary>
internal enum ElfData : byte
{
    LittleEndian = 1,
    BigEndian = 2,
}
