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

            The first that is set wins: argument, environment variable, the script's value, default. Every argument also has the spelling
            `--multiarch-NAME`, which wins, for a script that has an argument of the same name itself. A bare switch means true. A repeatable
            argument may be given several times; lists of platforms and images may also be separated by commas.

            | argument | environment | meaning | default |
            |---|---|---|---|

            """);
        foreach (var input in InputTable.All)
        {
            var argument = input.EnvironmentOnly ? "(never an argument)" : $"`--{input.Argument}{(input.Shape is null ? "" : "=" + input.Shape.Replace("|", "\\|", StringComparison.Ordinal))}`";
            page.Append($"| {argument}{(input.Repeatable ? ", repeatable" : "")} | {(input.Environment is null ? "" : $"`{input.Environment}`")} | {input.Meaning} | {input.Default} |\n");
        }

        Approved.Matches(page.ToString(), "docs/arguments.md");
    }

    [Fact]
    public void The_page_of_problems_is_the_catalogue()
    {
        var page = new StringBuilder("# Problems\n\nEvery failure that a user can act on has an identifier that stays the same. The message says what failed, where, why, and what to do next.\n");
        foreach (var kind in ProblemCatalogue.All)
        {
            page.Append($"\n## {kind.Id}: {kind.Title}\n\n{kind.Meaning}\n");
        }

        Approved.Matches(page.ToString(), "docs/problems.md");
    }
}
