namespace Cake.MultiArch.Inputs;

/// <summary>Who said what an input is. The higher one wins.</summary>
internal enum Origin
{
    Default,
    Script,
    Environment,
    Argument,
}

/// <summary>The value of an input that is in force, and where it comes from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Origin">Who said it.</param>
/// <param name="Source">The same for messages: <c>--jobs</c>, <c>MULTIARCH_JOBS</c>, <c>Jobs(…)</c>.</param>
internal sealed record Given<T>(T Value, Origin Origin, string Source)
{
    /// <summary>Whether nobody said anything.</summary>
    public bool IsDefault => Origin == Origin.Default;
}
