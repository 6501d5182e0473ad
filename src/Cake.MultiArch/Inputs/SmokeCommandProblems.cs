using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1630: the command of a smoke test.</summary>
internal static class SmokeCommandProblems
{
    private static readonly ProblemKind Unusable = new("MA1630", "The command of the smoke test cannot be run as it is written",
        "The words of --smoke are split as a POSIX shell does it, with quotes and backslashes. The program gets them unchanged: nothing " +
        "is expanded and no shell is started. An unclosed quote, control characters, and what only a shell acts on (| & ; < > ( ) ` " +
        "$NAME outside of quotes) are refused. If the image has a shell, name it: --smoke \"sh -c '…'\".");

    /// <summary>The longest time for a command. The leftovers of a run are removed when it began longer ago than this.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    internal static Problem NoCommand(string source) => Unusable.Occur(
        $"{source} names no program.", source, "Its first word is empty.",
        $"Write a program of the image and its arguments, or leave {source} out.");

    internal static Problem BadLimit(TimeSpan limit) => Unusable.Occur(
        string.Create(CultureInfo.InvariantCulture, $"The smoke test cannot have a limit of {limit.TotalSeconds:0} seconds."),
        "--smoke-limit",
        string.Create(CultureInfo.InvariantCulture, $"Allowed values: 1 to {Longest.TotalSeconds:0}."),
        "Write for example --smoke-limit=60, or leave it out for 300.");

    internal static Problem ControlCharacter(string source, string text, char c) => Unusable.Occur(
        $"{source} has {(c is '\n' or '\r' ? "more than one line" : "a control character in it")}.", source, $"It is {Quotation.Of(text)}.",
        "Write it on one line. Put a script of several lines into the image.");

    internal static Problem NotEnded(string source, string text, string what) => Unusable.Occur(
        $"{source} ends too early.", source, $"In {Quotation.Of(text)} something has to follow {what}.",
        "Close the quote, or put a backslash before a quote or backslash that the program should get.");

    internal static Problem NeedsShell(string source, string text, string what) => Unusable.Occur(
        $"{source} has {what} outside of quotes, but no shell reads it.", source,
        $"The program gets the words of {Quotation.Of(text)} unchanged.",
        $"If the image has a shell: sh -c {ShellQuote.Quote(text)}. If the program should get {what}, put it into single quotes.");
}
