using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1240–MA1244: how the index is made.</summary>
internal static class FormProblems
{
    private const string OutOfService = "build without CONTAINER_HOST and CONTAINER_CONNECTION";

    private static readonly ProblemKind Form = new("MA1240", "An index cannot be made this way",
        "Format, compression and annotations contradict each other, or one of them is not written correctly.");

    private static readonly ProblemKind Reproducible = new("MA1241", "The digest cannot depend on the commit alone",
        "--reproducible needs a time that is the same on every agent, and layers that this run makes.");

    internal static Problem NoAnnotation(string source, string text) => Form.Occur(
        $"{Quotation.Of(text)} is not an annotation.", source, "It has no \"=\" after a key.",
        $"Write {source}=KEY=VALUE, or {source}=linux/arm64:KEY=VALUE for one platform's entry.");

    internal static Problem LevelUnknown(int level, int largest, string compression) => Form.Occur(
        $"{compression} has no level {level}.", "--compression-level", $"Its levels are 1 to {largest}.",
        $"Write --compression-level={largest}, or leave it out.");

    internal static Problem DockerKnowsGzip(string compression) => Form.Occur(
        $"An image in Docker's schema 2 cannot have {compression} layers.", "--image-format=v2s2, --compression",
        "Its only compressed media type is that of gzip.", "Leave --compression out, or use --image-format=oci.");

    internal static Problem DockerHasNoAnnotations(string key) => Form.Occur(
        $"A list in Docker's schema 2 cannot hold the annotation {Quotation.Of(key)}.", "--image-format=v2s2, --annotation",
        "Annotations are OCI's.",
        "Leave the annotation out, or use --image-format=oci. A label, .Label(…), is written into the image instead.");

    internal static Problem NewerUnknowable(string other) => Form.Occur(
        $"--keep-newer and {other} contradict each other.", $"--keep-newer, {other}",
        "Which of two images is newer is known from the annotation of the index that names its commit.",
        $"Leave {other} or --keep-newer out.");

    internal static Problem DirtySource(string folder) => Reproducible.Occur(
        "The source differs from its commit, so the digest cannot depend on the commit alone.", folder,
        "Files that git tracks have changes that are not committed.",
        "Commit or stash them (git status), or build a commit: --git-url=URL --git-commit=SHA");

    internal static Problem DockerInLayout(string destination) => Form.Occur(
        "An OCI layout cannot hold an image in Docker's schema 2.", destination, "Podman and skopeo read only OCI documents there.",
        "Use --image-format=oci, or publish to a registry: --image=REGISTRY/NAME:TAG.");

    internal static Problem DockerByService() => Form.Occur(
        "A podman service cannot export an image in Docker's schema 2.", "--image-format=v2s2",
        "podman save asks a service for an archive in Docker's older form, without compression and without a manifest.",
        $"Use --image-format=oci, or {OutOfService}.");

    internal static Problem CompressionByService(string setting) => Form.Occur(
        $"A podman service cannot apply {setting}.", setting,
        "A service exports an image as podman save does, with gzip and its default level.", $"Leave {setting} out, or {OutOfService}.");

    internal static Problem LayersOfOtherRuns(string other) => Reproducible.Occur(
        $"--reproducible and {other} contradict each other.", $"--reproducible, {other}",
        "The layers of another run have the times of that run.", $"Leave {other} out.");

    internal static Problem NoTime(string source) => Reproducible.Occur(
        "There is no time for --reproducible.", source,
        "The source is not a git repository with a commit, and SOURCE_DATE_EPOCH is not set.",
        "Set SOURCE_DATE_EPOCH to whole seconds since 1970, or build from a git repository: --git-url=URL.");

    internal static Problem EpochUnreadable(string variable, string text) => Reproducible.Occur(
        $"{variable} is {Quotation.Of(text)}, which is not a time.", variable, "It has to be whole seconds since 1970, in digits.",
        $"Set {variable} to a number, for example the output of git log -1 --format=%ct, or unset it.");
}
