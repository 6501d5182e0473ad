using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <summary>MA1521 to MA1529: writing to registries.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes</remarks>
internal static class RegistryPushProblems
{
    private static readonly ProblemKind TooLarge = new("MA1521", "A registry takes no content of this size",
        "The registry, or more often a proxy in front of it, has a limit for what is sent to it. For nginx it is client_max_body_size, which is 1 MB unless it is set; for an ingress of Kubernetes the annotation nginx.ingress.kubernetes.io/proxy-body-size.");

    private static readonly ProblemKind NotStored = new("MA1522", "A registry could not store what was pushed",
        "The registry answered with status 500 or 507: its disk is full or may not be written to, or its object storage failed. It was tried three times, except where the registry says that it has no room.");

    private static readonly ProblemKind Garbled = new("MA1523", "A registry received something else than was sent",
        "The registry says that what arrived has another digest or size. It was checked here while it was sent, so it was changed on the way: by a proxy that scans or compresses, or by memory or a disk that fails.");

    private static readonly ProblemKind ManifestRefused = new("MA1524", "A registry does not take the manifest",
        "The registry does not know the kind of manifest, or has rules of its own about what is in it. Older registries know Docker's formats only, or no zstd.");

    private static readonly ProblemKind PartMissing = new("MA1525", "A registry lacks a part of what was pushed",
        "A manifest is taken only when all that it points at is in the repository. Something took a part away after it was pushed or seen: the registry's garbage collection, or a retention policy.");

    private static readonly ProblemKind Damaged = new("MA1526", "What is to be pushed is damaged",
        "The content cannot be read here, or it is not what its digest or size says. Its last bytes were not sent, so that nothing of it is in the registry.");

    private static readonly ProblemKind StoredElse = new("MA1527", "A registry stored something else than was sent",
        "The registry took the content and says that it has another digest. What is there is not what was built.");

    private static readonly ProblemKind Interrupted = new("MA1528", "An upload was interrupted",
        "The connection ended while content was sent, three times, each time from the start. What stands before the registry may limit the size or the time of a request, the registry's disk may be full, or it was restarted.");

    private static readonly ProblemKind SessionLost = new("MA1529", "A registry forgot an upload that it had begun",
        "The registry gave a place for an upload and then did not know it, three times. It runs in several replicas that do not share their storage or their http.secret, or a proxy changed the address.");

    /// <summary>What an answer means that does not take what was pushed.</summary>
    /// <param name="reference">What was pushed.</param>
    /// <param name="answer">Any answer but 401 and 403, which are told as problems before.</param>
    /// <param name="why">What the registry says, as a sentence.</param>
    internal static Problem Refused(ImageReference reference, RegistryAnswer answer, string why)
    {
        var where = reference.ToString();
        return answer switch
        {
            { IsSessionLost: true } => SessionLost.Occur("The registry forgot an upload that it had begun.", where, why,
                "Give all replicas of the registry one storage and one http.secret, then start the run again."),
            { Status: HttpStatusCode.RequestEntityTooLarge } => TooLarge.Occur($"The registry {reference.Domain} takes no content of this size.", where, why,
                "Raise the limit of the proxy before the registry, for nginx: client_max_body_size 0;"),
            { Status: HttpStatusCode.InternalServerError or HttpStatusCode.InsufficientStorage } => NotStored.Occur(
                $"The registry {reference.Domain} could not store what was pushed.", where, why,
                "Look at the registry's log and at the room it has, on its host: df -h"),
            { Status: HttpStatusCode.MethodNotAllowed } => RegistryCheckProblems.ReadOnly(reference, why),
            _ when RegistryErrors.Has(answer, "DIGEST_INVALID", "SIZE_INVALID") => Garbled.Occur("The registry received something else than was sent.", where, why,
                $"Find what changes it on the way; without a proxy: NO_PROXY={reference.Domain.Split(':')[0]}"),
            _ when RegistryErrors.Has(answer, "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN") => PartMissing.Occur("The registry lacks a part of what was pushed.", where, why,
                "Start the run again; if it happens again, look at the registry's retention policy and garbage collection."),
            _ when RegistryErrors.Has(answer, "MANIFEST_INVALID", "UNSUPPORTED") => ManifestRefused.Occur($"The registry {reference.Domain} does not take the manifest.", where, why,
                "Publish in Docker's format, which all registries know: --image-format=v2s2"),
            { Status: HttpStatusCode.NotFound } => RegistryCheckProblems.RepositoryMissing(reference, why),
            _ => RegistryProblems.Refused(reference, answer, why),
        };
    }

    internal static Problem NotCreated(ImageReference reference, RegistryAnswer answer, string why) =>
        RegistryProblems.Malformed(reference.ToString(), $"{why} Status {(int)HttpStatusCode.Created} would say that it was stored, and {(int)answer.Status} does not.");

    internal static Problem ContentDamaged(string where, string why) => Damaged.Occur(
        "What is to be pushed is damaged.", where, Quotation.Line(why), "Look at the disk that it is on, df -h and dmesg, then start the run again.");

    internal static Problem StoredOther(ImageReference reference, Digest sent, Digest stored) => StoredElse.Occur(
        "The registry stored something else than was sent.", reference.ToString(), $"It was sent {sent} and says that it stored {stored}.",
        $"Look at what is there: skopeo inspect --raw docker://{reference} | sha256sum");

    internal static Problem UploadInterrupted(string where, string domain, string why) => Interrupted.Occur(
        $"The upload to the registry {domain} was interrupted.", where, why,
        "Look at the registry's log, and at the limits of the proxy before it, for nginx client_max_body_size and proxy_read_timeout.");
}
