using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>MA1010 to MA1019: image references, digests and the documents they lead to.</summary>
internal static class ReferenceProblems
{
    private static readonly ProblemKind InvalidReference = new("MA1010", "An image reference cannot be read",
        "An image reference is written registry/repository:tag, for example registry.example.com:5000/demo/web:1.4.2. The repository is in "
            + "lower case. A tag has at most 128 letters, digits, '_', '.' and '-'.");

    private static readonly ProblemKind ShortName = new("MA1011", "An image reference names no registry",
        "A short name (web:1) may mean a different registry on each machine, so nothing can be published to it. Write the registry in "
            + "front: docker.io/library/web:1 for Docker Hub, registry.example.com/web:1 for your own.");

    private static readonly ProblemKind DestinationWithDigest = new("MA1012", "A destination has a digest",
        "The digest of an image is known only after the build. Publish to a tag. The report shows the digest.");

    private static readonly ProblemKind InvalidDigest = new("MA1013", "A digest cannot be read",
        "A digest is written algorithm:hex, for example sha256: and 64 digits 0-9a-f. Often a part of it was not copied.");

    internal static readonly ProblemKind MalformedDocument = new("MA1014", "An image's document cannot be read",
        "What a registry or podman answered is not the index, manifest or configuration that the OCI image specification describes. It may "
            + "be the error page of a proxy, an incomplete answer, or an artifact that is not an image.");

    internal static Problem NotAReference(string? text, string why, string repair) => InvalidReference.Occur(
        $"{Quotation.Of(text)} is not an image reference.", Where(text), why, repair);

    internal static Problem NoRegistry(string text, string hub, string own) => ShortName.Occur(
        $"{Quotation.Of(text)} names no registry.", Where(text),
        "Without a registry, the search list of this machine would decide where the image goes.",
        $"Write the registry in front: {hub} or {own}.");

    internal static Problem DigestInDestination(string text, string withoutDigest) => DestinationWithDigest.Occur(
        $"{Quotation.Of(text)} has a digest, so nothing can be published to it.", Where(text),
        "The digest of an image is known only after the build.",
        $"Write {withoutDigest}.");

    internal static Problem NotADigest(string? text, string why) => InvalidDigest.Occur(
        $"{Quotation.Of(text)} is not a digest.", $"digest {Quotation.Of(text)}", why,
        "Copy the whole digest, sha256: and 64 digits.");

    internal static Problem Malformed(string document, string source, string why) => MalformedDocument.Occur(
        $"The {document} cannot be read.", source, why,
        "Look at what the registry answers, for example with: skopeo inspect --raw docker://IMAGE");

    private static string Where(string? text) => $"image reference {Quotation.Of(text)}";
}
