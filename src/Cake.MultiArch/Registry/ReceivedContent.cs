using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Registry;

/// <summary>Content of an answer that is read while it comes. What the time limit is for is waiting for the next bytes; what is done with them may take longer.</summary>
internal sealed class ReceivedContent(Stream content, CancellationTokenSource limit, TimeSpan patience) : ReadOnceStream
{
    public override int Read(Span<byte> buffer)
    {
        var bytes = new byte[buffer.Length];
        var read = ReadAsync(bytes, limit.Token).AsTask().GetAwaiter().GetResult();
        bytes.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        limit.CancelAfter(patience);
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            limit.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
