using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Frosting;

/// <summary>What the documentation shows of a Frosting program compiles.</summary>
public partial class ExampleTests
{
    private static readonly string[] Namespaces =
    [
        "Cake.Common",
        "Cake.Common.Diagnostics",
        "Cake.Common.IO",
        "Cake.Core",
        "Cake.Frosting",
        "Cake.MultiArch",
        "Cake.MultiArch.Frosting",
    ];

    [Fact]
    public Task The_page_about_Frosting_is_one_program() => CompilesAsync(CodeBlock()
        .Matches(File.ReadAllText(Path.Combine(BaseImages.RepositoryRoot, "docs", "frosting.md")))
        .Select(match => match.Groups["code"].Value));

    /// <summary>Examples that show a program's start are one with the context that the other example shows.</summary>
    [Fact]
    public async Task The_examples_of_the_package_compile()
    {
        var documentation = XDocument.Load(Path.Combine(Path.GetDirectoryName(FrostingProgram.Plain)!, "Cake.MultiArch.Frosting.xml"));
        var examples = documentation.Descendants("code").Select(code => code.Value).ToList();
        var context = examples.Single(example => example.Contains("class BuildContext", StringComparison.Ordinal));

        examples.Count.ShouldBe(3);
        foreach (var start in examples.Except([context]))
        {
            await CompilesAsync([context, start]);
        }
    }

    private static async Task CompilesAsync(IEnumerable<string> blocks)
    {
        await using var folder = new TestFolder("example");
        folder.Write("Example.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.GetDirectoryName(FrostingProgram.Plain)}/Cake.*.dll;{Path.GetDirectoryName(
                FrostingProgram.Plain
            )}/Microsoft.Extensions.DependencyInjection.Abstractions.dll" />
                {string.Concat(Namespaces.Select(name => $"""<Using Include="{name}" />"""))}
              </ItemGroup>
            </Project>
            """);
        foreach (var (number, block) in blocks.Index())
        {
            folder.Write($"Block{number}.cs", block);
        }

        var result = await TestProgram.RunAsync("dotnet", ["build", folder.Path, "--nologo"], CakeRunner.Clean);

        result.ExitCode.ShouldBe(0, result.Output);
    }

    [GeneratedRegex(
        """^ *```csharp\n(?<code>.*?)^ *```$""",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant
    )]
    private static partial Regex CodeBlock();
}
