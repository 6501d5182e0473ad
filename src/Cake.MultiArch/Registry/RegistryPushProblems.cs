using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <summary>MA1521 to MA1529: writing to registries.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes</remarks>
internal static class RegistryPushProblems
{
    private static readonly ProblemKind TooLarge = new("MA1521", "A registry does not accept content of this size",
        "The registry, or more often a proxy in front of it, limits the size of a request. For nginx the limit is client_max_body_size "
            + "(default 1 MB). For a Kubernetes ingress it is the annotation nginx.ingress.kubernetes.io/proxy-body-size.");

    private static readonly ProblemKind NotStored = new("MA1522", "A registry could not store what was pushed",
        "The registry answered with status 500 or 507. Its disk is full or not writable, or its object storage failed. There were three "
            + "attempts, or one when the registry said that its disk is full.");

    private static readonly ProblemKind Garbled = new("MA1523", "A registry received other content than was sent",
        "The registry says that the content arrived with another digest or size. The addin checks content while it sends it, so the "
            + "content was changed on the way. Causes are a proxy that scans or compresses, or faulty memory or a faulty disk.");

    private static readonly ProblemKind ManifestRefused = new("MA1524", "A registry does not accept the manifest",
        "The registry does not know this kind of manifest, or it has its own rules for manifests. Older registries know only Docker's "
            + "formats, or do not know zstd.");

    private static readonly ProblemKind PartMissing = new("MA1525", "A registry lacks a part of what was pushed",
        "A registry accepts a manifest only when the repository has everything that the manifest refers to. The registry's garbage "
            + "collection or a retention policy deleted a part after it was pushed or found.");

    private static readonly ProblemKind Damaged = new("MA1526", "The content to push is damaged",
        "The content cannot be read on this machine, or does not match its digest or size. Its last bytes were not sent, so the registry "
            + "has stored nothing of it.");

    private static readonly ProblemKind StoredElse = new("MA1527", "A registry stored other content than was sent",
        "The registry accepted the content and reports another digest. The registry does not hold the image that was built.");

    private static readonly ProblemKind Interrupted = new("MA1528", "An upload was interrupted",
        "The connection ended three times while content was sent. Each attempt began from the start. A proxy in front of the registry may "
            + "limit the size or the time of a request, the registry's disk may be full, or the registry was restarted.");

    private static readonly ProblemKind SessionLost = new("MA1529", "A registry lost an upload that it had started",
        "Three times the registry gave an address for an upload and then did not know it. The registry runs in several replicas that do "
            + "not share their storage or their http.secret, or a proxy changed the address.");

    /// <summary>The problem behind an answer to a push, with any status except 401 and 403.</summary>
    internal static Problem Refused(ImageReference reference, RegistryAnswer answer, string why)
    {
        var where = reference.ToString();
        return answer switch
        {
            { IsSessionLost: true } => SessionLost.Occur(
                "The registry lost an upload that it had started.", where, why,
                "Give all replicas of the registry the same storage and the same http.secret, then start the run again."),
            { Status: HttpStatusCode.RequestEntityTooLarge } => TooLarge.Occur(
                $"The registry {reference.Domain} does not accept content of this size.", where, why,
                "Raise the limit of the proxy in front of the registry, for nginx: client_max_body_size 0;"),
            { Status: HttpStatusCode.InternalServerError or HttpStatusCode.InsufficientStorage } => NotStored.Occur(
                $"The registry {reference.Domain} could not store what was pushed.", where, why,
                "Look at the registry's log, and at the free space on its host: df -h"),
            { Status: HttpStatusCode.MethodNotAllowed } => RegistryCheckProblems.ReadOnly(reference, why),
            _ when RegistryErrors.Has(answer, "DIGEST_INVALID", "SIZE_INVALID") => Garbled.Occur(
                "The registry received other content than was sent.", where, why,
                $"Find out what changes it on the way. To try without a proxy: NO_PROXY={reference.Domain.Split(':')[0]}"),
            _ when RegistryErrors.Has(answer, "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN") => PartMissing.Occur(
                "The registry lacks a part of what was pushed.", where, why,
                "Start the run again. If it happens again, check the registry's retention policy and garbage collection."),
            _ when RegistryErrors.Has(answer, "MANIFEST_INVALID", "UNSUPPORTED") => ManifestRefused.Occur(
                $"The registry {reference.Domain} does not accept the manifest.", where, why,
                "Publish in Docker's format, which all registries know: --image-format=v2s2"),
            { Status: HttpStatusCode.NotFound } => RegistryCheckProblems.RepositoryMissing(reference, why),
            _ => RegistryProblems.Refused(reference, answer, why),
        };
    }

    internal static Problem NotCreated(ImageReference reference, RegistryAnswer answer, string why) => RegistryProblems.Malformed(
        reference.ToString(),
        $"{why} It should be status {(int)HttpStatusCode.Created}, which means that the content was stored.");

    internal static Problem ContentDamaged(string where, string why) => Damaged.Occur(
        "The content to push is damaged.", where, Quotation.Line(why),
        "Check the disk with df -h and dmesg, then start the run again.");

    internal static Problem StoredOther(ImageReference reference, Digest sent, Digest stored) => StoredElse.Occur(
        "The registry stored other content than was sent.", reference.ToString(),
        $"It received {sent} and reports that it stored {stored}.",
        $"Look at the content: skopeo inspect --raw docker://{reference} | sha256sum");

    internal static Problem UploadInterrupted(string where, string domain, string why) => Interrupted.Occur(
        $"The upload to the registry {domain} was interrupted.", where, why,
        "Look at the registry's log and at the limits of the proxy in front of it. For nginx these are client_max_body_size and "
            + "proxy_read_timeout.");
}
