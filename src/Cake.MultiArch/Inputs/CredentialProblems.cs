using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1701 to MA1719: user names and passwords.</summary>
internal static class CredentialProblems
{
    private static readonly ProblemKind NotSendable = new("MA1701", "A user name or password cannot be sent",
        "A password is one line, and a user name has no colon. HTTP's basic authentication (RFC 7617) puts a colon between the two, and " +
        "podman and git read a password up to the end of the line. A line end after the password is ignored, because it comes from the " +
        "file that the variable was filled from.");

    internal static Problem SeveralLines(string variable) => NotSendable.Occur(
        $"The password in {variable} has several lines.", variable,
        "podman and git read one line, so they would send a different password.",
        $"Set {variable} to the password alone. A key or a certificate is not a password.");

    internal static Problem UsernameWithColon(string source) => NotSendable.Occur(
        $"The user name in {source} has a colon or a control character.", source,
        "In a login, everything after the first colon is the password.",
        "Give the user name alone. The password comes from its own environment variable.");
}
