using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt;

/// <summary>A file to download QEMU from. It is used only if its digest is the given one.</summary>
/// <remarks>
/// The file is the program itself, the program compressed with gzip, or a tar archive compressed with gzip. In an archive the program
/// is in any folder, named <c>qemu-ARCH-static</c> or <c>qemu-ARCH</c> with QEMU's name of the architecture. The content shows which
/// kind of file it is. The limits are 256 MiB for the download and 512 MiB unpacked.
/// </remarks>
public sealed record QemuDownload
{
    private const int DigestLength = 64;

    /// <summary>Creates a download from an address and a digest.</summary>
    /// <param name="url">The address: https, or http on this machine (loopback). A redirect may lead to https only.</param>
    /// <param name="sha256">The SHA-256 of the file as downloaded, still compressed: 64 hexadecimal digits.</param>
    /// <exception cref="MultiArchException">
    /// The address or the digest has the wrong form, or the address contains credentials (MA1234).
    /// </exception>
    public QemuDownload(string url, string sha256)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(sha256);
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsAllowed(uri))
        {
            throw new MultiArchException(QemuProblems.NotAnAddress(url));
        }

        if (uri.UserInfo.Length > 0)
        {
            throw new MultiArchException(QemuProblems.CredentialsInAddress(url));
        }

        if (sha256.Length != DigestLength || !sha256.All(char.IsAsciiHexDigit))
        {
            throw new MultiArchException(QemuProblems.NotADigest(url, sha256));
        }

        Uri = uri;
        Url = url;
        Sha256 = sha256.ToLowerInvariant();
    }

    /// <summary>The address, as given.</summary>
    public string Url { get; }

    /// <summary>The SHA-256 of the file: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// The time limit for one try, including redirects and content; 5 minutes by default. A temporary failure gets up to three tries.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    internal Uri Uri { get; }

    /// <summary>The address for messages, without the query, which may be a signature.</summary>
    internal string Display => RegistryRequest.Show(Uri);

    /// <summary>The address without its query, which may be a signature, and the digest.</summary>
    public override string ToString() => $"{Display} (SHA-256 {Sha256})";

    internal static bool IsAllowed(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
