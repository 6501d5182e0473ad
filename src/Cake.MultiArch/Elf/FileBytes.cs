using System.Buffers;

namespace Cake.MultiArch.Elf;

/// <summary>
/// The bytes of a file at any place, from a stream that may be read only once, as a file of an archive: what was read is kept, so that
/// a place before the end of what was read is found again. A stream that can seek is read where it is asked for, and little is kept.
/// </summary>
internal sealed class FileBytes(Stream stream) : IDisposable
{
    /// <summary>
    /// How much of a stream that cannot seek is kept at most, in bytes. What lies behind is found in the order of the file only.
    /// </summary>
    public const int MaxKept = 64 * 1024 * 1024;

    /// <summary>Holds the header, the segment table and the name of the loader of nearly every program.</summary>
    private const int First = 1024;

    private byte[] _kept = [];
    private int _keptLength;

    /// <summary>How far a stream that cannot seek was read.</summary>
    private long _position;

    /// <summary>Fills the buffer from a place of the file.</summary>
    /// <returns>False when the file ends before, or the place is not kept any more.</returns>
    public bool TryRead(ulong offset, Span<byte> buffer) => Read(offset, buffer) == buffer.Length;

    /// <summary>Reads from a place of the file.</summary>
    /// <returns>How many bytes: fewer than asked for at the end of the file; 0 when the place is not kept any more.</returns>
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

    /// <summary>Reads the stream up to a place, and keeps it.</summary>
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

    /// <summary>Grows by what there is, not by what a header claims.</summary>
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

    /// <summary>Reads what is not kept, if it was not read yet.</summary>
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
