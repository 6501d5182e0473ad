using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Oci;

/// <summary>Content that passes by once, and is known afterwards: how long it was, and whether it is what its descriptor says.</summary>
internal sealed class DescribedContent : ReadOnceStream
{
    private readonly Stream _source;
    private readonly Descriptor _descriptor;
    private readonly IncrementalHash? _hash;
    private long _length;
    private ExceptionDispatchInfo? _failure;

    private DescribedContent(Stream source, Descriptor descriptor, IncrementalHash? hash) =>
        (_source, _descriptor, _hash) = (source, descriptor, hash);

    /// <summary>Gives content to a reader, and then reads what the reader has left.</summary>
    /// <param name="source">The content; it stays open.</param>
    /// <param name="descriptor">What it should be. No more than its size is read.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>What the reader made of it, be it a failure; and why it counts for nothing, in a sentence: null when the content is
    /// right.</returns>
    /// <exception cref="IOException">The source failed, whatever the reader made of that; the exception is the source's own, of any
    /// type.</exception>
    public static async Task<(Task<T> Outcome, string? Flaw)> ReadAsync<T>(
        Stream source, Descriptor descriptor, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token)
    {
        // It outlives a reader that closes what it is given.
        using var hash = descriptor.Digest.StartHash();
        await using var content = new DescribedContent(source, descriptor, hash);
        var outcome = BeginAsync();
        await Task.WhenAny(outcome);
        token.ThrowIfCancellationRequested();
        return (outcome, await content.FlawAsync(token));

        // A failure before the first wait is one of the reader's, too.
        async Task<T> BeginAsync() => await read(content, token);
    }

    public override int Read(Span<byte> buffer)
    {
        _failure?.Throw();
        try
        {
            var read = _source.Read(buffer[..Room(buffer.Length)]);
            Note(buffer[..read]);
            return read;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _failure?.Throw();
        try
        {
            var read = await _source.ReadAsync(buffer[..Room(buffer.Length)], cancellationToken);
            Note(buffer.Span[..read]);
            return read;
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }
    }

    /// <summary>One byte more than there should be tells that there are too many.</summary>
    private int Room(int wanted) => (int)Math.Min(wanted, _descriptor.Size + 1 - _length);

    private void Note(ReadOnlySpan<byte> piece)
    {
        _length += piece.Length;
        _hash?.AppendData(piece);
    }

    private async Task<string?> FlawAsync(CancellationToken token)
    {
        var rest = new byte[64 * 1024];
        while (await ReadAsync(rest, token) > 0)
        {
            // What comes is counted and hashed.
        }

        return (_length - _descriptor.Size, _hash) switch
        {
            (> 0, _) => $"It has more than the {_descriptor.Size} bytes that it should have.",
            (< 0, _) => $"It has {_length} bytes and should have {_descriptor.Size}.",
            (_, null) => $"The algorithm {_descriptor.Digest.Algorithm} of its digest cannot be computed, so that nothing is proven.",
            (_, { } hash)
                when $"{_descriptor.Digest.Algorithm}:{Convert.ToHexStringLower(hash.GetCurrentHash())}" is var found
                    && found != _descriptor.Digest.ToString() => $"It should be {_descriptor.Digest} and is {found}.",
            _ => null,
        };
    }
}
