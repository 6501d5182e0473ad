namespace Cake.MultiArch.Smoke;

/// <summary>What is run in each image before a tag is moved.</summary>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Limit">How long it may run on one platform.</param>
internal sealed record SmokeCommand(IReadOnlyList<string> Words, TimeSpan Limit)
{
    /// <param name="text">The command, whose words are split as a shell does it.</param>
    /// <param name="limit">How long it may run.</param>
    /// <param name="source">Where it was given, for the message.</param>
    /// <exception cref="Problems.MultiArchException">It is no command.</exception>
    public static SmokeCommand Parse(string text, TimeSpan limit, string source) => throw new NotImplementedException();
}
