using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1240–MA1244: how the index is made.</summary>
internal static class FormProblems
{
    private static readonly ProblemKind Form = new("MA1240", "An index cannot be made so",
        "Format, compression and annotations do not go together, or are not written as they have to be.");

    private static readonly ProblemKind Reproducible = new("MA1241", "The digest cannot be a function of the commit",
        "--reproducible needs a time that is the same on every agent, and layers that are made in the run.");

    internal static Problem NoAnnotation(string source, string text) => Form.Occur(
        $"{Quotation.Of(text)} is no annotation.", source, "It has no \"=\" behind a key.", $"Write {source}=KEY=VALUE, or {source}=linux/arm64:KEY=VALUE for one platform's entry.");

    internal static Problem LevelUnknown(int level, int largest, string compression) => Form.Occur(
        $"{compression} has no level {level}.", "--compression-level", $"Its levels are 1 to {largest}.", $"Write --compression-level={largest}, or leave it out.");

    internal static Problem DockerKnowsGzip(string compression) => Form.Occur(
        $"An image of Docker's schema 2 has no {compression} layers.", "--image-format=v2s2, --compression",
        "Its only compressed media type is that of gzip.", "Leave --compression out, or take --image-format=oci.");

    internal static Problem DockerHasNoAnnotations(string key) => Form.Occur(
        $"A list of Docker's schema 2 cannot hold the annotation {Quotation.Of(key)}.", "--image-format=v2s2, --annotation",
        "Annotations are OCI's.", "Leave the annotation out, or take --image-format=oci; a label is written into the image with .Label(…).");

    internal static Problem NewerUnknowable(string other) => Form.Occur(
        $"--keep-newer and {other} do not go together.", $"--keep-newer, {other}",
        "Which of two images is newer is told by the annotation of the index that names its commit.", $"Leave {other} out, or --keep-newer.");

    internal static Problem DirtySource(string folder) => Reproducible.Occur(
        "The source is not what its commit says, so no digest can be a function of it.", folder, "Files that git knows are changed and not committed.",
        "Commit or stash them (git status), or build a commit: --git-url=URL --git-commit=SHA");

    internal static Problem DockerInLayout(string destination) => Form.Occur(
        "An OCI layout cannot hold an image of Docker's schema 2.", destination, "Podman and skopeo read OCI's documents there only.",
        "Take --image-format=oci, or publish to a registry: --image=REGISTRY/NAME:TAG.");

    internal static Problem DockerByService() => Form.Occur(
        "A podman service hands over no image of Docker's schema 2.", "--image-format=v2s2",
        "podman save asks a service for an archive of Docker's older form, without compression and without a manifest.",
        "Take --image-format=oci, or build without CONTAINER_HOST and CONTAINER_CONNECTION.");

    internal static Problem CompressionByService(string setting) => Form.Occur(
        $"{setting} cannot be honoured with a podman service.", setting, "A service hands an image over as podman save does, with gzip and no level.",
        $"Leave {setting} out, or build without CONTAINER_HOST and CONTAINER_CONNECTION.");

    internal static Problem LayersOfOtherRuns(string other) => Reproducible.Occur(
        $"--reproducible and {other} contradict each other.", $"--reproducible, {other}",
        "The layers of another run have the times of that run.", $"Leave {other} out.");

    internal static Problem NoTime(string source) => Reproducible.Occur(
        "There is no time for --reproducible.", source, "The source is no git repository with a commit, and SOURCE_DATE_EPOCH is not set.",
        "Set SOURCE_DATE_EPOCH to whole seconds since 1970, or build from a git repository: --git-url=URL.");

    internal static Problem EpochUnreadable(string variable, string text) => Reproducible.Occur(
        $"{variable} is {Quotation.Of(text)}, which is no time.", variable, "It has to be whole seconds since 1970, in digits.",
        $"Set {variable} to a number, for example that of git log -1 --format=%ct, or unset it.");
}
