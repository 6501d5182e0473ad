using System.Buffers.Binary;

namespace Cake.MultiArch.Elf;

/// <summary>Writes numbers in the width and the byte order of an architecture.</summary>
internal sealed class ElfWriter(ElfClass elfClass, ElfData data)
{
    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    public void Half(ushort value) => Number(value, sizeof(ushort));

    public void Word(uint value) => Number(value, sizeof(uint));

    /// <summary>Writes an address, an offset or a size, in the width of the class.</summary>
    public void Address(uint value) => Number(value, elfClass is ElfClass.Bits64 ? sizeof(ulong) : sizeof(uint));

    public void Number(uint value, int size)
    {
        Span<byte> buffer = stackalloc byte[sizeof(ulong)];
        if (data is ElfData.LittleEndian)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
            _bytes.AddRange(buffer[..size]);
        }
        else
        {
            BinaryPrimitives.WriteUInt64BigEndian(buffer, value);
            _bytes.AddRange(buffer[^size..]);
        }
    }
}
