using System.Globalization;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>How often a repetition repeats: once as a sample, and as often as the target Soak says.</summary>
public static class Rounds
{
    /// <summary>The environment variable with which the target Soak says it.</summary>
    public const string Variable = "MULTIARCH_SOAK_ROUNDS";

    /// <summary>At least one.</summary>
    public static int Count { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? Math.Max(1, int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture))
        : 1;
}
