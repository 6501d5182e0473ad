using System.Buffers;

namespace Cake.MultiArch.Elf;

/// <summary>
/// Reads a file at any offset, also from a stream that cannot seek, such as a file in an archive. Bytes that were read are kept, so they
/// can be read again. From a stream that can seek, few bytes are kept.
/// </summary>
internal sealed class FileBytes(Stream stream) : IDisposable
{
    /// <summary>
    /// The limit for what is kept of a stream that cannot seek, in bytes. After that, the bytes can be read only in the order of the file.
    /// </summary>
    public const int MaxKept = 64 * 1024 * 1024;

    /// <summary>In bytes. Enough for the header, the segment table and the loader's name of nearly every program.</summary>
    private const int First = 1024;

    private byte[] _kept = [];
    private int _keptLength;

    /// <summary>The position in a stream that cannot seek.</summary>
    private long _position;

    /// <summary>Fills the whole buffer.</summary>
    /// <returns>False if the file is too short, or if the bytes are no longer kept.</returns>
    public bool TryRead(ulong offset, Span<byte> buffer) => Read(offset, buffer) == buffer.Length;

    /// <returns>
    /// The number of bytes. At the end of the file it may be smaller than the buffer. It is 0 if the bytes are no longer kept.
    /// </returns>
    public int Read(ulong offset, Span<byte> buffer)
    {
        if (offset > long.MaxValue - (ulong)buffer.Length)
        {
            return 0;
        }

        var end = (long)offset + buffer.Length;
        if (_position == 0)
        {
            Keep(First);
        }

        if (end > _keptLength && stream.CanSeek)
        {
            stream.Position = (long)offset;
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }

        Keep(Math.Min(end, MaxKept));
        if (end > MaxKept)
        {
            return ReadBehind((long)offset, buffer);
        }

        var count = (int)Math.Clamp(_keptLength - (long)offset, 0, buffer.Length);
        _kept.AsSpan((int)Math.Min((long)offset, _keptLength), count).CopyTo(buffer);
        return count;
    }

    public void Dispose()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
            _kept = [];
        }
    }

    /// <summary>Reads the stream up to an offset, and keeps the bytes.</summary>
    private void Keep(long end)
    {
        while (_keptLength < end && _position == _keptLength)
        {
            Grow((int)Math.Min(end, Math.Max(First, 2L * _keptLength)));
            var read = stream.ReadAtLeast(
                _kept.AsSpan(_keptLength, (int)Math.Min(end, _kept.Length) - _keptLength),
                1,
                throwOnEndOfStream: false
            );
            _keptLength += read;
            _position += read;
            if (read == 0)
            {
                return;
            }
        }
    }

    /// <summary>Grows with the bytes that were read, because a header may claim a much larger size.</summary>
    private void Grow(int size)
    {
        if (_kept.Length >= size)
        {
            return;
        }

        var grown = ArrayPool<byte>.Shared.Rent(size);
        _kept.AsSpan(0, _keptLength).CopyTo(grown);
        Dispose();
        _kept = grown;
    }

    /// <returns>0 if the bytes have already been read and were not kept.</returns>
    private int ReadBehind(long offset, Span<byte> buffer)
    {
        if (offset < _position)
        {
            return 0;
        }

        var skipped = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            while (_position < offset)
            {
                var read = stream.Read(skipped, 0, (int)Math.Min(skipped.Length, offset - _position));
                if (read == 0)
                {
                    return 0;
                }

                _position += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(skipped);
        }

        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        _position += count;
        return count;
    }
}
