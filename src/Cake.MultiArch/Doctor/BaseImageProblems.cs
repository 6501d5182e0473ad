using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1970 to MA1989: what the checks find of base images.</summary>
internal static class BaseImageProblems
{
    internal static readonly ProblemKind NotThere = new(
        "MA1970",
        "A base image does not exist",
        "The registry has no such tag, digest or repository, and podman's storage has no image of that name either. Some registries answer so for a repository that the credentials may not see."
    );

    internal static readonly ProblemKind LacksPlatform = new(
        "MA1971",
        "A base image lacks a platform",
        "The index of the base image has no entry for a platform that is built. Choose a tag that has it, or leave the platform out with --platform."
    );

    internal static readonly ProblemKind PinnedToOne = new(
        "MA1972",
        "A base image is pinned to one platform",
        "The digest in the Containerfile is that of one platform's manifest, not of the index that has them all. Pin the index's digest instead."
    );

    internal static readonly ProblemKind OnlyOne = new(
        "MA1973",
        "A base image is for one platform only",
        "The tag names a plain image and no index, and the image is for another platform than the one that is built. Podman would build on it all the same."
    );

    private static readonly ProblemKind Short = new(
        "MA1974",
        "A base image names no registry",
        "Which registry podman asks is decided by the short-name aliases and unqualified-search-registries of the machine that builds. One that is the only one is asked. With several it is a warning, because another machine may take another image; a failure with short-name-mode = \"enforcing\", which wants a person to choose, and where no registry is named at all."
    );

    private static readonly ProblemKind Unbuilt = new(
        "MA1975",
        "A local base image is not there",
        "A warning: the image is named as one that is built on this host, and podman's storage does not have it. Podman would ask a registry at localhost."
    );

    internal static Problem Missing(BaseImage image) =>
        NotThere.Occur(
            $"The base image {image.Reference} does not exist.",
            image.Where,
            image.Reference.Digest is null
                ? $"The registry has no tag {image.Reference.TagOrLatest} in {image.Reference.Repository}."
                : $"The registry has no such digest in {image.Reference.Repository}.",
            $"Write a tag that exists; see what is there: skopeo list-tags docker://{image.Reference.Name}"
        );

    internal static Problem PlatformMissing(BaseImage image) => LacksPlatform.Occur(
        $"The base image {image.Reference} is not there for {string.Join(", ", image.Missing)}.", image.Where,
        $"It is there for {string.Join(", ", image.Offered)}.", DropOr(image, "choose a tag that has it"));

    internal static Problem Pinned(BaseImage image) =>
        PinnedToOne.Occur(
            $"The base image {image.Reference} is pinned to {image.Offered[0]}.",
            image.Where,
            $"The digest names one platform's manifest, and {string.Join(", ", image.Missing)} is built too.",
            DropOr(
                image,
                $"write the index's digest: skopeo inspect --raw docker://{image.Reference.Name}:{image.Reference.TagOrLatest} | sha256sum"
            )
        );

    internal static Problem SinglePlatform(BaseImage image) => OnlyOne.Occur(
        $"The base image {image.Reference} is for {image.Offered[0]} only.", image.Where,
        $"The tag names no index, and {string.Join(", ", image.Missing)} is built on it.", DropOr(image, "choose a tag that has them all"));

    /// <param name="image">The image.</param>
    /// <param name="registries">The registries that podman looks in, in order.</param>
    /// <param name="isRemote">Whether a podman service looks, whose configuration is not known here.</param>
    internal static Problem ShortName(BaseImage image, IReadOnlyList<string> registries, bool isRemote) =>
        Short.Occur(
            $"The base image {image.Reference} names no registry.",
            image.Where,
            isRemote ? "The podman service's own registries.conf says where it is looked for."
                : registries.Count == 0
                    ? "No alias knows it, and registries.conf names no unqualified-search-registries, so that podman has nowhere to look."
                : $"Podman looks in {string.Join(", ", registries)}, and takes the first that has it; with short-name-mode = \"enforcing\" it refuses to choose.",
            $"Write {(image.Reference.Repository.Contains('/', StringComparison.Ordinal) ? "docker.io/" : "docker.io/library/")}{image.Reference} for Docker Hub, or the registry that is meant."
        );

    internal static Problem NotBuiltYet(BaseImage image) => Unbuilt.Occur(
        $"The base image {image.Reference} is not in podman's storage.", image.Where, "Podman would ask a registry at localhost for it.",
        $"podman build --platform={string.Join(',', image.Wanted)} --manifest={image.Reference} FOLDER");

    private static string DropOr(BaseImage image, string other)
    {
        var left = image.Wanted.Except(image.Missing).ToList();
        return left.Count == 0
            ? $"{char.ToUpperInvariant(other[0])}{other[1..]}."
            : $"Build only the others, --platform={string.Join(',', left)}, or {other}.";
    }
}
