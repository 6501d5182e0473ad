using System.Text;
using Cake.MultiArch.Testing;
using Mono.Cecil;
using NetArchTest.Rules;

namespace Cake.MultiArch.Tests.House;

/// <summary>The folders are layers: what is built proves it, and the page for contributors shows it.</summary>
public class LayerTests
{
    private static readonly Types Addin = Types.InAssembly(typeof(MultiArchRun).Assembly);

    public static TheoryData<string> Folders { get; } = [.. LayerTable.Folders];

    [Fact]
    public void Every_folder_is_in_the_table_once() =>
        LayerTable.Folders.ShouldBe(SourceTree.Files.Select(file => file.TopFolder).Distinct(), ignoreOrder: true);

    [Fact]
    public void Every_type_of_the_addin_is_found_in_a_file() =>
        Addin.That().MeetCustomRule(type => !type.IsNested && type.Namespace.StartsWith("Cake.MultiArch", StringComparison.Ordinal))
            .GetTypes().Select(type => type.FullName).ShouldBeSubsetOf(SourceTree.TopFolders.Keys);

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_folders_of_lower_layers(string folder)
    {
        var forbidden = TypesOf(LayerTable.ForbiddenTo(folder));
        var result = Addin.That().MeetCustomRule(type => TopFolder(type) == folder)
            .ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        result
            .FailingTypes.Select(type => $"{type.FullName} ({folder}): {type.Explanation}")
            .FirstOrDefault()
            .ShouldBeNull(
                "A type uses a type of its own or a higher layer. Move one of the two, or put what they share into a lower folder."
            );
    }

    [Fact]
    public void The_rule_sees_a_dependency_that_is_there()
    {
        var result = Addin.That().MeetCustomRule(type => TopFolder(type) == "Run")
            .ShouldNot().HaveDependencyOnAny(TypesOf(["Plan"])).GetResult();

        result.IsSuccessful.ShouldBeFalse();
        result.FailingTypes.ShouldContain(type =>
            type.FullName == "Cake.MultiArch.Run.PlanStage" && type.Explanation.Contains("Cake.MultiArch.Plan.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Namespaces_follow_folders_but_for_public_types()
    {
        var parts = SourceTree
            .Files.SelectMany(file => file.Types.Select(type => (type.Name, file.Namespace, file.Path)))
            .GroupBy(part => (part.Name, part.Namespace))
            .ToDictionary(group => group.Key, group => group.Select(part => part.Path).ToList());
        var misplaced = SourceTree.Files.Where(file =>
            file.Types.Count > 0
            && !file.Types.Any(type => type.IsPublic)
            && !file.Types.SelectMany(type => parts[(type.Name, file.Namespace)]).Select(NamespaceOf).Contains(file.Namespace));

        misplaced.Select(file => $"{file.Path} has the namespace {file.Namespace}").ShouldBeEmpty();
    }

    [Fact]
    public void The_page_for_contributors_shows_the_layers_and_the_graph()
    {
        var section = new StringBuilder("| layer | folders | what is in it |\n|---|---|---|\n");
        foreach (var ((folders, meaning), i) in LayerTable.Layers.Select((layer, i) => (layer, i)).Reverse())
        {
            section.Append(
                $"| {i} | {string.Join(", ", folders.Select(folder => folder == LayerTable.Root ? "the root" : $"`{folder}`"))} | {meaning} |\n"
            );
        }

        section.Append("\n```mermaid\nflowchart BT\n");
        foreach (var (folder, used) in Reduced(Uses()))
        {
            section.Append($"    {Node(folder)} --> {Node(used)}\n");
        }

        Approved.SectionMatches(section.Append("```\n").ToString(), "docs/contributing.md", "layers");
    }

    private static string Node(string folder) => folder == LayerTable.Root ? "root" : folder;

    private static string NamespaceOf(string file) =>
        Path.GetDirectoryName(file) is { Length: > 0 } folder ? $"Cake.MultiArch.{folder.Replace('/', '.')}" : "Cake.MultiArch";

    private static string[] TypesOf(IEnumerable<string> folders)
    {
        var wanted = folders.ToHashSet();
        return [.. SourceTree.TopFolders.Where(pair => wanted.Contains(pair.Value)).Select(pair => pair.Key)];
    }

    private static string? TopFolder(TypeDefinition type) => SourceTree.TopFolders.GetValueOrDefault((type.DeclaringType ?? type).FullName);

    /// <summary>
    /// Which of the lower folders a folder uses, as it was built. NetArchTest answers for one pair at a time: some seconds in all.
    /// </summary>
    private static Dictionary<string, HashSet<string>> Uses() =>
        LayerTable.Folders.ToDictionary(
            folder => folder,
            folder =>
                LayerTable
                    .LowerThan(folder)
                    .Where(other =>
                        !Addin
                            .That()
                            .MeetCustomRule(type => TopFolder(type) == folder)
                            .ShouldNot()
                            .HaveDependencyOnAny(TypesOf([other]))
                            .GetResult()
                            .IsSuccessful
                    )
                    .ToHashSet()
        );

    /// <summary>Without the uses that follow from others: the arrows that a reader can follow.</summary>
    private static IEnumerable<(string Folder, string Used)> Reduced(Dictionary<string, HashSet<string>> uses) =>
        from pair in uses
        from used in pair.Value
        where !pair.Value.Any(other => other != used && Reaches(uses, other, used))
        select (pair.Key, used);

    private static bool Reaches(Dictionary<string, HashSet<string>> uses, string from, string to) =>
        uses[from].Contains(to) || uses[from].Any(next => Reaches(uses, next, to));
}
