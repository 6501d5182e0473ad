using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>A stream that is read once, in small pieces, as an archive's file or a download; it tells how far it was read.</summary>
internal sealed class OneWayStream(Stream inner, int piece = 7) : ReadOnceStream
{
    public long BytesRead { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer[..Math.Min(piece, buffer.Length)]);
        BytesRead += read;
        return read;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));
}
