using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt;

/// <summary>A file to fetch QEMU from, which is used only when it is exactly the one that was meant.</summary>
/// <remarks>
/// The file is the program itself, the program compressed with gzip, or a tar archive compressed with gzip which has the program, named
/// <c>qemu-ARCH-static</c> or <c>qemu-ARCH</c> with QEMU's word for the architecture, in any folder. Which of them is seen by its content.
/// At most 256 MiB are fetched and 512 MiB unpacked.
/// </remarks>
public sealed record QemuDownload
{
    private const int DigestLength = 64;

    /// <summary>Names a file.</summary>
    /// <param name="url">Its address: https, or http on this machine (loopback). A redirect may lead to https only.</param>
    /// <param name="sha256">The SHA-256 of the file as it is fetched, still compressed: 64 hexadecimal digits.</param>
    /// <exception cref="MultiArchException">The address or the digest is not written so, or the address has credentials in it
    /// (MA1234).</exception>
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

    /// <summary>The address, as it was given.</summary>
    public string Url { get; }

    /// <summary>The SHA-256 of the file: 64 lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>
    /// How long one try may take, redirects and content included; 5 minutes by default. There are three tries where a failure may pass.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    internal Uri Uri { get; }

    /// <summary>The address for people: what stands behind the question mark may be a signature.</summary>
    internal string Display => RegistryRequest.Show(Uri);

    /// <summary>The address without what stands behind the question mark, which may be a signature, and the digest.</summary>
    public override string ToString() => $"{Display} (SHA-256 {Sha256})";

    internal static bool IsAllowed(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
