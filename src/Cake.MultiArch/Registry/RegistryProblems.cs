using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;

namespace Cake.MultiArch.Registry;

/// <summary>MA1501 to MA1520: reading from registries.</summary>
internal static class RegistryProblems
{
    internal static readonly ProblemKind NotConnected = new("MA1501", "A registry cannot be connected to",
        "The connection was refused, there is no route, or a proxy (HTTPS_PROXY) would not make it. The registry is down, its port is another one, or a firewall is in between.");

    internal static readonly ProblemKind UnknownHost = new("MA1502", "A registry's host is not known",
        "The name in the image reference has no address. It is misspelt, or the name server of this machine or pod does not know it.");

    private static readonly ProblemKind TimedOut = new("MA1503", "A registry does not answer in time",
        "The registry, or what stands before it, took the connection or the request and then did not answer.");

    private static readonly ProblemKind Certificate = new("MA1504", "A registry's certificate is not trusted",
        "The certificate was issued by an authority that this machine does not know, is for another host, or is not valid now. An authority of one's own goes into /etc/containers/certs.d/HOST:PORT/ca.crt, or into the folder of --cert-dir.");

    private static readonly ProblemKind PlainHttp = new("MA1505", "A registry does not speak TLS",
        "The registry answers plain HTTP. podman and this addin use it only with --tls-verify=false, or when registries.conf calls the registry insecure.");

    private static readonly ProblemKind Handshake = new("MA1506", "TLS with a registry fails",
        "The two sides could not agree on TLS, or the connection ended before they did. The registry may want a client certificate (HOST:PORT/client.cert and client.key in certs.d), or a proxy may be in between.");

    private static readonly ProblemKind Interrupted = new("MA1507", "A registry's answer was interrupted",
        "The connection ended before the answer did, three times. A registry that wants a client certificate (HOST:PORT/client.cert and client.key in certs.d) may end it so as well.");

    private static readonly ProblemKind Unauthenticated = new("MA1508", "A registry does not know who asks",
        "The registry wants credentials and there are none for it, or it refuses those that were found. They are taken from --authfile or REGISTRY_AUTH_FILE, else from the files that podman login and docker login write.");

    internal static readonly ProblemKind NotAllowed = new("MA1509", "A registry does not allow it",
        "The registry knows who asks, or lets anybody ask, and does not give access to this repository.");

    private static readonly ProblemKind UnknownManifest = new("MA1510", "An image is not in its registry",
        "The registry has no such tag, digest or repository. Some registries answer so as well for a repository that the credentials may not see.");

    internal static readonly ProblemKind UnknownBlob = new("MA1511", "A part of an image is not in its registry",
        "A manifest points at content that the registry does not have: a push was interrupted, or the registry's garbage collection took it.");

    private static readonly ProblemKind RateLimited = new("MA1512", "A registry wants fewer requests",
        "The registry's limit of requests is used up. Docker Hub counts by address for those who are not logged in.");

    private static readonly ProblemKind ServerFailed = new("MA1513", "A registry has a failure of its own",
        "The registry answered three times with a server error. Its disk may be full, or it is being restarted.");

    private static readonly ProblemKind WrongDigest = new("MA1514", "A registry's content has another digest",
        "What was read is not what its digest says. It was changed on the way (a proxy) or in the registry's storage, and is not used.");

    private static readonly ProblemKind Large = new("MA1515", "A registry's answer is too large",
        "Manifests are read up to 4 MiB and configurations up to 8 MiB, and no further than their manifest says.");

    private static readonly ProblemKind BadCertificates = new("MA1516", "A folder of certificates cannot be used",
        "The folder of --cert-dir, or certs.d/HOST:PORT, holds authorities in *.crt and client certificates in *.cert with a *.key of the same name, all in PEM.");

    private static readonly ProblemKind BadAuthFile = new("MA1517", "A file of credentials cannot be used",
        "The file of --authfile, REGISTRY_AUTH_FILE or one of podman's own is missing, cannot be read, or is not what podman login writes.");

    private static readonly ProblemKind HelperFailed = new("MA1518", "A credential helper failed",
        "A file of credentials names a program (docker-credential-NAME) that keeps the credentials, and it is missing or does not answer.");

    private static readonly ProblemKind Unencrypted = new("MA1519", "Credentials would cross the network unencrypted",
        "The registry sends those who ask for a token to a service over plain HTTP. Credentials go there only with --tls-verify=false.");

    private static readonly ProblemKind NotUnderstood = new("MA1520", "A registry's answer is not understood",
        "What answered is not a registry of the OCI distribution specification, or what it holds is not an image: an error page of a proxy, a login page, an artifact, or an image of Docker's first schema.");

    /// <summary>Whether a registry answered, and what it holds is damaged, incomplete or of another kind.</summary>
    internal static bool IsAboutContent(ProblemKind kind) => kind == UnknownManifest || kind == UnknownBlob || kind == WrongDigest || kind == Large || kind == NotUnderstood || kind == ReferenceProblems.MalformedDocument;

    internal static Problem NoAnswer(ImageReference reference, RegistryAddress address, RegistryTransportException e, string why)
    {
        var domain = address.Domain;
        var where = reference.ToString();
        var look = $"curl -v https://{address.Authority}/v2/";
        return e.Failure switch
        {
            TransportFailure.NotConnected => NotConnected.Occur($"The registry {domain} cannot be connected to.", where, why, look),
            TransportFailure.UnknownHost => UnknownHost.Occur($"The host of the registry {domain} is not known.", where, why, $"Check the spelling, and: getent hosts {new Uri($"https://{address.Authority}").Host}"),
            TransportFailure.TimedOut => TimedOut.Occur($"The registry {domain} does not answer.", where, why, look),
            TransportFailure.Certificate => Certificate.Occur($"The certificate of the registry {domain} is not trusted.", where, why,
                $"Put its authority's certificate into /etc/containers/certs.d/{domain}/ca.crt or name its folder with --cert-dir; on a network that you trust, --tls-verify=false."),
            TransportFailure.NotTls => PlainHttp.Occur($"The registry {domain} does not speak TLS.", where, why,
                "On a network that you trust, --tls-verify=false, or insecure=true for it in /etc/containers/registries.conf."),
            TransportFailure.Handshake => Handshake.Occur($"TLS with the registry {domain} fails.", where, why, look),
            TransportFailure.UploadInterrupted => RegistryPushProblems.UploadInterrupted(where, domain, why),
            TransportFailure.Damaged => RegistryPushProblems.ContentDamaged(where, why),
            TransportFailure.TooLarge => TooLarge(where, why),
            TransportFailure.Malformed => Malformed(where, why),
            _ => Interrupted.Occur($"The answer of the registry {domain} was interrupted.", where, why, look),
        };
    }

    internal static Problem NotAuthenticated(ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) => Unauthenticated.Occur(
        found is null ? $"The registry {domain} wants credentials." : $"The registry {domain} refuses the credentials.",
        reference.ToString(),
        found is null ? $"{why} None were found in {string.Join(", ", places)}." : $"{why} They are the {found}.",
        $"podman login {domain}, or give a file with --authfile.");

    internal static Problem Forbidden(ImageReference reference, string domain, string why, FoundCredentials? found, IReadOnlyList<string> places) => NotAllowed.Occur(
        $"The registry {domain} gives no access to {reference.Repository}.",
        reference.ToString(),
        WithCredentials(why, found),
        found is null ? $"podman login {domain}" : $"Ask the registry's owner for the right to pull from {reference.Name}, or log in as somebody who has it: podman login {domain}");

    internal static string WithCredentials(string why, FoundCredentials? found) =>
        found is null ? $"{why} No credentials were used." : $"{why} The {found} were used.";

    internal static Problem ManifestUnknown(ImageReference reference) => UnknownManifest.Occur(
        "The image is not in its registry.", reference.ToString(),
        reference.Digest is null ? $"The registry has no tag {reference.TagOrLatest} in {reference.Repository}." : $"The registry has no such digest in {reference.Repository}.",
        $"See what is there: skopeo list-tags docker://{reference.Name}");

    internal static Problem BlobUnknown(ImageReference blob) => UnknownBlob.Occur(
        "A part of the image is not in its registry.", blob.ToString(), "A manifest points at it, and the registry does not have it.", "Push the image again.");

    internal static Problem Refused(ImageReference reference, RegistryAnswer answer, string why) => answer switch
    {
        { Status: HttpStatusCode.TooManyRequests } => RateLimited.Occur(
            "The registry wants fewer requests.", reference.ToString(), why,
            (answer.RetryAfter is { } wait ? $"Wait {Math.Ceiling(wait.TotalSeconds)} seconds" : "Wait a while") + $", or log in for a higher limit: podman login {RegistryAddress.Of(reference).Domain}"),
        { IsTransient: true } => ServerFailed.Occur(
            "The registry has a failure of its own.", reference.ToString(), why, "Start the run again later; the registry's own log says more."),
        _ => Malformed(reference.ToString(), why),
    };

    internal static Problem DigestMismatch(ImageReference reference, string why) => WrongDigest.Occur(
        "The registry's content has another digest.", reference.ToString(), why,
        $"Push the image again, or find the proxy that changes it: skopeo inspect --raw docker://{reference} | sha256sum");

    internal static Problem TooLarge(string where, string why) => Large.Occur(
        "The registry's answer is too large.", where, why, $"Look at what is there: skopeo inspect --raw docker://{where}");

    internal static Problem CertificatesUnusable(string path, string why) => BadCertificates.Occur(
        "The certificates for a registry cannot be used.", path, Quotation.Line(why), "Name a folder with the authority's certificate in ca.crt: --cert-dir=FOLDER");

    internal static Problem AuthFileUnusable(string path, string why) => BadAuthFile.Occur(
        "The file of credentials cannot be used.", path, Quotation.Line(why), $"Write it anew: podman login --authfile {path} REGISTRY");

    internal static Problem CredentialHelperFailed(string program, string authFile, string why, IReadOnlyList<string> tail) => HelperFailed.Occur(
        $"The credential helper {Quotation.Line(program)} failed.", authFile, why,
        $"Install it, or log in with a file of its own: podman login --authfile FILE REGISTRY, then --authfile=FILE.", tail);

    internal static Problem CredentialsUnencrypted(string where, string realm) => Unencrypted.Occur(
        "The credentials would cross the network unencrypted.", where, $"The registry's token service is {realm}, over plain HTTP.",
        "Have the registry name its token service with https; on a network that you trust, --tls-verify=false.");

    internal static Problem Malformed(string where, string why) => NotUnderstood.Occur(
        "The registry's answer is not understood.", where, why, $"Look at what is there: skopeo inspect --raw docker://{where}");
}
