using System.Globalization;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Verify;

/// <summary>MA16xx: reading back what was published.</summary>
internal static class VerifyProblems
{
    private static readonly ProblemKind Tag = new(
        "MA1601",
        "The tag does not name what was pushed",
        "The registry accepted the tag, but the tag names another index when it is read back. Another run moved the tag at the same time, "
            + "or the registry answers from a cache."
    );

    private static readonly ProblemKind Index = new(
        "MA1602",
        "The published image is not what was built",
        "What was read back is not an index, or it does not have exactly one entry per platform with the image that was built for it. "
            + "Do not use the tag."
    );

    private static readonly ProblemKind Layout = new(
        "MA1603",
        "The OCI layout is damaged",
        "A file of the layout is missing, or its content does not match the digest in its name. The disk may be full or failing, or "
            + "another program writes into the folder."
    );

    private static readonly ProblemKind Hidden = new(
        "MA1604",
        "A registry does not show what it accepted",
        "The registry accepted a manifest or a layer, but it does not show it, even after half a minute. It may answer from a cache or "
            + "from another machine, or it did not store the content. No tag was moved."
    );

    /// <summary>Whether published content is wrong, damaged or missing.</summary>
    internal static bool IsAboutContent(ProblemKind kind) => kind == Index || kind == Layout || kind == Hidden;

    internal static Problem TagMoved(string place, Digest pushed, Digest? found, TimeSpan waited = default) =>
        Tag.Occur(
            "The tag does not name the index that was pushed.",
            place,
            $"{pushed} was pushed, but {found?.ToString() ?? "nothing"} was read back"
                + (waited > TimeSpan.Zero ? $", even after {Seconds(waited)}." : "."),
            "Check whether another run publishes the same tag, then push again."
        );

    internal static Problem NotAnIndex(string place, string mediaType) => Index.Occur(
        "The tag does not name an index.", place, $"It names an image of one platform, with the media type {mediaType}.",
        "Do not use the tag. Push again. If it happens again, report it.");

    internal static Problem NotWhatWasBuilt(string place, IReadOnlyList<string> defects) => Index.Occur(
        "The published image is not what was built.", place, string.Join("; ", defects) + ".",
        "Do not use the tag. Push again. If it happens again, report it.");

    /// <summary>Whether content is missing or damaged. Failures of the connection to it do not count.</summary>
    internal static bool IsOfContent(Problem problem) =>
        problem.Kind == Index || problem.Kind == Layout || problem.Kind == RegistryProblems.UnknownBlob;

    internal static Problem LayerMissing(string place, string digest) => Index.Occur(
        "The published image lacks a layer.", place, $"The registry does not have {digest}, which a manifest names.",
        "Do not use the tag. Push again, and check the registry's storage.");

    internal static Problem LayerOfOtherSize(string place, Descriptor layer, long size) =>
        Index.Occur(
            "A layer of the published image has the wrong size.",
            place,
            $"The registry says that {layer.Digest} has {size} bytes; its manifest says {layer.Size}.",
            "Do not use the tag. Push again, and check the registry's storage."
        );

    internal static Problem NotShown(string what, TimeSpan waited) =>
        Hidden.Occur(
            "The registry does not show what it accepted.",
            what,
            $"It was pushed, but after {Seconds(waited)} the registry still says that it does not have it.",
            "Push again. If it happens again, check the registry's storage and the caches in front of it."
        );

    internal static Problem LayoutWithoutTag(string folder, string tag) => Layout.Occur(
        $"The OCI layout has no entry \"{tag}\".", folder, "No entry of its index.json has this name.", "Push again.");

    internal static Problem BlobMissing(string file) => Layout.Occur(
        "A file of the OCI layout is missing.", file, "A manifest or the index names it.", "Remove the folder and push again.");

    internal static Problem BlobDamaged(string file, string digest) => Layout.Occur(
        "A file of the OCI layout is damaged.", file, $"Its content or size does not match {digest}.", "Remove the folder and push again.");

    internal static Problem DocumentTooLarge(string file, long size, long limit) =>
        Layout.Occur(
            "A document of the OCI layout is too large.",
            file,
            $"It has {size} bytes. The limit is {limit} bytes.",
            "Remove the folder and push again."
        );

    private static string Seconds(TimeSpan waited)
    {
        var seconds = Math.Round(waited.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds} second{(seconds is 1 ? "" : "s")}");
    }
}
