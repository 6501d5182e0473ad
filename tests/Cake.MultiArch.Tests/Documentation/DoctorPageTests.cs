using System.Text.RegularExpressions;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Documentation;

public partial class DoctorPageTests
{
    /// <summary>The source and the file are looked at before there are checks.</summary>
    private static readonly string[] Before = ["git", "containerfile"];

    [Fact]
    public void Every_check_has_its_row_in_the_order_of_the_output()
    {
        var page = File.ReadAllText(Path.Combine(Approved.RepositoryRoot, "docs", "plan-and-doctor.md"));
        var table = page[page.IndexOf("| check |", StringComparison.Ordinal)..];

        Row().Matches(table).Select(row => row.Groups[1].Value).ShouldBe([.. Before, .. DoctorChecks.All.Select(check => check.Name)]);
    }

    [GeneratedRegex("^\\| `([a-z-]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
