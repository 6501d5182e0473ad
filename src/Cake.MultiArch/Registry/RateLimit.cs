using System.Globalization;

namespace Cake.MultiArch.Registry;

/// <summary>How many manifests a registry lets somebody pull.</summary>
/// <param name="Limit">In one window of time; null when it is not said.</param>
/// <param name="Remaining">How many are left.</param>
/// <param name="Window">The length of the window; null when it is not said.</param>
/// <remarks>https://docs.docker.com/docker-hub/usage/pulls/#view-pull-rate-and-limit: <c>ratelimit-remaining: 76;w=21600</c>.</remarks>
internal sealed record RateLimit(int? Limit, int Remaining, TimeSpan? Window)
{
    /// <summary>Null when the headers are not there or say something else.</summary>
    public static RateLimit? Parse(string? limit, string? remaining) =>
        Number(remaining) is { } left ? new RateLimit(Number(limit), left, WindowOf(remaining!) ?? WindowOf(limit ?? "")) : null;

    private static int? Number(string? text) =>
        int.TryParse(text?.Split(';')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? WindowOf(string text) =>
        text.Split(';').Skip(1).Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("w=", StringComparison.Ordinal)) is { } window && Number(window[2..]) is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
