using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Assemble;

/// <summary>MA1532, MA1533: making the index of what was built.</summary>
internal static class AssembleProblems
{
    private static readonly ProblemKind Exported = new("MA1532", "What podman hands over is not what was built",
        "The image that podman took out of its storage has another configuration than the one that was built, or is for another platform. "
        + "Nothing was published.");

    private static readonly ProblemKind Assembled = new("MA1533", "The assembled index is wrong",
        "The index of what was built breaks a rule for an index: a platform is missing or has two entries, or an entry is not the manifest "
        + "of an image. Nothing was published.");

    internal static Problem NotWhatWasBuilt(Platform platform, string built, Digest exported, Platform says) => Exported.Occur(
        $"Podman hands over another image for {platform} than was built.", platform.ToString(),
        $"{built} was built; {exported} was handed over, and its configuration says {says}.",
        "Run again; if it stays so, look for another program that changes podman's storage: podman system check");

    internal static Problem IndexIsWrong(IReadOnlyList<string> defects) => Assembled.Occur(
        "The assembled index is wrong.", "the index of what was built", string.Join("; ", defects) + ".",
        "Run again; if it stays so, report it with the output of --verbosity=diagnostic.");
}
