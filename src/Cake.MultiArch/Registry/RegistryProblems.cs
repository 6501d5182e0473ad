using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>MA1501 to MA1520: reading from registries.</summary>
internal static class RegistryProblems
{
    internal static readonly ProblemKind NotConnected = new("MA1501", "A registry cannot be connected to",
        "The connection was refused, there is no route, or a proxy (HTTPS_PROXY) refused the connection. The registry is down, it uses "
            + "another port, or a firewall blocks it.");

    internal static readonly ProblemKind UnknownHost = new("MA1502", "A registry's host is not known",
        "The host in the image reference has no IP address. The host is misspelt, or the name server of this machine or pod does not know "
            + "it.");

    private static readonly ProblemKind TimedOut = new("MA1503", "A registry does not answer in time",
        "The registry, or a proxy in front of it, accepted the connection or the request but did not answer.");

    private static readonly ProblemKind Certificate = new("MA1504", "A registry's certificate is not trusted",
        "This machine does not trust the authority that issued the certificate, or the certificate is for another host or is not valid "
            + "now. Put the certificate of your own authority into /etc/containers/certs.d/HOST:PORT/ca.crt, or into the folder of "
            + "--cert-dir.");

    private static readonly ProblemKind PlainHttp = new("MA1505", "A registry does not speak TLS",
        "The registry uses plain HTTP. Podman and this addin accept that only with --tls-verify=false, or when registries.conf marks the "
            + "registry as insecure.");

    private static readonly ProblemKind Handshake = new("MA1506", "TLS with a registry fails",
        "The two sides could not agree on TLS, or the connection ended too early. The registry may require a client certificate "
            + "(HOST:PORT/client.cert and client.key in certs.d), or there may be a proxy in between.");

    private static readonly ProblemKind Interrupted = new("MA1507", "A registry's answer was interrupted",
        "The connection ended three times before the whole answer arrived. A registry that requires a client certificate "
            + "(HOST:PORT/client.cert and client.key in certs.d) may also end it in this way.");

    private static readonly ProblemKind Unauthenticated = new("MA1508", "A registry requires other credentials",
        "The registry requires credentials. There are none for it, or it refuses those that were found. Credentials come from --authfile "
            + "or REGISTRY_AUTH_FILE, else from the files that podman login and docker login write.");

    internal static readonly ProblemKind NotAllowed = new("MA1509", "A registry denies access",
        "With these credentials, or without credentials, the registry does not give access to this repository.");

    private static readonly ProblemKind UnknownManifest = new("MA1510", "An image is not in its registry",
        "The registry has no such tag, digest or repository. Some registries also give this answer for a repository that the credentials "
            + "may not see.");

    internal static readonly ProblemKind UnknownBlob = new("MA1511", "A part of an image is not in its registry",
        "A manifest refers to content that the registry does not have. A push was interrupted, or the registry's garbage collection "
            + "deleted the content.");

    private static readonly ProblemKind RateLimited = new("MA1512", "A registry's request limit is used up",
        "The registry accepts no more requests for now. Docker Hub counts per IP address when nobody is logged in.");

    private static readonly ProblemKind ServerFailed = new("MA1513", "A registry has an internal error",
        "The registry answered three times with a server error. Its disk may be full, or it is being restarted.");

    private static readonly ProblemKind WrongDigest = new("MA1514", "A registry's content has another digest",
        "The content does not match its digest. A proxy or the registry's storage has changed it, so it is not used.");

    private static readonly ProblemKind Large = new("MA1515", "A registry's answer is too large",
        "The limit is 4 MiB for a manifest and 8 MiB for a configuration. Content must also not be larger than its manifest says.");

    private static readonly ProblemKind BadCertificates = new("MA1516", "A folder of certificates cannot be used",
        "The folder of --cert-dir, or certs.d/HOST:PORT, must hold authorities in *.crt, and client certificates in *.cert with a *.key "
            + "of the same name. All files are PEM.");

    private static readonly ProblemKind BadAuthFile = new("MA1517", "A file with credentials cannot be used",
        "The file of --authfile or REGISTRY_AUTH_FILE, or one of podman's own files, is missing, cannot be read, or does not have the "
            + "format of podman login.");

    private static readonly ProblemKind HelperFailed = new("MA1518", "A credential helper failed",
        "A file with credentials refers to a program (docker-credential-NAME) that keeps the credentials. That program is missing or does "
            + "not answer.");

    private static readonly ProblemKind Unencrypted = new("MA1519", "Credentials would cross the network unencrypted",
        "The registry's token service uses plain HTTP. Credentials go there only with --tls-verify=false.");

    private static readonly ProblemKind NotUnderstood = new("MA1520", "A registry's answer is not understood",
        "The server is not a registry of the OCI distribution specification, or its content is not an image. It may be an error page of a "
            + "proxy, a login page, an artifact, or an image of Docker's schema 1.");

    /// <summary>Whether a registry answered with content that is damaged, incomplete or of another kind.</summary>
    internal static bool IsAboutContent(ProblemKind kind) =>
        kind == UnknownManifest || kind == UnknownBlob || kind == WrongDigest
        || kind == Large || kind == NotUnderstood || kind == ReferenceProblems.MalformedDocument;

    internal static Problem NoAnswer(ImageReference reference, RegistryAddress address, RegistryTransportException e, string why)
    {
        var domain = address.Domain;
        var where = reference.ToString();
        var look = $"curl -v https://{address.Authority}/v2/";
        return e.Failure switch
        {
            TransportFailure.NotConnected => NotConnected.Occur($"The registry {domain} cannot be connected to.", where, why, look),
            TransportFailure.UnknownHost => UnknownHost.Occur(
                $"The host of the registry {domain} is not known.", where, why,
                $"Check the spelling, and run: getent hosts {new Uri($"https://{address.Authority}").Host}"),
            TransportFailure.TimedOut => TimedOut.Occur($"The registry {domain} does not answer.", where, why, look),
            TransportFailure.Certificate => Certificate.Occur(
                $"The certificate of the registry {domain} is not trusted.", where, why,
                $"Put the certificate of its authority into /etc/containers/certs.d/{domain}/ca.crt, or set its folder with --cert-dir. "
                    + "On a network that you trust, use --tls-verify=false."),
            TransportFailure.NotTls => PlainHttp.Occur(
                $"The registry {domain} does not speak TLS.", where, why,
                "On a network that you trust, use --tls-verify=false, or set insecure=true for it in /etc/containers/registries.conf."),
            TransportFailure.Handshake => Handshake.Occur($"TLS with the registry {domain} fails.", where, why, look),
            TransportFailure.UploadInterrupted => RegistryPushProblems.UploadInterrupted(where, domain, why),
            TransportFailure.Damaged => RegistryPushProblems.ContentDamaged(where, why),
            TransportFailure.TooLarge => TooLarge(where, why),
            TransportFailure.Malformed => Malformed(where, why),
            _ => Interrupted.Occur($"The answer of the registry {domain} was interrupted.", where, why, look),
        };
    }

    internal static Problem NotAuthenticated(
        ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) =>
        Unauthenticated.Occur(
        found is null ? $"The registry {domain} requires credentials." : $"The registry {domain} refuses the credentials.",
        reference.ToString(),
        found is null ? $"{why} None were found in {string.Join(", ", places)}." : $"{why} They are the {found}.",
        $"podman login {domain}, or set a file with --authfile.");

    internal static Problem Forbidden(
        ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) => NotAllowed.Occur(
        $"The registry {domain} does not give access to {reference.Repository}.",
        reference.ToString(),
        WithCredentials(why, found),
        found is null
            ? $"podman login {domain}"
            : $"Ask the owner of the registry for permission to pull from {reference.Name}, "
                + $"or log in as a user who has it: podman login {domain}");

    internal static string WithCredentials(string why, FoundCredentials? found) =>
        found is null ? $"{why} No credentials were used." : $"{why} The {found} were used.";

    internal static Problem ManifestUnknown(ImageReference reference) => UnknownManifest.Occur(
        "The image is not in its registry.", reference.ToString(),
        reference.Digest is null
            ? $"The registry has no tag {reference.TagOrLatest} in {reference.Repository}."
            : $"The registry has no such digest in {reference.Repository}.",
        $"List the tags: skopeo list-tags docker://{reference.Name}");

    internal static Problem BlobUnknown(ImageReference blob) => UnknownBlob.Occur(
        "A part of the image is not in its registry.", blob.ToString(),
        "A manifest refers to it, but the registry does not have it.", "Push the image again.");

    internal static Problem Refused(ImageReference reference, RegistryAnswer answer, string why)
    {
        var wait = answer.RetryAfter is { } time ? $"Wait {Math.Ceiling(time.TotalSeconds)} seconds" : "Wait a while";
        return answer switch
        {
            { Status: HttpStatusCode.TooManyRequests } => RateLimited.Occur(
                "The registry's request limit is used up.", reference.ToString(), why,
                $"{wait}, or log in for a higher limit: podman login {RegistryAddress.Of(reference).Domain}"),
            { IsTransient: true } => ServerFailed.Occur(
                "The registry has an internal error.", reference.ToString(), why,
                "Start the run again later. The registry's own log says more."),
            _ => Malformed(reference.ToString(), why),
        };
    }

    internal static Problem DigestMismatch(ImageReference reference, string why) => WrongDigest.Occur(
        "The registry's content has another digest.", reference.ToString(), why,
        $"Push the image again, or find the proxy that changes it: skopeo inspect --raw docker://{reference} | sha256sum");

    internal static Problem TooLarge(string where, string why) => Large.Occur(
        "The registry's answer is too large.", where, why, $"Look at the content: skopeo inspect --raw docker://{where}");

    internal static Problem CertificatesUnusable(string path, string why) => BadCertificates.Occur(
        "The certificates for a registry cannot be used.", path, Quotation.Line(why),
        "Set a folder that has the authority's certificate in ca.crt: --cert-dir=FOLDER");

    internal static Problem AuthFileUnusable(string path, string why) => BadAuthFile.Occur(
        "The file with credentials cannot be used.", path, Quotation.Line(why),
        $"Write the file again: podman login --authfile {path} REGISTRY");

    internal static Problem CredentialHelperFailed(
        string program, string authFile, string why, IReadOnlyList<string> tail) => HelperFailed.Occur(
        $"The credential helper {Quotation.Line(program)} failed.", authFile, why,
        "Install it, or log in with a separate file: podman login --authfile FILE REGISTRY, then use --authfile=FILE.", tail);

    internal static Problem CredentialsUnencrypted(string where, string realm) => Unencrypted.Occur(
        "The credentials would cross the network unencrypted.", where, $"The registry's token service {realm} uses plain HTTP.",
        "Configure an https address for the registry's token service. On a network that you trust, use --tls-verify=false.");

    internal static Problem Malformed(string where, string why) => NotUnderstood.Occur(
        "The registry's answer is not understood.", where, why, $"Look at the content: skopeo inspect --raw docker://{where}");
}
