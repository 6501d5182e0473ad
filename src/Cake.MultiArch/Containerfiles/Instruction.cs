namespace Cake.MultiArch.Containerfiles;

/// <summary>One instruction of a Containerfile.</summary>
/// <param name="Line">The line it begins on, counted from 1.</param>
/// <param name="EndLine">The line it ends on, with its continuation lines and here-documents.</param>
/// <param name="Keyword">The keyword in capital letters, for example <c>RUN</c>.</param>
/// <param name="Arguments">
/// What stands behind the keyword, with the continuation lines joined as podman joins them; comments and the texts of
/// here-documents are not part of it.
/// </param>
internal sealed record Instruction(int Line, int EndLine, string Keyword, string Arguments)
{
    /// <summary>The texts of its here-documents, one behind the other; null without one.</summary>
    public string? Heredoc { get; init; }

    /// <summary>The instruction as podman shows it behind STEP.</summary>
    public override string ToString() => Arguments.Length == 0 ? Keyword : $"{Keyword} {Arguments}";
}
