using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cake.MultiArch.Registry;

/// <summary>Trusts the certificates that the system trusts, and those of the authorities in the registry's certificate folder.</summary>
internal sealed class RegistryTrust(bool verify, RegistryCertificates certificates) : IDisposable
{
    private volatile string? _rejection;

    public bool Verify => verify;

    /// <summary>Why the last certificate was not trusted, as a sentence; null when it was trusted.</summary>
    public string? Rejection => _rejection;

    public SslClientAuthenticationOptions Options() => new()
    {
        ClientCertificates = certificates.Clients,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Believe(certificate as X509Certificate2, chain, errors),
    };

    public void Dispose() => certificates.Dispose();

    private bool Believe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _rejection = null;
        if (!verify || errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is null)
        {
            _rejection = "The registry sent no certificate.";
        }
        else if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            _rejection = $"Its certificate is for another host: {string.Join(", ", Names(certificate))}.";
        }
        else if (!IsVouchedFor(certificate, chain, out var flaw))
        {
            _rejection = flaw;
        }

        return _rejection is null;
    }

    private bool IsVouchedFor(X509Certificate2 certificate, X509Chain? presented, out string flaw)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (certificates.Authorities.Count > 0)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(certificates.Authorities);
        }

        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        var isTrusted = chain.Build(certificate);
        var (from, to) = (Time(certificate.NotBefore), Time(certificate.NotAfter));
        var issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        flaw = chain.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid))
            ? $"Its certificate is only valid from {from} to {to}."
            : $"Its certificate was issued by {issuer}, which this machine does not trust.";
        return isTrusted;
    }

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);

    private static List<string> Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()
                .Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count > 0 ? names : [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)];
    }
}
