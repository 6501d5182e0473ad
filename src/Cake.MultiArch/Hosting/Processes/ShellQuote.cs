namespace Cake.MultiArch.Hosting.Processes;

/// <summary>Quotes a word for a POSIX shell, so that users can paste a command that is shown.</summary>
/// <remarks>https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02</remarks>
internal static class ShellQuote
{
    private const string Plain = "@%+=:,./-_";

    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
