using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Podman.Help;

/// <summary>The help of one podman, as <c>record.sh</c> beside this file has recorded it.</summary>
internal sealed class RecordedHelp
{
    private const string Folder = "tests/Cake.MultiArch.Tests/Podman/Help";
    private readonly Dictionary<string, string> _texts;

    private RecordedHelp(string file)
    {
        Version = Version.Parse(Path.GetFileNameWithoutExtension(file));
        _texts = File.ReadAllText(file).Split("$ podman", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => text.Split(" --help\n", 2))
            .ToDictionary(pair => pair[0].Trim(), pair => pair[1]);
    }

    public Version Version { get; }

    public static IReadOnlyList<RecordedHelp> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Approved.RepositoryRoot, Folder), "*.txt")
            .Order(StringComparer.Ordinal)
            .Select(file => new RecordedHelp(file)),
    ];

    /// <param name="verb">The words of a command; none for podman itself.</param>
    public PodmanHelp Of(params IReadOnlyList<string> verb)
    {
        var name = string.Join(' ', verb);
        _texts.ShouldContainKey(name, $"Name it in {Folder}/record.sh, and record again.");
        return new PodmanHelp(Version, _texts[name]);
    }
}
