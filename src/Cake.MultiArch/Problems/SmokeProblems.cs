using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Problems;

/// <summary>MA1630 to MA1639: running a command in the images.</summary>
internal static class SmokeProblems
{
    private static readonly ProblemKind Unusable = new("MA1630", "The command of the smoke test cannot be run as it stands",
        "The words of --smoke are split as a POSIX shell does it, with quotes and backslashes, and are given to the image's program as they are: nothing is expanded and no shell is started. A quote without its end, control characters and what only a shell acts on (| & ; < > ( ) ` $NAME outside of quotes) are refused. Where the image has a shell, name it: --smoke \"sh -c '…'\".");

    internal static Problem NoCommand(string source) => Unusable.Occur(
        $"{source} names no program.", source, "Its first word is empty.", $"Write a program of the image and its arguments, or leave {source} out.");

    internal static Problem NoTime() => Unusable.Occur(
        "The command of the smoke test may run for no time.", "--smoke-limit", "It is 0 seconds.", "Give a second or more, or leave it out for 300.");

    internal static Problem ControlCharacter(string source, string text, char c) => Unusable.Occur(
        $"{source} has {(c is '\n' or '\r' ? "more than one line" : "a control character in it")}.", source, $"It is {Quotation.Of(text)}.",
        "Write it on one line. A script of several lines belongs into the image.");

    internal static Problem NotEnded(string source, string text, string what) => Unusable.Occur(
        $"{source} ends too early.", source, $"In {Quotation.Of(text)} something has to follow {what}.", "Close the quote, or put a backslash before what is to stand for itself.");

    internal static Problem NeedsShell(string source, string text, string what) => Unusable.Occur(
        $"{source} has {what} outside of quotes, and no shell reads it.", source, $"The words of {Quotation.Of(text)} are given to the program as they are.",
        $"If the image has a shell: sh -c {ShellQuote.Quote(text)}. If {what} is meant for the program, put it into single quotes.");
}
