using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <summary>
/// The certificates for one registry in a folder: authorities in <c>*.crt</c>, client certificates in <c>*.cert</c> and <c>*.key</c>.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-certs.d.5.md</remarks>
internal sealed class RegistryCertificates : IDisposable
{
    public X509Certificate2Collection Authorities { get; } = [];

    public X509Certificate2Collection Clients { get; } = [];

    /// <summary>Reads <paramref name="certDir"/>, or else the first of podman's folders that exists for this registry.</summary>
    /// <exception cref="MultiArchException">The folder does not exist, or a file in it cannot be used (MA1516).</exception>
    public static RegistryCertificates Load(Host host, string domain, string? certDir)
    {
        var certificates = new RegistryCertificates();
        if (certDir is not null)
        {
            if (!Directory.Exists(host.FullPath(certDir)))
            {
                throw new MultiArchException(RegistryProblems.CertificatesUnusable(certDir, "The folder does not exist."));
            }

            certificates.Add(host.FullPath(certDir));
        }
        else if (Folders(host, domain).FirstOrDefault(Directory.Exists) is { } folder)
        {
            certificates.Add(folder);
        }

        return certificates;
    }

    public void Dispose()
    {
        foreach (var certificate in Authorities.Concat(Clients))
        {
            certificate.Dispose();
        }
    }

    /// <summary>In podman's order. Only the first folder that exists is read.</summary>
    private static IEnumerable<string> Folders(Host host, string domain) =>
    [
        Path.Combine(PodmanFiles.Home(host), ".config/containers/certs.d", domain),
        Path.Combine("/etc/containers/certs.d", domain),
        Path.Combine("/etc/docker/certs.d", domain),
    ];

    private void Add(string folder)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(folder);
        }
        catch (UnauthorizedAccessException)
        {
            // Podman also ignores a folder that this user may not read.
            return;
        }

        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                AddFile(file);
            }
            catch (Exception e) when (e is CryptographicException || e.IsFileError)
            {
                throw new MultiArchException(RegistryProblems.CertificatesUnusable(file, e.Message), inner: e);
            }
        }
    }

    private void AddFile(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".crt":
                AddAuthorities(file);
                break;

            case ".cert":
                var key = Path.ChangeExtension(file, ".key");
                if (!File.Exists(key))
                {
                    throw Unusable(file, $"{key} is missing. (The certificate of an authority is named *.crt.)");
                }

                Clients.Add(X509Certificate2.CreateFromPemFile(file, key));
                break;

            case ".key" when !File.Exists(Path.ChangeExtension(file, ".cert")):
                throw Unusable(file, $"{Path.ChangeExtension(file, ".cert")} is missing.");
        }
    }

    private static MultiArchException Unusable(string file, string why) => new(RegistryProblems.CertificatesUnusable(file, why));

    private void AddAuthorities(string file)
    {
        var before = Authorities.Count;
        Authorities.ImportFromPemFile(file);
        if (Authorities.Count == before)
        {
            Authorities.Add(X509CertificateLoader.LoadCertificateFromFile(file));
        }
    }
}
