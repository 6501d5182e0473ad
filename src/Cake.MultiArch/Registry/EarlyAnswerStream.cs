namespace Cake.MultiArch.Registry;

/// <summary>
/// A connection whose answer can be read before the whole request was sent. A server that refuses content (too large, disk full) answers
/// and closes the connection. Without this stream the failed write would hide that answer.
/// </summary>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc9112#section-9.5: a client whose connection is closed while it sends should stop and read the answer.
/// </remarks>
internal sealed class EarlyAnswerStream(Stream connection) : Stream
{
    private volatile bool _isClosed;

    public override bool CanRead => connection.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => connection.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => connection.Read(buffer, offset, count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => connection.Write(buffer, offset, count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (!_isClosed)
            {
                await connection.WriteAsync(buffer, cancellationToken);
            }
        }
        catch (IOException)
        {
            // The next read returns the answer, or reports that the connection ended without one.
            _isClosed = true;
        }
    }

    public override void Flush() => connection.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _isClosed ? Task.CompletedTask : connection.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
