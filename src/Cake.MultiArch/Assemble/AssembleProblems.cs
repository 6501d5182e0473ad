using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Assemble;

/// <summary>MA1532 and MA1533: the index of the images that were built.</summary>
internal static class AssembleProblems
{
    private static readonly ProblemKind Exported = new("MA1532", "Podman exported another image than it built",
        "The image that podman exported from its storage has another configuration or another platform than the image that was built. "
            + "Nothing was published.");

    private static readonly ProblemKind Assembled = new("MA1533", "The assembled index is wrong",
        "The index of what was built breaks a rule for an index: a platform is missing or has two entries, or an entry is not the manifest "
        + "of an image. Nothing was published.");

    internal static Problem NotWhatWasBuilt(Platform platform, string built, Digest exported, Platform says) => Exported.Occur(
        $"Podman exported another image for {platform} than it built.", platform.ToString(),
        $"It built {built} and exported {exported}. The configuration of the exported image says {says}.",
        "Run again. If it happens again, look for another program that changes podman's storage: podman system check");

    internal static Problem IndexIsWrong(IReadOnlyList<string> defects) => Assembled.Occur(
        "The assembled index is wrong.", "the index of what was built", string.Join("; ", defects) + ".",
        "Run again; if it stays so, report it with the output of --verbosity=diagnostic.");
}
