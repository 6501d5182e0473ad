using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Registry;

/// <summary>
/// The content of an answer, read while it arrives. The time limit applies only to waiting for the next bytes. Processing them may take
/// longer.
/// </summary>
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
