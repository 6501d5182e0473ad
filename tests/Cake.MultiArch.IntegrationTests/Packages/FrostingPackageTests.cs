using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Packages;

/// <summary>The package Cake.MultiArch.Frosting, and the switch between the stand-in and Cake.Frosting itself.</summary>
public class FrostingPackageTests(FolderFeed feed, BaseImages baseImages) : IClassFixture<FolderFeed>
{
    [Fact]
    public async Task The_packages_are_these_and_hold_nothing_of_the_stand_in()
    {
        await using var folder = new TestFolder("packages");
        _ = (
            await TestProgram.RunAsync(
                "dotnet",
                "pack",
                Path.Combine(BaseImages.RepositoryRoot, "Cake.MultiArch.sln"),
                "--configuration",
                "Release",
                "--nologo",
                "--output",
                folder.Path
            )
        ).Text;

        Directory
            .GetFiles(folder.Path)
            .Select(file => Regex.Replace(Path.GetFileName(file), @"\.\d.*", ""))
            .ShouldBe(
                ["Cake.MultiArch", "Cake.MultiArch.Frosting", "Cake.MultiArch.Recipe", "Cake.MultiArch.Templates"],
                ignoreOrder: true
            );
        using var archive = await ZipFile.OpenReadAsync(
            Directory.GetFiles(folder.Path, "Cake.MultiArch.Frosting.*").Single(),
            TestContext.Current.CancellationToken
        );
        archive
            .Entries.Select(entry => entry.FullName)
            .Where(file => file.StartsWith("lib/", StringComparison.Ordinal))
            .ShouldBe(["lib/net10.0/Cake.MultiArch.Frosting.dll", "lib/net10.0/Cake.MultiArch.Frosting.xml"], ignoreOrder: true);
        await using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        metadata
            .Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}")
            .ShouldBe([$"Cake.MultiArch {Value("version")}", "Cake.Frosting 7.0.0", "Newtonsoft.Json 13.0.4"], ignoreOrder: true);
        Value("license").ShouldBe("MIT");
        Value("icon").ShouldBe("icon.png");
        Value("readme").ShouldBe("README.md");
        Value("tags").Split(' ').ShouldContain("cake-frosting");
    }

    /// <summary>The tasks in the package were compiled against the stand-in; the program that runs them never saw it.</summary>
    [Fact]
    public async Task A_program_that_has_the_package_alone_publishes()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await feed.PackAsync();
        await CopyAsync(host.WorkingDirectory, "samples");
        File.Delete(Path.Combine(host.WorkingDirectory, "samples", "frosting", "Site.Build.csproj"));
        feed.UseIn(host.WorkingDirectory);
        host.Folder.Write("work/build/Build.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="../samples/frosting/**/*.cs" />
                <PackageReference Include="Cake.MultiArch.Frosting" Version="*-*" />
              </ItemGroup>
            </Project>
            """);

        var result = await RunAsync(
            host.WorkingDirectory,
            feed.Variables,
            "run",
            "--project",
            "build",
            "--",
            $"--registry={host.Registry.Address}",
            "--tls-verify=false",
            $"--build-arg=BASE={host.Base}"
        );

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        (await new Published(host.Registry.CreateClient(), "demo/site").PlatformsAsync("latest")).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    [Fact]
    public async Task FrostingSource_package_builds_the_repository_against_the_package_and_never_the_stand_in()
    {
        await using var copy = new TestFolder("copy");
        await CopyAsync(copy.Path);
        feed.UseIn(copy.Path);

        var result = await RunAsync(
            copy.Path,
            feed.Variables,
            "run",
            "--project",
            "samples/frosting",
            "-p:FrostingSource=package",
            "--",
            "--target=PushMultiArch",
            "--dryrun"
        );

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldContain("PushMultiArch");
        var restored = JObject.Parse(
            await File.ReadAllTextAsync(
                copy.Combine("samples", "frosting", "obj", "project.assets.json"),
                TestContext.Current.CancellationToken
            )
        )["libraries"]!;
        restored["Cake.Frosting/7.0.0"]!["type"]!.Value<string>().ShouldBe("package");
        Directory
            .GetDirectories(copy.Combine("eng", "Cake.Frosting"))
            .Select(Path.GetFileName)
            .ShouldBe(["Hosting"], "it was neither restored nor built");
        Directory.Exists(copy.Combine("artifacts")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("-p:FrostingSource=package", true)]
    [InlineData("-p:CakeSource=package", true)]
    [InlineData("-p:FrostingSource=standin", false)]
    [InlineData("-nologo", false)]
    public async Task Frosting_and_Cake_are_taken_from_the_same_place(string argument, bool fromPackages)
    {
        var items = JObject.Parse((await TestProgram.RunAsync(
            "dotnet", "msbuild", Path.Combine(BaseImages.RepositoryRoot, "samples", "frosting", "Site.Build.csproj"), argument,
            "-getItem:PackageReference", "-getItem:ProjectReference", "-getItem:Reference")).Text)["Items"]!;

        items["PackageReference"]!
            .Any(item => $"{item["Identity"]} {item["VersionOverride"]}" == "Cake.Frosting 7.0.0")
            .ShouldBe(fromPackages);
        items["ProjectReference"]!
            .Any(item => item["Identity"]!.Value<string>()!.Contains("eng/Cake.Frosting", StringComparison.Ordinal))
            .ShouldBe(!fromPackages);
        items["Reference"]!.Any(item => item["Identity"]!.Value<string>() == "Cake.Core").ShouldBe(!fromPackages);
    }

    [Fact]
    public async Task A_fresh_clone_runs_its_sample_with_the_stand_in()
    {
        await using var copy = new TestFolder("copy");
        await CopyAsync(copy.Path);

        var result = await RunAsync(copy.Path, CakeRunner.Clean, "run", "--project", "samples/frosting", "--", "--description");

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        result.Output.ShouldContain("PushMultiArch");
    }

    private static async Task CopyAsync(string folder, params string[] patterns)
    {
        foreach (var file in await Sources.ListAsync(patterns))
        {
            var copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Sources.PathOf(file), copy);
        }
    }

    private static Task<TestProgramResult> RunAsync(
        string folder,
        IReadOnlyDictionary<string, string?> variables,
        params string[] arguments
    ) => TestProgram.RunAsync("env", ["-C", folder, "dotnet", .. arguments], variables);
}
