using System.IO.Compression;
using System.Xml.Linq;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Packages;

/// <summary>The packages of the addin and of the recipe, as a user's script loads them.</summary>
public class PackageTests(AddinPackage package) : IClassFixture<AddinPackage>
{
    [Fact]
    public async Task The_package_carries_all_that_a_script_needs_and_no_dependency()
    {
        using var archive = await ZipFile.OpenReadAsync(package.File, TestContext.Current.CancellationToken);
        var files = archive.Entries.Select(entry => entry.FullName).ToList();
        foreach (
            var file in new[]
            {
                "lib/net10.0/Cake.MultiArch.dll",
                "lib/net10.0/Cake.MultiArch.xml",
                "lib/net10.0/CliWrap.dll",
                "lib/net10.0/ZstdSharp.dll",
                "icon.png",
                "README.md",
            }
        )
        {
            files.ShouldContain(file);
        }

        await using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        metadata.Descendants().ShouldNotContain(element => element.Name.LocalName == "dependency");
        Value("license").ShouldBe("MIT");
        Value("icon").ShouldBe("icon.png");
        Value("readme").ShouldBe("README.md");
        Value("tags").Split(' ').ShouldContain("cake-addin");
        Value("description").ShouldNotBeEmpty();
        metadata.Elements().Single(element => element.Name.LocalName == "repository").Attribute("type")!.Value.ShouldBe("git");
    }

    [Fact]
    public async Task The_real_runner_loads_the_package_with_a_plain_addin_directive()
    {
        await using var folder = new TestFolder("script");
        var version = Path.GetFileName(package.File)["Cake.MultiArch.".Length..^".nupkg".Length];
        var script = folder.Write("work/build.cake", $$"""
            #addin nuget:file://{{Path.GetDirectoryName(package.File)}}?package=Cake.MultiArch&version={{version}}
            #load "{{BaseImages.RepositoryRoot}}/recipes/multiarch.cake"

            MultiArch.Image("web").Platforms("linux/amd64").For("linux/amd64", amd => amd.BuildArg("JIT", "off"));
            Information("podman " + PodmanVersion().Client.Version);
            RunTarget("CloneMultiArch");

            """);

        var result = await TestProgram.RunAsync(
            "dotnet", ["cake", script, "--settings_skipverification=true"], new Dictionary<string, string?> { ["NO_COLOR"] = "1" });

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldContain("podman ");
        File.Exists(folder.Combine("work", "artifacts", "multiarch-report.json")).ShouldBeTrue();
    }

    [Fact]
    public async Task The_recipe_is_every_recipe_and_the_addin_of_the_same_version()
    {
        await using var folder = new TestFolder("package");
        _ = (
            await TestProgram.RunAsync(
                "dotnet",
                "pack",
                Path.Combine(BaseImages.RepositoryRoot, "src", "Cake.MultiArch.Recipe"),
                "--configuration",
                "Release",
                "--nologo",
                "--output",
                folder.Path
            )
        ).Text;
        var file = Directory.GetFiles(folder.Path).Single();
        using var archive = await ZipFile.OpenReadAsync(file, TestContext.Current.CancellationToken);

        archive
            .Entries.Where(entry => entry.FullName.StartsWith("content/", StringComparison.Ordinal))
            .Select(entry => entry.Name)
            .ShouldBe(
                [
                    .. Directory.GetFiles(Path.Combine(BaseImages.RepositoryRoot, "recipes"), "*.cake").Select(Path.GetFileName),
                    "addin.cake",
                ],
                ignoreOrder: true
            );
        archive.Entries.ShouldNotContain(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal));
        using var addin = new StreamReader(await archive.GetEntry("content/addin.cake")!.OpenAsync(TestContext.Current.CancellationToken));
        var version = Path.GetFileNameWithoutExtension(file)["Cake.MultiArch.Recipe.".Length..];
        (await addin.ReadToEndAsync(TestContext.Current.CancellationToken))
            .Trim()
            .ShouldBe($"#addin nuget:?package=Cake.MultiArch&version={version}");
    }

    /// <summary>The feed need not serve Cake's packages for that: what is asked for is looked at.</summary>
    [Theory]
    [InlineData("package", true)]
    [InlineData("tool", false)]
    public async Task CakeSource_says_where_Cake_is_taken_from(string source, bool fromPackages)
    {
        var answer = JObject.Parse((await TestProgram.RunAsync(
            "dotnet", "msbuild", AddinPackage.Project, $"-p:CakeSource={source}", "-getItem:PackageReference", "-getItem:Reference")).Text);

        var packages = answer["Items"]!["PackageReference"]!.ToDictionary(
            item => item["Identity"]!.Value<string>()!,
            item => item["VersionOverride"]?.Value<string>()
        );
        var files = answer["Items"]!["Reference"]!.Select(item => item["Identity"]!.Value<string>()!).ToList();
        foreach (var name in new[] { "Cake.Core", "Cake.Common" })
        {
            packages.ContainsKey(name).ShouldBe(fromPackages);
            files.Contains(name).ShouldBe(!fromPackages);
        }

        if (fromPackages)
        {
            packages["Cake.Core"].ShouldBe("7.0.0");
        }
    }
}

/// <summary>The addin, packed once for the tests of its package.</summary>
public sealed class AddinPackage : IAsyncLifetime
{
    private readonly TestFolder _folder = new("package");

    public static string Project { get; } = Path.Combine(BaseImages.RepositoryRoot, "src", "Cake.MultiArch", "Cake.MultiArch.csproj");

    /// <summary>The path of the package.</summary>
    public string File => Directory.GetFiles(_folder.Path, "*.nupkg").Single();

    public async ValueTask InitializeAsync() => _ = (await TestProgram.RunAsync(
        "dotnet", "pack", Project, "--configuration", "Release", "--nologo", "--output", _folder.Path)).Text;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
