using System.Globalization;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>How often a repetition repeats: once as a sample, and as often as the target Soak says.</summary>
public static class Rounds
{
    /// <summary>The environment variable with which the target Soak says it.</summary>
    public const string Variable = "MULTIARCH_SOAK_ROUNDS";

    private static readonly string? Text = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? text : null;

    /// <summary>At least one.</summary>
    public static int Count { get; } = Text is null ? 1 : Math.Max(1, int.Parse(Text, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>What differs little from the sample and takes long, is left to the target Soak.</summary>
    /// <param name="sample">What is always tried.</param>
    /// <param name="others">What Soak tries besides.</param>
    public static IEnumerable<T> Variants<T>(IEnumerable<T> sample, IEnumerable<T> others) => Text is null ? sample : sample.Concat(others);
}
