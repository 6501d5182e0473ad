using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>MA1560: patterns that name files of an image.</summary>
internal static class PatternProblems
{
    private static readonly ProblemKind Pattern = new("MA1560", "The pattern names no files of an image",
        "--allow-foreign takes absolute paths as they are inside of the image.");

    internal static Problem NotAbsolute(string source, string text) => Pattern.Occur(
        $"{Quotation.Of(text)} names no file of an image.", source, "A path in an image begins with a slash.",
        $"Write {source}=/{Quotation.Line(text.TrimStart('/'))}, or the folder it is in.");

    internal static Problem NotPlain(string source, string text) => Pattern.Occur(
        $"{Quotation.Of(text)} names no file of an image.", source, "A pattern has no \"..\" in it, and no character that cannot be seen.",
        "Write the path as it is in the image, without a link in it: podman run --rm --entrypoint realpath IMAGE PATH shows it.");
}
