using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Podman.Containers;

/// <summary>How the containers are called that runs start, which are no working containers of a build: the label finds them, the name tells whose they are.</summary>
internal static partial class RunContainer
{
    /// <summary>Its value is the run's identifier. An image can have the same label, and its containers then have it too.</summary>
    public const string Label = "io.github.cake-contrib.multiarch.run";

    private const string Prefix = "multiarch-smoke-";

    /// <param name="runId">The run.</param>
    /// <param name="part">Tells the containers of a run apart.</param>
    public static string NameOf(string runId, string part) => $"{Prefix}{runId}-{part}";

    /// <summary>The run whose container has this name; null when it is none of a run.</summary>
    public static string? RunIdOf(string name) => Pattern().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The names of those that are there, running or not.</summary>
    /// <param name="podman">Is asked.</param>
    /// <param name="isWanted">Of which runs.</param>
    /// <param name="token">Interrupts podman.</param>
    public static async Task<IReadOnlyList<string>> OfRunsAsync(PodmanClient podman, Func<string, bool> isWanted, CancellationToken token) =>
    [
        .. (await podman.ContainersAsync(Label, token)).Where(name => RunIdOf(name) is { } run && isWanted(run)).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("^" + Prefix + "(" + OwnFolder.IdPattern + ")-", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
