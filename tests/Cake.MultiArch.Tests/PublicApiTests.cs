using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Cake.MultiArch.Tests;

/// <summary>The public API is a text, so that a change of it shows in the diff.</summary>
public class PublicApiTests
{
    /// <summary>Set to <c>true</c>, the test writes the text that it otherwise compares with.</summary>
    private const string Approve = "APPROVE_PUBLIC_API";

    [Fact]
    public void The_public_API_is_the_approved_one()
    {
        var approved = Path.Combine(Path.GetDirectoryName(ThisFile())!, "PublicApi.approved.txt");
        var current = typeof(PodmanAliases).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n";
        if (Environment.GetEnvironmentVariable(Approve) == "true")
        {
            File.WriteAllText(approved, current);
        }

        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        var differences = current.Split('\n').Except(expected.Split('\n')).Select(line => "+ " + line)
            .Concat(expected.Split('\n').Except(current.Split('\n')).Select(line => "- " + line));

        (current == expected).ShouldBeTrue(
            $"""
            The public API differs from {approved}:
            {string.Join('\n', differences)}
            If that is meant, run this test once with {Approve}=true and commit the file:
              {Approve}=true dotnet test --project tests/Cake.MultiArch.Tests --filter-class {typeof(PublicApiTests).FullName}
            """);
    }

    private static string ThisFile([CallerFilePath] string file = "") => file;
}
