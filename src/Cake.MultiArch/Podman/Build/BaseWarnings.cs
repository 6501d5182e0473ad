using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Podman.Build;

/// <summary>
/// Finds podman's warning that a base image is for another platform than the build. Podman builds on such an image and ends with exit
/// code 0. With <see cref="PodmanBuildSettings.LogFile"/> the warning is in that file.
/// </summary>
/// <remarks>https://github.com/containers/podman/issues/15160</remarks>
internal sealed partial class BaseWarnings
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, long> _before;
    private readonly string? _logFile;

    public BaseWarnings(Host host, PodmanBuildSettings settings)
    {
        _logFile = settings.LogFile is { } file ? host.FullPath(file.FullPath) : null;

        // Podman appends to the file. The lines of earlier builds do not count.
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

    /// <summary>The platform of the base image and the expected one. Null when podman did not warn.</summary>
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

    /// <summary>
    /// Podman 4 prints a Go structure with architecture, system, version, features and variant: <c>{arm64 linux  [] v8}</c>.
    /// </summary>
    private static string Name(string text)
    {
        var match = GoStructure().Match(text);
        if (!match.Success)
        {
            return text;
        }

        var name = $"{match.Groups["os"].Value}/{match.Groups["arch"].Value}";
        return match.Groups["variant"].Value is { Length: > 0 } variant ? $"{name}/{variant}" : name;
    }

    /// <summary>The log file, and the files that <c>--logsplit</c> makes beside it.</summary>
    private IReadOnlyList<string> LogFiles()
    {
        var folder = Path.GetDirectoryName(_logFile);
        if (folder is null || !Directory.Exists(folder))
        {
            return [];
        }

        var files = Directory.EnumerateFiles(folder, Path.GetFileName(_logFile)! + "*");
        return [.. files.Where(file => file == _logFile || file.StartsWith(_logFile + "_", StringComparison.Ordinal))];
    }

    [GeneratedRegex(
        @"WARNING: image platform \((?<actual>[^)]*)\) does not match the expected platform \((?<expected>[^)]*)\)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Warning();

    [GeneratedRegex(@"^\{(?<arch>\S+) (?<os>\S+) \S* \[[^\]]*\] (?<variant>\S*)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex GoStructure();
}
