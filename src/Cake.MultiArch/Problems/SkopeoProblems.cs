using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Problems;

/// <summary>
/// MA1470 to MA1474: skopeo itself, and what is asked of it. Its failures at registries are podman's, in the same words (see
/// <see cref="PodmanFailures"/>).
/// </summary>
internal static class SkopeoProblems
{
    private const string Packages = "apt-get install skopeo (Debian, Ubuntu), dnf install skopeo (Fedora, RHEL), apk add skopeo (Alpine)";

    private static readonly ProblemKind NotFound = new("MA1470", "Skopeo is not there",
        "No program skopeo was found among Cake's tools and in PATH. Only the Skopeo aliases need it; the pipeline and the aliases of podman do not.");

    private static readonly ProblemKind Unreadable = new("MA1471", "Skopeo's answer cannot be read",
        "A command that answers JSON answered something else. Run it by hand and look at what it writes.");

    private static readonly ProblemKind TooOld = new("MA1472", "Skopeo does not know a flag",
        "The settings have the flags of skopeo 1.9; an older one lacks some of them. Install a newer skopeo, or take the setting away.");

    private static readonly ProblemKind NoDigest = new("MA1473", "Skopeo did not say what it copied",
        "The copy ended with exit code 0 and the digest file is empty or missing, so nothing is known of what was copied.");

    private static readonly ProblemKind OtherPlatform = new("MA1474", "There is no image for that platform",
        "The name stands for an index without the platform that was asked for (the host's, when none was), or for one image that is for another. Skopeo chooses by platform only among the images of an index, and takes an image that stands alone as it is.");

    internal static Problem Missing() => NotFound.Occur(
        "Skopeo is not there.", "Cake's tools and PATH", "There is no program skopeo.", $"{Packages}; or name its path with the ToolPath setting.");

    internal static Problem AnswerUnreadable(string command, string why) => Unreadable.Occur(
        "Skopeo's answer cannot be read.", command, why, "Run the command by hand and look at what it writes.");

    internal static Problem FlagUnknown(string command, string why) => TooOld.Occur(
        "Skopeo does not know a flag.", command, $"It says: {why}.", "Install skopeo 1.9 or newer (see skopeo --version), or take the setting away.");

    internal static Problem DigestNotTold(string command) => NoDigest.Occur(
        "Skopeo did not say what it copied.", command, "The digest file is empty or missing.", "Copy again.");

    internal static Problem PlatformMissing(string platform, string command, IReadOnlyList<string> tail) => OtherPlatform.Occur(
        $"There is no image for {platform}.", command, "The index has no such entry.",
        "Set Platform to one that it has, or All for all of them: SkopeoInspectIndex(name) shows its entries.", tail);

    internal static Problem AnotherPlatform(string image, Platform is_, Platform wanted, string command) => OtherPlatform.Occur(
        $"{image} is for {is_}, not for {wanted}.", command, "The name stands for one image, and no index to choose from.",
        "Leave Platform out, or name an index that has the platform: SkopeoInspectIndex(name) shows its entries.");
}
