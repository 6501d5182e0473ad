namespace Cake.MultiArch.Containerfiles;

/// <summary>One instruction of a Containerfile.</summary>
/// <param name="Line">The first line, counted from 1.</param>
/// <param name="EndLine">The last line, with continuation lines and here-documents.</param>
/// <param name="Keyword">The keyword in capital letters, for example <c>RUN</c>.</param>
/// <param name="Arguments">
/// The text after the keyword, with the continuation lines joined as podman joins them. It excludes comments and the texts of
/// here-documents.
/// </param>
internal sealed record Instruction(int Line, int EndLine, string Keyword, string Arguments)
{
    /// <summary>The texts of its here-documents, joined; null if there are none.</summary>
    public string? Heredoc { get; init; }

    /// <summary>The instruction as podman shows it after STEP.</summary>
    public override string ToString() => Arguments.Length == 0 ? Keyword : $"{Keyword} {Arguments}";
}
