using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Storage;

/// <summary>
/// Marks the working containers of a run. Podman gives them no name or label that a caller can choose, but it notes the build's secrets
/// in each. So every build gets an empty secret with the run's name, which no step mounts. It changes neither the image nor the layer
/// cache.
/// </summary>
/// <param name="RunId">The run's identifier.</param>
/// <param name="File">The empty file.</param>
internal sealed partial record RunMarker(string RunId, string File)
{
    private const string Prefix = "multiarch-run-";

    /// <summary>The secret's name in podman's notes.</summary>
    public string Id => Prefix + RunId;

    /// <summary>The value of podman's <c>--secret</c>.</summary>
    public string Secret => $"id={Id},src={File}";

    public static RunMarker Create(string runId, string folder)
    {
        var file = Path.Combine(folder, "marker");
        System.IO.File.WriteAllText(file, string.Empty);
        return new RunMarker(runId, file);
    }

    /// <summary>Finds the mark of a run in podman's notes about a working container; null if no run made it.</summary>
    public static RunMarker? Find(string text) =>
        Mark().Match(text) is { Success: true } match ? new RunMarker(match.Groups[1].Value, match.Groups[2].Value) : null;

    [GeneratedRegex("id=" + Prefix + "(" + OwnFolder.IdPattern + @"),src=([^""\\]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Mark();
}
