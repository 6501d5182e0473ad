using System.Globalization;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1630: the command of a smoke test.</summary>
internal static class SmokeCommandProblems
{
    private static readonly ProblemKind Unusable = new("MA1630", "The command of the smoke test cannot be run as it stands",
        "The words of --smoke are split as a POSIX shell does it, with quotes and backslashes, and are given to the image's program as they are: nothing is expanded and no shell is started. A quote without its end, control characters and what only a shell acts on (| & ; < > ( ) ` $NAME outside of quotes) are refused. Where the image has a shell, name it: --smoke \"sh -c '…'\".");

    /// <summary>The longest time that a command may be given. What belongs to a run that began longer ago is taken for left behind.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    internal static Problem NoCommand(string source) => Unusable.Occur(
        $"{source} names no program.", source, "Its first word is empty.", $"Write a program of the image and its arguments, or leave {source} out.");

    internal static Problem BadLimit(TimeSpan limit) => Unusable.Occur(
        string.Create(CultureInfo.InvariantCulture, $"The smoke test cannot be given {limit.TotalSeconds:0} seconds."), "--smoke-limit",
        string.Create(CultureInfo.InvariantCulture, $"From 1 to {Longest.TotalSeconds:0} can be given."), "Write for example --smoke-limit=60, or leave it out for 300.");

    internal static Problem ControlCharacter(string source, string text, char c) => Unusable.Occur(
        $"{source} has {(c is '\n' or '\r' ? "more than one line" : "a control character in it")}.", source, $"It is {Quotation.Of(text)}.",
        "Write it on one line. A script of several lines belongs into the image.");

    internal static Problem NotEnded(string source, string text, string what) => Unusable.Occur(
        $"{source} ends too early.", source, $"In {Quotation.Of(text)} something has to follow {what}.", "Close the quote, or put a backslash before what is to stand for itself.");

    internal static Problem NeedsShell(string source, string text, string what) => Unusable.Occur(
        $"{source} has {what} outside of quotes, and no shell reads it.", source, $"The words of {Quotation.Of(text)} are given to the program as they are.",
        $"If the image has a shell: sh -c {ShellQuote.Quote(text)}. If {what} is meant for the program, put it into single quotes.");
}
