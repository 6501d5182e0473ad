using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1530–MA1549: destinations and publishing.</summary>
internal static class PublishProblems
{
    private static readonly ProblemKind Destination = new("MA1530", "A layout cannot be published to",
        "The name of an OCI layout is its folder and, after a colon, the name of the index in it: oci:DIR[:TAG].");

    private static readonly ProblemKind Layout = new("MA1531", "An OCI layout cannot be written",
        "The folder holds something other than an OCI layout, or it cannot be written. Nothing in it was changed.");

    internal static Problem LayoutIncomplete(string source, string text) => Destination.Occur(
        $"\"{text}\" does not name a folder and a tag.", source, "The folder or the tag is empty.", $"Write {source}=oci:DIR:TAG.");

    internal static Problem LayoutTag(string source, string tag, string why) => Destination.Occur(
        $"{Quotation.Of(tag)} cannot be the name of an image in a layout.", source, why, $"Write {source}=oci:DIR:latest, or another tag.");

    internal static Problem FolderIsNoLayout(string folder) => Layout.Occur(
        "The OCI layout was not written: the folder holds something else.", folder,
        "The folder is not empty and has no oci-layout file.", "Name another folder, or empty this one.");

    internal static Problem LayoutNotWritten(string folder, string why) => Layout.Occur(
        "The OCI layout was not written.", folder, why, "Make the folder writable, or name another one with --image=oci:DIR.");
}
