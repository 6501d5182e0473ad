namespace Cake.MultiArch.Tests.Registry;

/// <summary>Content that comes in uneven pieces, slowly, and may fail.</summary>
/// <param name="content">The content.</param>
/// <param name="pause">The time that each read takes.</param>
/// <param name="failAt">The byte that cannot be read.</param>
internal sealed class UnevenStream(byte[] content, TimeSpan pause = default, int failAt = int.MaxValue) : Stream
{
    private int _reads;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is read without blocking.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The line itself cannot be made slow without a clock.
        await Task.Delay(pause, cancellationToken);
        var length = (int)
            Math.Min(Math.Min(buffer.Length, pause > TimeSpan.Zero ? buffer.Length : 7_777 + (++_reads % 5)), content.Length - Position);
        if (Position + length > failAt)
        {
            throw new IOException("The disk fails.");
        }

        content.AsMemory((int)Position, length).CopyTo(buffer);
        Position += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
