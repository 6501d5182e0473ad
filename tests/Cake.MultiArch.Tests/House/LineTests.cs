using System.Text.RegularExpressions;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.House;

/// <summary>What every source file keeps to.</summary>
public partial class LineTests
{
    private const int Longest = 140;

    /// <summary>A text that a program wrote, or that is compared with one, stays on one line: its literal is not counted.</summary>
    [Fact]
    public void A_line_of_code_ends_before_column_140()
    {
        var lines = Sources().SelectMany(file => File.ReadAllLines(file)
            .Select((text, i) => (Place: $"{Path.GetRelativePath(Approved.RepositoryRoot, file)}:{i + 1}", Text: text)));

        lines.Where(line => line.Text.Length > Longest && !HasLongLiteral(line.Text)).Select(line => line.Place).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_waits_for_the_context_of_its_caller() =>
        Sources()
            .Where(file => !file.EndsWith($"{nameof(LineTests)}.cs", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains(".ConfigureAwait(false)", StringComparison.Ordinal))
            .ShouldBeEmpty("A Cake addin runs without a synchronization context.");

    private static bool HasLongLiteral(string line) =>
        !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        && (Literal().Matches(line).Any(match => match.Index + match.Length > Longest) || !line.TrimEnd().EndsWith([';', ',', ')', '{']));

    private static IEnumerable<string> Sources() => new[] { "src", "samples", "eng", "tests" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Approved.RepositoryRoot, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"""(?:[^""\\]|\\.)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();
}
