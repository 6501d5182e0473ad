namespace Cake.MultiArch.Problems;

/// <summary>MA1560–MA1579: the files of images.</summary>
internal static class FileProblems
{
    private static readonly ProblemKind Pattern = new("MA1560", "The pattern names no files of an image",
        "--allow-foreign takes absolute paths as they are inside of the image.");

    internal static Problem PatternNotAbsolute(string source, string text) => Pattern.Occur(
        $"{Quotation.Of(text)} names no file of an image.", source, "A path in an image begins with a slash.", $"Write {source}=/{text.TrimStart('/')}, or the folder it is in.");
}
