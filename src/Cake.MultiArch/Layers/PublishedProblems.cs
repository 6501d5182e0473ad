using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>MA1616 to MA1629: images that are published already, whoever has made them.</summary>
internal static class PublishedProblems
{
    internal static readonly ProblemKind Wrong = new(
        "MA1616",
        "A published image is not what it should be",
        "VerifyMultiArch has read the image as its users get it: the index, the manifest and configuration of each entry, the layers and the files in them. Each line below is one thing that is wrong; files are summed up where there are many, and --format=json has them all."
    );

    private static readonly ProblemKind Nothing = new(
        "MA1617",
        "There is no image to verify",
        "VerifyMultiArch looks at the images of --image (or MULTIARCH_IMAGE), else at those that the script's PushTo names with their tags. Tags that are derived from git are not derived for it."
    );

    /// <summary>A defect of the report, which is no failure of its own.</summary>
    internal static readonly ProblemKind Documents = new(
        "MA1618",
        "The documents of a published image contradict each other",
        "A platform is missing or has two entries, an entry's image is made for another platform than the entry says, or an entry is none of an image. Clients that are told different things by the entry and the image take the wrong one, or none. Publish the image again, and look at the tool that has made its index."
    );

    private static readonly ProblemKind Layer = new(
        "MA1619",
        "A layer cannot be unpacked",
        "The layer has the digest that its manifest says; but it is no whole tar archive, plain or compressed by gzip or zstd. In a registry it was damaged before it was pushed."
    );

    private static readonly ProblemKind File = new("MA1620", "A file of an OCI layout cannot be read",
        "The operating system refuses it, or reading it failed: permissions, a mount that is gone, a disk that fails.");

    /// <param name="places">The images that are refused.</param>
    /// <param name="count">How many images were looked at.</param>
    /// <param name="details">What they are refused for.</param>
    internal static Problem Refused(IReadOnlyList<string> places, int count, IReadOnlyList<string> details) =>
        Wrong.Occur(
            count == 1
                ? "The published image is not what it should be."
                : $"{places.Count} of {count} published images are not what they should be.",
            string.Join(", ", places),
            details.Count == 1 ? details[0] : $"{details.Count} lines say what is wrong.",
            "Build and push it again with what the lines below say corrected; PushMultiArch refuses such an image before its tag moves.",
            details
        );

    /// <summary>What a failure to read says of the image; null for one that says nothing of it.</summary>
    internal static Problem? Of(Exception failure) => failure switch
    {
        MultiArchException known => known.Problem,
        IOException or UnauthorizedAccessException => FileUnreadable(failure.Message),
        _ => null,
    };

    private static Problem FileUnreadable(string why) =>
        File.Occur(
            "A file of the layout cannot be read.",
            "--image",
            Quotation.Line(why),
            "Make it readable for this user (ls -l), and verify again."
        );

    internal static Problem NoImage() => Nothing.Occur(
        "There is no image to verify.", "--image", "No argument names one, and no script's PushTo that has a tag.",
        "--image=registry.example.com/demo/web:1.4.2, or its digest with @sha256:…, or a layout with --image=oci:DIR");

    internal static Problem LayerUnreadable(Descriptor layer, string why) => Layer.Occur(
        "A layer cannot be unpacked.", layer.Digest.ToString(), Quotation.Line(why), "Build the image again, and push it again.");
}
