using System.Text.RegularExpressions;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.House;

/// <summary>
/// The sources of the addin, and the types that they declare. A public type keeps the namespace that scripts import, so only its
/// file tells in which folder it lives.
/// </summary>
internal static partial class SourceTree
{
    public static string Folder { get; } = Path.Combine(Approved.RepositoryRoot, "src", "Cake.MultiArch");

    public static IReadOnlyList<SourceFile> Files { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => file.Split('/')[0] is not ("bin" or "obj"))
            .Select(file => SourceFile.Read(file, File.ReadAllText(Path.Combine(Folder, file)))),
    ];

    /// <summary>The top folder of each type, by the type's full name.</summary>
    public static IReadOnlyDictionary<string, string> TopFolders { get; } = Files
        .SelectMany(file => file.Types.Select(type => (Type: $"{file.Namespace}.{type.Name}", file.TopFolder)))
        .Distinct()
        .ToDictionary(pair => pair.Type, pair => pair.TopFolder);

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"^(?<access>public|internal) (?:\w+ )*?(?:class|record struct|record|struct|enum|interface) (?<name>\w+)(?:<(?<generic>\w+)>)?",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeLine();

    internal sealed record SourceFile(string Path, string Text, string Namespace, IReadOnlyList<SourceType> Types)
    {
        public string TopFolder => Path.Contains('/', StringComparison.Ordinal) ? Path.Split('/')[0] : LayerTable.Root;

        public static SourceFile Read(string path, string text) => new(
            path,
            text,
            NamespaceLine().Match(text).Groups["name"].Value,
            [
                .. TypeLine().Matches(text).Select(match => new SourceType(
                    match.Groups["name"].Value + (match.Groups["generic"].Success ? "`1" : ""),
                    match.Groups["access"].Value == "public")),
            ]);
    }

    internal sealed record SourceType(string Name, bool IsPublic);
}
