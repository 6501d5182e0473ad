using System.Text;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Documentation;

/// <summary>The pages that are made from the code's own tables; <c>MULTIARCH_APPROVE=1</c> writes them anew.</summary>
public class DocumentationTests
{
    [Fact]
    public void The_page_of_arguments_is_the_table_of_inputs()
    {
        var page = new StringBuilder();
        page.Append("""
            # Arguments

            An input can be given in four ways. The first one that is set wins: argument, environment variable, script, default. A build
            argument, secret or annotation replaces only the one of the same name and platform; the others keep their values.

            - Every argument also has the spelling `--multiarch-NAME`, which wins, for a script with its own argument of that name. A switch
              without a value means true. A repeatable argument may be given several times, or once with commas where the table says so.
            - A variable takes what the argument takes. Where a repeatable argument takes no commas, it has one value per line.
            - A script form that begins with a dot belongs to an image: `MultiArch.Image("web").Jobs(2)`. One "per platform" also exists in
              `.For("linux/arm64", arm => …)`.
            - A secret is environment only: it has no argument and no script form.

            | argument | environment | script | meaning | default |
            |---|---|---|---|---|

            """);
        foreach (var input in InputTable.All)
        {
            var argument = input.Shape is null ? $"--{input.Argument}" : $"--{input.Argument}={input.Shape}";
            string?[] cells =
            [
                input.IsEnvironmentOnly ? "(environment only)" : $"`{argument}`{Repeatable(input)}",
                $"`{input.Environment}`",
                input.IsEnvironmentOnly ? "(environment only)" : $"`{input.Script}`{(input.IsPerPlatform ? ", per platform" : "")}",
                input.Meaning,
                input.Default ?? input.DefaultMeaning,
            ];
            page.Append($"| {string.Join(" | ", cells.Select(cell => cell?.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }

        Approved.Matches(page.ToString(), "docs/arguments.md");
    }

    private static string Repeatable(Input input) =>
        !input.IsList ? "" : input.HasCommas ? ", repeatable or with commas" : ", repeatable";

    [Fact]
    public void The_page_of_problems_is_the_catalogue()
    {
        var page = new StringBuilder(
            "# Problems\n\nEvery failure that a user can act on has an identifier that stays the same. The message says what failed, where, why, and what to do next.\n"
        );
        foreach (var kind in ProblemCatalogue.All)
        {
            page.Append($"\n## {kind.Id}: {kind.Title}\n\n{kind.Meaning}\n");
        }

        Approved.Matches(page.ToString(), "docs/problems.md");
    }
}
