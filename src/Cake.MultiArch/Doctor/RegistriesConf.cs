using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>A registries.conf, read line by line to find what podman silently ignores. Podman itself reports what it cannot read.</summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md</remarks>
internal sealed partial class RegistriesConf(string path, string text)
{
    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "unqualified-search-registries",
            "credential-helpers",
            "short-name-mode",
            "additional-layer-store-auth-helper",
            "registry",
            "aliases",
        ],
        ["[[registry]]"] = ["prefix", "location", "insecure", "blocked", "mirror-by-digest-only", "mirror"],
        ["[[registry.mirror]]"] = ["location", "insecure", "pull-from-mirror"],
    };

    /// <summary>The tables of version 1. Podman still reads them if the file has no others.</summary>
    private static readonly string[] OldTables = ["[registries.search]", "[registries.insecure]", "[registries.block]"];

    public string Path => path;

    public string Text => text;

    /// <summary>Whether some pulls go to another place than their names say.</summary>
    public bool RedirectsPulls => Redirection().IsMatch(text);

    /// <summary>
    /// The files that podman reads: the file in the environment, or the user's, or the system's, and the folders beside them. If the user
    /// has a file, podman does not read the system's folder (tested with 4.3).
    /// </summary>
    public static IReadOnlyList<RegistriesConf> Find(Host host)
    {
        const string Common = "/etc/containers/registries.conf";
        var user = System.IO.Path.Combine(PodmanFiles.ConfigFolder(host), "registries.conf");
        var (file, folders) =
            PodmanFiles.Variable(host, "CONTAINERS_REGISTRIES_CONF") is { } named ? (named, new[] { Common + ".d", user + ".d" })
            : File.Exists(user) ? (user, [user + ".d"])
            : (Common, [Common + ".d", user + ".d"]);
        var files = folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.conf").Order(StringComparer.Ordinal))
            .Prepend(file);
        return [.. files.Where(File.Exists).Select(path => new RegistriesConf(path, File.ReadAllText(path)))];
    }

    /// <summary>What podman ignores: the line, what is written, what was meant.</summary>
    public IEnumerable<(int Line, string Written, string? Meant)> Ignored()
    {
        var table = "";
        var number = 0;
        var depth = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            var isInside = depth > 0;
            depth += isInside || line.Contains('=', StringComparison.Ordinal) ? line.Count(c => c == '[') - line.Count(c => c == ']') : 0;
            if (isInside || line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '[')
            {
                table = line.Split('#')[0].Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal).TrimEnd();
                if (!Keys.ContainsKey(table) && !OldTables.Contains(table) && table is not ("[aliases]" or "[registries]"))
                {
                    yield return (
                        number,
                        table,
                        Problems.Spelling.Nearest(table, Keys.Keys.Where(key => key.Length > 0).Append("[aliases]"))
                    );
                }
            }
            else if (
                Keys.TryGetValue(table, out var known)
                && Key().Match(line) is { Success: true } match
                && !known.Contains(match.Groups["key"].Value)
            )
            {
                yield return (number, match.Groups["key"].Value, Problems.Spelling.Nearest(match.Groups["key"].Value, known));
            }
        }
    }

    [GeneratedRegex("""^"?(?<key>[A-Za-z0-9_-]+)"?\s*=""")]
    private static partial Regex Key();

    [GeneratedRegex(@"^\s*(\[\[\s*registry\s*\.\s*mirror\s*\]\]|prefix\s*=|mirror\s*=)", RegexOptions.Multiline)]
    private static partial Regex Redirection();
}
