using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1970 to MA1989: what the checks find about base images.</summary>
internal static class BaseImageProblems
{
    internal static readonly ProblemKind NotThere = new(
        "MA1970",
        "A base image does not exist",
        "The registry has no such tag, digest or repository, and podman's storage has no image with that name either. Some registries give "
            + "the same answer for a repository that the credentials may not see."
    );

    internal static readonly ProblemKind LacksPlatform = new(
        "MA1971",
        "A base image lacks a platform",
        "The index of the base image has no entry for a platform of the build. Choose a tag that has it, or leave the platform out with "
            + "--platform."
    );

    internal static readonly ProblemKind PinnedToOne = new(
        "MA1972",
        "A base image is pinned to one platform",
        "The digest in the Containerfile is that of one platform's manifest, not of the index with all platforms. Pin the digest of the "
            + "index instead."
    );

    internal static readonly ProblemKind OnlyOne = new(
        "MA1973",
        "A base image is for one platform only",
        "The tag names a plain image and not an index, and the image is for another platform than the build. Podman would still build "
            + "on it."
    );

    private static readonly ProblemKind Short = new(
        "MA1974",
        "The name of a base image has no registry",
        "The short-name aliases and unqualified-search-registries of the machine that builds decide which registry podman asks. If there "
            + "is only one, podman asks it. If there are several, this is a warning, because another machine may take another image. It is "
            + "a failure with short-name-mode = \"enforcing\", because podman then wants a person to choose. It is also a failure if there "
            + "is no registry to ask."
    );

    private static readonly ProblemKind Unbuilt = new(
        "MA1975",
        "A local base image does not exist",
        "A warning. The name says that the image is built on this host, but podman's storage does not have it. Podman would ask a registry "
            + "at localhost."
    );

    internal static Problem Missing(BaseImage image) =>
        NotThere.Occur(
            $"The base image {image.Reference} does not exist.",
            image.Where,
            image.Reference.Digest is null
                ? $"The registry has no tag {image.Reference.TagOrLatest} in {image.Reference.Repository}."
                : $"The registry has no such digest in {image.Reference.Repository}.",
            $"Write a tag that exists. To list the tags: skopeo list-tags docker://{image.Reference.Name}"
        );

    internal static Problem PlatformMissing(BaseImage image) => LacksPlatform.Occur(
        $"The base image {image.Reference} does not exist for {string.Join(", ", image.Missing)}.", image.Where,
        $"It exists for {string.Join(", ", image.Offered)}.", DropOr(image, "choose a tag that has it"));

    internal static Problem Pinned(BaseImage image) =>
        PinnedToOne.Occur(
            $"The base image {image.Reference} is pinned to {image.Offered[0]}.",
            image.Where,
            $"The digest names one platform's manifest, but {string.Join(", ", image.Missing)} is built too.",
            DropOr(
                image,
                "write the digest of the index: "
                    + $"skopeo inspect --raw docker://{image.Reference.Name}:{image.Reference.TagOrLatest} | sha256sum"
            )
        );

    internal static Problem SinglePlatform(BaseImage image) => OnlyOne.Occur(
        $"The base image {image.Reference} is for {image.Offered[0]} only.", image.Where,
        $"The tag does not name an index, but {string.Join(", ", image.Missing)} is built on it.",
        DropOr(image, "choose a tag that has all platforms"));

    /// <param name="image">The image.</param>
    /// <param name="registries">The registries that podman searches, in order.</param>
    /// <param name="isRemote">Whether a podman service searches. Its configuration is not known here.</param>
    internal static Problem ShortName(BaseImage image, IReadOnlyList<string> registries, bool isRemote) =>
        Short.Occur(
            $"\"{image.Reference}\" is not a stage of this Containerfile and not a full image name.",
            image.Where,
            isRemote ? "The registries.conf of the podman service decides which registries are searched."
                : registries.Count == 0
                    ? "No alias has this name, and registries.conf sets no unqualified-search-registries, so podman has nowhere to look."
                : $"Podman searches {string.Join(", ", registries)} and takes the first image that it finds. "
                    + "With short-name-mode = \"enforcing\" it refuses to choose.",
            $"Write {(image.Reference.Repository.Contains('/', StringComparison.Ordinal) ? "docker.io/" : "docker.io/library/")}"
                + $"{image.Reference} for Docker Hub, or write another registry in front of the name."
        );

    internal static Problem NotBuiltYet(BaseImage image) => Unbuilt.Occur(
        $"The base image {image.Reference} is not in podman's storage.", image.Where, "Podman would ask a registry at localhost for it.",
        $"podman build --platform={string.Join(',', image.Wanted)} --manifest={image.Reference} FOLDER");

    private static string DropOr(BaseImage image, string other)
    {
        var left = image.Wanted.Except(image.Missing).ToList();
        return left.Count == 0
            ? $"{char.ToUpperInvariant(other[0])}{other[1..]}."
            : $"Build only the other platforms with --platform={string.Join(',', left)}, or {other}.";
    }
}
