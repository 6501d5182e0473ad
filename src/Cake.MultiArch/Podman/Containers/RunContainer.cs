using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Podman.Containers;

/// <summary>
/// The names and the label of containers that runs start. Working containers of builds are not among them. The label finds the containers,
/// and the name contains the run.
/// </summary>
internal static partial class RunContainer
{
    /// <summary>Its value is the run's identifier. If an image has this label, all containers of the image have it too.</summary>
    public const string Label = "io.github.cake-contrib.multiarch.run";

    private const string Prefix = "multiarch-smoke-";

    /// <remarks><c>part</c> distinguishes the containers of one run.</remarks>
    public static string NameOf(string runId, string part) => $"{Prefix}{runId}-{part}";

    /// <summary>The run of the container with this name. Null when no run started it.</summary>
    public static string? RunIdOf(string name) => Pattern().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The names of the containers of wanted runs, running or not.</summary>
    public static async Task<IReadOnlyList<string>> OfRunsAsync(PodmanClient podman, Func<string, bool> isWanted, CancellationToken token)
    {
        var names = await podman.ContainersAsync(Label, token);
        return [.. names.Where(name => RunIdOf(name) is { } run && isWanted(run)).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^" + Prefix + "(" + OwnFolder.IdPattern + ")-", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
