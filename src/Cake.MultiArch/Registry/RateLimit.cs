using System.Globalization;

namespace Cake.MultiArch.Registry;

/// <summary>The number of manifests that a registry allows to pull.</summary>
/// <param name="Limit">The pulls per window of time; null when the registry does not say.</param>
/// <param name="Remaining">The pulls that are left.</param>
/// <param name="Window">The length of the window; null when the registry does not say.</param>
/// <remarks>https://docs.docker.com/docker-hub/usage/pulls/#view-pull-rate-and-limit: <c>ratelimit-remaining: 76;w=21600</c>.</remarks>
internal sealed record RateLimit(int? Limit, int Remaining, TimeSpan? Window)
{
    /// <summary>Null when the headers are missing or have another form.</summary>
    public static RateLimit? Parse(string? limit, string? remaining) =>
        Number(remaining) is { } left ? new RateLimit(Number(limit), left, WindowOf(remaining!) ?? WindowOf(limit ?? "")) : null;

    private static int? Number(string? text) =>
        int.TryParse(text?.Split(';')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? WindowOf(string text)
    {
        var parts = text.Split(';').Skip(1).Select(part => part.Trim());
        var window = parts.FirstOrDefault(part => part.StartsWith("w=", StringComparison.Ordinal));
        return window is not null && Number(window[2..]) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
