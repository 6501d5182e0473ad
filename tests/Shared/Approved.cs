namespace Cake.MultiArch.Testing;

/// <summary>Texts that are kept in the repository and compared: a change of them shows in the diff.</summary>
public static class Approved
{
    private const string Approve = "MULTIARCH_APPROVE";

    /// <summary>The repository's top folder.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>Compares a text with a file of the repository, or writes the file when <c>MULTIARCH_APPROVE=1</c>.</summary>
    public static void Matches(string text, string file)
    {
        var path = Path.Combine(RepositoryRoot, file);
        if (Environment.GetEnvironmentVariable(Approve) == "1")
        {
            File.WriteAllText(path, text);
        }

        var approved = File.Exists(path) ? File.ReadAllText(path) : string.Empty;
        var (now, before) = (text.Split('\n'), approved.Split('\n'));
        var differences = now.Except(before).Select(line => $"+ {line}").Concat(before.Except(now).Select(line => $"- {line}"));
        (text == approved).ShouldBeTrue(
            $"{file} is not what the code says:\n{string.Join('\n', differences)}\nRead the difference, then run the unit tests with {Approve}=1 and commit the file."
        );
    }

    /// <summary>
    /// Compares a text with the section of a hand-written page between the comments <c>BEGIN name</c> and <c>END name</c>, or writes
    /// the section when <c>MULTIARCH_APPROVE=1</c>.
    /// </summary>
    public static void SectionMatches(string text, string file, string name)
    {
        var (begin, end) = ($"<!-- BEGIN {name}: generated -->\n", $"<!-- END {name} -->");
        var page = File.ReadAllText(Path.Combine(RepositoryRoot, file));
        var (from, to) = (page.IndexOf(begin, StringComparison.Ordinal), page.IndexOf(end, StringComparison.Ordinal));
        (from >= 0 && to > from).ShouldBeTrue($"{file} has no section {begin.TrimEnd()} {end}.");
        Matches($"{page[..(from + begin.Length)]}\n{text}\n{page[to..]}", file);
    }

    private static string FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cake.MultiArch.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }
}
