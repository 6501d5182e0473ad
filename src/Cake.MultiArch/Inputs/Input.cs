namespace Cake.MultiArch.Inputs;

/// <summary>One thing that a user can say on the command line or in the environment: a row of the table of inputs.</summary>
/// <param name="Argument">The argument, without the dashes; <c>--multiarch-ARGUMENT</c> is the same and wins.</param>
/// <param name="Shape">What a value looks like, for the documentation; null for a switch.</param>
/// <param name="Meaning">What it says, for the documentation.</param>
internal sealed record Input(string Argument, string? Shape, string Meaning)
{
    /// <summary>The environment variable that says the same; null when there is none.</summary>
    public string? Environment { get; init; }

    /// <summary>What holds when nothing is said, for the documentation; null when nothing does.</summary>
    public string? Default { get; init; }

    /// <summary>It may be given several times.</summary>
    public bool Repeatable { get; init; }

    /// <summary>A secret: it is read from the environment alone, never from the command line.</summary>
    public bool EnvironmentOnly { get; init; }
}
