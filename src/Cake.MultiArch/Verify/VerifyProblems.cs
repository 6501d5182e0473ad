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
        "The registry took the tag, but reading it back gives another index. Another run moved the tag at the same time, or the registry answers from a cache."
    );

    private static readonly ProblemKind Index = new(
        "MA1602",
        "The published image is not what was built",
        "What was read back is no index, or does not have exactly one entry for each platform with the image that was built for it. Do not use the tag."
    );

    private static readonly ProblemKind Layout = new(
        "MA1603",
        "The OCI layout is damaged",
        "A file of the layout is missing, or its content does not have the digest that it is named by. The disk may be full or failing, or something else writes into the folder."
    );

    private static readonly ProblemKind Hidden = new(
        "MA1604",
        "A registry does not show what it took",
        "The registry took a manifest or a layer and does not show it, also after half a minute. It may answer from a cache or from another machine, or not have stored it. No tag was moved."
    );

    /// <summary>Whether what is published is wrong, damaged or not there.</summary>
    internal static bool IsAboutContent(ProblemKind kind) => kind == Index || kind == Layout || kind == Hidden;

    internal static Problem TagMoved(string place, Digest pushed, Digest? found, TimeSpan waited = default) =>
        Tag.Occur(
            "The tag does not name the index that was pushed.",
            place,
            $"{pushed} was pushed, {found?.ToString() ?? "nothing"} was read back{(waited > TimeSpan.Zero ? $", also after {Seconds(waited)}" : "")}.",
            "See whether another run publishes the same tag, then push again."
        );

    internal static Problem NotAnIndex(string place, string mediaType) => Index.Occur(
        "The tag names no index.", place, $"What was read back has the media type {mediaType}: an image of one platform.",
        "Do not use the tag; push again, and report this if it stays so.");

    internal static Problem NotWhatWasBuilt(string place, IReadOnlyList<string> defects) => Index.Occur(
        "The published image is not what was built.", place, string.Join("; ", defects) + ".",
        "Do not use the tag; push again, and report this if it stays so.");

    /// <summary>Whether a problem is of the content of a place, and not of the way to it.</summary>
    internal static bool IsOfContent(Problem problem) =>
        problem.Kind == Index || problem.Kind == Layout || problem.Kind == RegistryProblems.UnknownBlob;

    internal static Problem LayerMissing(string place, string digest) => Index.Occur(
        "The published image lacks a layer.", place, $"The registry does not have {digest}, which a manifest names.",
        "Do not use the tag; push again, and look at the registry's storage.");

    internal static Problem LayerOfOtherSize(string place, Descriptor layer, long size) =>
        Index.Occur(
            "The published image has a layer of another size.",
            place,
            $"The registry says that {layer.Digest} has {size} bytes; its manifest says {layer.Size}.",
            "Do not use the tag; push again, and look at the registry's storage."
        );

    internal static Problem NotShown(string what, TimeSpan waited) =>
        Hidden.Occur(
            "The registry does not show what it took.",
            what,
            $"It was put there, and after {Seconds(waited)} the registry still says that it has no such thing.",
            "Push again; look at the registry's storage, and at the caches before it."
        );

    internal static Problem LayoutWithoutTag(string folder, string tag) => Layout.Occur(
        $"The OCI layout has no entry \"{tag}\".", folder, "Its index.json does not name it.", "Push again.");

    internal static Problem BlobMissing(string file) => Layout.Occur(
        "A file of the OCI layout is missing.", file, "A manifest or the index names it.", "Remove the folder and push again.");

    internal static Problem BlobDamaged(string file, string digest) => Layout.Occur(
        "A file of the OCI layout is damaged.", file, $"Its content or size is not that of {digest}.", "Remove the folder and push again.");

    internal static Problem DocumentTooLarge(string file, long size, long limit) =>
        Layout.Occur(
            "A document of the OCI layout is too large.",
            file,
            $"It has {size} bytes; {limit} are read at the most.",
            "Remove the folder and push again."
        );

    private static string Seconds(TimeSpan waited)
    {
        var seconds = Math.Round(waited.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"{seconds} second{(seconds is 1 ? "" : "s")}");
    }
}
