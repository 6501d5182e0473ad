using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Podman.Build;

/// <summary>
/// Hears podman warn that a base image is for another platform than it builds for; it then builds on it and ends with exit code 0.
/// With <see cref="PodmanBuildSettings.LogFile"/> the warning goes there.
/// </summary>
/// <remarks>https://github.com/containers/podman/issues/15160</remarks>
internal sealed partial class BaseWarnings
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, long> _before;
    private readonly string? _logFile;

    /// <param name="host">Makes the path of the log file absolute.</param>
    /// <param name="settings">Names the log file.</param>
    public BaseWarnings(Host host, PodmanBuildSettings settings)
    {
        _logFile = settings.LogFile is { } file ? host.FullPath(file.FullPath) : null;

        // Podman appends: what an earlier build has written there is none of ours.
        _before = LogFiles().ToDictionary(file => file, file => new FileInfo(file).Length);
    }

    /// <summary>The lines with a warning, at most ten.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Hear(string line)
    {
        if (_lines.Count < 10 && Warning().IsMatch(line))
        {
            _lines.Add(line);
        }
    }

    /// <summary>The platform that a base image is for, and the one that was expected; null when podman did not warn.</summary>
    public (string Actual, string Expected)? Read()
    {
        foreach (var file in LogFiles())
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            stream.Seek(_before.GetValueOrDefault(file), SeekOrigin.Begin);
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                Hear(line);
            }
        }

        return _lines.Count == 0 ? null : Parse(_lines[0]);
    }

    private static (string Actual, string Expected) Parse(string line)
    {
        var match = Warning().Match(line);
        return (Name(match.Groups["actual"].Value), Name(match.Groups["expected"].Value));
    }

    /// <summary>Podman 4 prints a Go structure: <c>{arm64 linux  [] v8}</c>, that is architecture, system, version, features, variant.</summary>
    private static string Name(string text)
    {
        var match = GoStructure().Match(text);
        return !match.Success ? text : match.Groups["variant"].Value is { Length: > 0 } variant
            ? $"{match.Groups["os"].Value}/{match.Groups["arch"].Value}/{variant}"
            : $"{match.Groups["os"].Value}/{match.Groups["arch"].Value}";
    }

    /// <summary>The log file, and those that <c>--logsplit</c> makes beside it.</summary>
    private IReadOnlyList<string> LogFiles()
    {
        var folder = Path.GetDirectoryName(_logFile);
        return folder is null || !Directory.Exists(folder)
            ? []
            : [.. Directory.EnumerateFiles(folder, Path.GetFileName(_logFile)! + "*").Where(file =>
                file == _logFile || file.StartsWith(_logFile + "_", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"WARNING: image platform \((?<actual>[^)]*)\) does not match the expected platform \((?<expected>[^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Warning();

    [GeneratedRegex(@"^\{(?<arch>\S+) (?<os>\S+) \S* \[[^\]]*\] (?<variant>\S*)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex GoStructure();
}
