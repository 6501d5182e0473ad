using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Oci;

/// <summary>Checks the size and the digest of content while somebody reads it once.</summary>
internal sealed class DescribedContent : ReadOnceStream
{
    private readonly Stream _source;
    private readonly Descriptor _descriptor;
    private readonly IncrementalHash? _hash;
    private long _length;
    private ExceptionDispatchInfo? _failure;

    private DescribedContent(Stream source, Descriptor descriptor, IncrementalHash? hash) =>
        (_source, _descriptor, _hash) = (source, descriptor, hash);

    /// <summary>Passes content to a reader, and then reads the rest.</summary>
    /// <param name="source">The content. It stays open.</param>
    /// <param name="descriptor">The expected size and digest. At most one byte more than the size is read.</param>
    /// <param name="read">Receives the content.</param>
    /// <param name="token">Cancels the reading.</param>
    /// <returns>
    /// The result of the reader, which may be a failure, and a sentence that says what is wrong with the content. The sentence is null if
    /// the content is correct. Otherwise ignore the result.
    /// </returns>
    /// <exception cref="IOException">
    /// The source failed, even if the reader has handled that. The exception is the one of the source and may have another type.
    /// </exception>
    public static async Task<(Task<T> Outcome, string? Flaw)> ReadAsync<T>(
        Stream source, Descriptor descriptor, Func<Stream, CancellationToken, Task<T>> read, CancellationToken token)
    {
        // The hash must still work if the reader has closed the stream.
        using var hash = descriptor.Digest.StartHash();
        await using var content = new DescribedContent(source, descriptor, hash);
        var outcome = BeginAsync();
        await Task.WhenAny(outcome);
        token.ThrowIfCancellationRequested();
        return (outcome, await content.FlawAsync(token));

        // Without this function, a failure before the first await would not be in the task.
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

    /// <summary>Allows one byte more than expected, so content that is too long is noticed.</summary>
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
            // ReadAsync counts and hashes the bytes.
        }

        return (_length - _descriptor.Size, _hash) switch
        {
            (> 0, _) => ContentFlaws.TooLong(_descriptor.Size),
            (< 0, _) => ContentFlaws.WrongSize(_descriptor.Size, _length),
            (_, null) => ContentFlaws.UnknownAlgorithm(_descriptor.Digest),
            (_, { } hash)
                when $"{_descriptor.Digest.Algorithm}:{Convert.ToHexStringLower(hash.GetCurrentHash())}" is var found
                    && found != _descriptor.Digest.ToString() => ContentFlaws.WrongDigest(_descriptor.Digest, found),
            _ => null,
        };
    }
}
