using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Assemble;

/// <summary>MA1532: the index of the images that were built.</summary>
internal static class AssembleProblems
{
    private static readonly ProblemKind Exported = new("MA1532", "Podman exported another image than it built",
        "The image that podman exported from its storage has another configuration or another platform than the image that was built. "
            + "Nothing was published.");

    internal static Problem NotWhatWasBuilt(Platform platform, string built, Digest exported, Platform says) => Exported.Occur(
        $"Podman exported another image for {platform} than it built.", platform.ToString(),
        $"It built {built} and exported {exported}. The configuration of the exported image says {says}.",
        "Run again. If it happens again, look for another program that changes podman's storage: podman system check");
}
