using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry;

/// <summary>Sends a body in pieces. The last piece is sent only when the size and the digest are correct.</summary>
internal sealed class RegistryContent : HttpContent
{
    /// <summary>In bytes.</summary>
    private const int Piece = 128 * 1024;

    private readonly RegistryBody _body;
    private readonly Action<long> _progress;

    /// <remarks><c>progress</c> receives the number of bytes sent, after each piece.</remarks>
    public RegistryContent(RegistryBody body, Action<long> progress)
    {
        _body = body;
        _progress = progress;
        Headers.ContentType = new MediaTypeHeaderValue(body.MediaType);
    }

    /// <summary>In bytes.</summary>
    public long Sent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var hash = _body.Digest.StartHash()
            ?? throw Damaged(ContentFlaws.UnknownAlgorithm(_body.Digest));
        await using var source = Local(_body.Open);
        var buffer = new byte[Piece];
        Sent = 0;
        while (true)
        {
            var read = await LocalAsync(
                () => source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
            hash.AppendData(buffer, 0, read);
            if (Sent + read < _body.Size && read < buffer.Length)
            {
                throw Damaged(ContentFlaws.WrongSize(_body.Size, Sent + read));
            }

            if (Sent + read >= _body.Size)
            {
                await ThrowUnlessProvenAsync(source, Sent + read, hash, cancellationToken);
            }

            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            Sent += read;
            _progress(Sent);
            if (Sent == _body.Size)
            {
                return;
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Size;
        return true;
    }

    private async Task ThrowUnlessProvenAsync(Stream source, long total, IncrementalHash hash, CancellationToken token)
    {
        if (total > _body.Size || await LocalAsync(() => source.ReadAsync(new byte[1], token)) > 0)
        {
            throw Damaged(ContentFlaws.TooLong(_body.Size));
        }

        var digest = $"{_body.Digest.Algorithm}:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
        if (digest != _body.Digest.ToString())
        {
            throw Damaged(ContentFlaws.WrongDigest(_body.Digest, digest));
        }
    }

    /// <summary>A failure of the disk must not look like a failure of the network, because that would be tried again.</summary>
    private static async Task<int> LocalAsync(Func<ValueTask<int>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw Damaged(e.Message, e);
        }
    }

    private static Stream Local(Func<Stream> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw Damaged(e.Message, e);
        }
    }

    private static RegistryTransportException Damaged(string why, Exception? inner = null) =>
        new(TransportFailure.Damaged, why, inner);
}
