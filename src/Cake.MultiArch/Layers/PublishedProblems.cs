using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>MA1616 to MA1629: published images, also those of other tools.</summary>
internal static class PublishedProblems
{
    internal static readonly ProblemKind Wrong = new("MA1616", "A published image is not correct",
        "VerifyMultiArch has read the published image: the index, the manifest and configuration of each entry, the layers and the files "
            + "in them. Each line below is one defect. Many files are summarized in one line. --format=json lists them all.");

    private static readonly ProblemKind Nothing = new("MA1617", "There is no image to verify",
        "VerifyMultiArch reads the images of --image (or MULTIARCH_IMAGE), or else those of the script's PushTo, with their tags. It does "
            + "not derive tags from git.");

    /// <summary>A defect in the report. It does not fail by itself.</summary>
    internal static readonly ProblemKind Documents = new("MA1618", "The documents of a published image contradict each other",
        "A platform is missing or has two entries, the image of an entry is for another platform than the entry says, or an entry is not "
            + "an image. If entry and image contradict each other, clients use the wrong image or none. Publish the image again, and check "
            + "the tool that has made its index.");

    private static readonly ProblemKind Layer = new("MA1619", "A layer cannot be unpacked",
        "The layer has the digest of its manifest, but it is not a complete tar archive, uncompressed or compressed with gzip or zstd. "
            + "A layer in a registry was already damaged when it was pushed.");

    private static readonly ProblemKind File = new("MA1620", "A file of an OCI layout cannot be read",
        "The user does not have the permission, or reading failed because a mount is gone or a disk is damaged.");

    /// <param name="places">The images with defects.</param>
    /// <param name="count">The number of images that were verified.</param>
    /// <param name="details">The defects.</param>
    internal static Problem Refused(IReadOnlyList<string> places, int count, IReadOnlyList<string> details) => Wrong.Occur(
        count == 1 ? "The published image is not correct." : $"{places.Count} of {count} published images are not correct.",
        string.Join(", ", places),
        details.Count == 1 ? details[0] : $"There are {details.Count} defects.",
        "Correct what the lines below say, then build and push again. PushMultiArch refuses such an image before its tag moves.",
        details);

    /// <returns>Null if the failure is not about the image.</returns>
    internal static Problem? Of(Exception failure) => failure switch
    {
        MultiArchException known => known.Problem,
        IOException or UnauthorizedAccessException => FileUnreadable(failure.Message),
        _ => null,
    };

    private static Problem FileUnreadable(string why) => File.Occur(
        "A file of the layout cannot be read.", "--image", Quotation.Line(why),
        "Make it readable for this user (ls -l), and verify again.");

    internal static Problem NoImage() => Nothing.Occur(
        "There is no image to verify.", "--image", "No argument names an image, and no PushTo of the script names one with a tag.",
        "--image=registry.example.com/demo/web:1.4.2. For a digest, add @sha256:… and for a layout, write --image=oci:DIR");

    internal static Problem LayerUnreadable(Descriptor layer, string why) => Layer.Occur(
        "A layer cannot be unpacked.", layer.Digest.ToString(), Quotation.Line(why), "Build the image again, and push it again.");
}
