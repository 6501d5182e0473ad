using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>The digest of content, for example <c>sha256:</c> and 64 hexadecimal digits.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests</remarks>
public sealed record Digest
{
    /// <summary>Every implementation must support this algorithm.</summary>
    private const string Sha256Name = "sha256";

    /// <summary>Implementations may support this algorithm.</summary>
    private const string Sha512Name = "sha512";

    private Digest(string algorithm, string encoded)
    {
        Algorithm = algorithm;
        Encoded = encoded;
    }

    /// <summary>The algorithm, for example <c>sha256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>The value without the algorithm. For sha256, it has 64 lower-case hexadecimal digits.</summary>
    public string Encoded { get; }

    /// <summary>Computes the sha256 digest of content.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new(Sha256Name, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Reads a digest.</summary>
    /// <exception cref="MultiArchException">The text does not follow the specification (MA1013).</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest, out var why) ? digest : throw new MultiArchException(ReferenceProblems.NotADigest(text, why));

    /// <summary>Reads a digest, or says in a sentence why the text is not a digest.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out Digest? digest,
        [NotNullWhen(false)] out string? why)
    {
        digest = null;
        text ??= "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            why = "It has no ':' between the algorithm and the value.";
            return false;
        }

        var algorithm = text[..colon];
        var encoded = text[(colon + 1)..];
        why = AlgorithmFlaw(algorithm) ?? EncodedFlaw(algorithm, encoded);
        if (why is not null)
        {
            return false;
        }

        digest = new Digest(algorithm, encoded);
        return true;
    }

    /// <summary>
    /// Whether this is the digest of the content. Also false if the algorithm is not sha256 or sha512, because such a digest cannot be
    /// computed here.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> content) => Algorithm switch
    {
        Sha256Name => Convert.ToHexStringLower(SHA256.HashData(content)) == Encoded,
        Sha512Name => Convert.ToHexStringLower(SHA512.HashData(content)) == Encoded,
        _ => false,
    };

    /// <summary>Like <see cref="Verify"/>, for large content. The stream is read to its end.</summary>
    public async Task<bool> VerifyAsync(Stream content, CancellationToken token = default) => Algorithm switch
    {
        Sha256Name => Convert.ToHexStringLower(await SHA256.HashDataAsync(content, token)) == Encoded,
        Sha512Name => Convert.ToHexStringLower(await SHA512.HashDataAsync(content, token)) == Encoded,
        _ => false,
    };

    /// <summary>Starts a hash for content that arrives in pieces. Null if the algorithm is not sha256 or sha512.</summary>
    internal IncrementalHash? StartHash() => Algorithm switch
    {
        Sha256Name => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        Sha512Name => IncrementalHash.CreateHash(HashAlgorithmName.SHA512),
        _ => null,
    };

    /// <summary>The digest as it is written, <c>algorithm:encoded</c>.</summary>
    public override string ToString() => $"{Algorithm}:{Encoded}";

    private static string? AlgorithmFlaw(string algorithm)
    {
        var good = algorithm
            .Split('+', '.', '_', '-')
            .All(component => component.Length > 0 && component.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));
        return good ? null : $"{Quotation.Of(algorithm)} is not the name of an algorithm such as sha256.";
    }

    private static string? EncodedFlaw(string algorithm, string encoded)
    {
        var length = algorithm switch
        {
            Sha256Name => 64,
            Sha512Name => 128,
            _ => 0,
        };
        if (length == 0)
        {
            return encoded.Length > 0 && encoded.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or '_' or '-')
                ? null
                : "The value after the ':' is empty or has a character that is not allowed there.";
        }

        if (encoded.Length != length)
        {
            return $"A {algorithm} digest has {length} digits after the ':', and this has {encoded.Length}.";
        }

        return encoded.All(char.IsAsciiHexDigitLower) ? null : $"A {algorithm} digest consists of the digits 0-9 and a-f.";
    }
}
