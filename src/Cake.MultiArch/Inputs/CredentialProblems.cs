using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1701 to MA1719: user names and passwords.</summary>
internal static class CredentialProblems
{
    private static readonly ProblemKind NotSendable = new("MA1701", "A user name or password cannot be sent",
        "A password is one line, and a user name has no colon: HTTP's basic authentication (RFC 7617) puts a colon between the two, and the programs that are handed a password read one line. A line end behind the password is left out, because it comes from the file that the variable was filled from.");

    internal static Problem SeveralLines(string variable) => NotSendable.Occur(
        $"The password in {variable} has several lines.", variable, "podman and git read one line, and would send another password than this.",
        $"Set {variable} to the password alone; a key or certificate is no password.");

    internal static Problem UsernameWithColon(string source) => NotSendable.Occur(
        $"The user name of {source} has a colon or a control character in it.", source, "Behind a colon begins the password, when a user name is sent.",
        "Give the user name alone; the password comes from a variable of its own.");
}
