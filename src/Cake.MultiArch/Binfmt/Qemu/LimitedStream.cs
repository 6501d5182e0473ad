using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Reads another stream and fails if it is longer than the limit. The size of compressed content is not known beforehand.
/// </summary>
internal sealed class LimitedStream(Stream inner, long limit) : ReadOnceStream
{
    private long _read;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">The content is longer than the limit.</exception>
    public override int Read(Span<byte> buffer) => Counted(inner.Read(buffer));

    /// <exception cref="InvalidDataException">The content is longer than the limit.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Counted(int read)
    {
        _read += read;
        return _read <= limit ? read : throw new InvalidDataException($"It has more than {limit} bytes.");
    }
}
