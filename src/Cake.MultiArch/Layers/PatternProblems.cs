using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Layers;

/// <summary>MA1560: patterns that name files of an image.</summary>
internal static class PatternProblems
{
    private static readonly ProblemKind Pattern = new("MA1560", "The pattern names no files of an image",
        "--allow-foreign accepts only absolute paths in the image.");

    internal static Problem NotAbsolute(string source, string text) => Pattern.Occur(
        $"{Quotation.Of(text)} names no file of an image.", source, "A path in an image begins with a slash.",
        $"Write {source}=/{Quotation.Line(text.TrimStart('/'))}, or the folder it is in.");

    internal static Problem NotPlain(string source, string text) => Pattern.Occur(
        $"{Quotation.Of(text)} names no file of an image.", source, "A pattern must not contain \"..\" or control characters.",
        "Write the path in the image without links. To see it, run: podman run --rm --entrypoint realpath IMAGE PATH");
}
