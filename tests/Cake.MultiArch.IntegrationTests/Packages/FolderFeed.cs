using System.IO.Compression;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Frosting;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Packages;

/// <summary>
/// A throw-away feed that serves Cake's runner, and Cake.Frosting: the stand-in under that name, and Cake's DLLs out of cake.tool.
/// What is restored from it goes into a folder of its own, because nobody must ever find the stand-in where packages are kept.
/// </summary>
public sealed class FolderFeed : IAsyncLifetime
{
    private const string CakeVersion = "7.0.0";

    private readonly TestFolder _folder = new("feed");

    /// <summary>The folder with the packages; more can be put there.</summary>
    public string Packages => Directory.CreateDirectory(_folder.Combine("feed")).FullName;

    /// <summary>With these variables <c>dotnet</c> keeps what it restores in a folder of this feed.</summary>
    public IReadOnlyDictionary<string, string?> Variables =>
        new Dictionary<string, string?>(CakeRunner.Clean) { ["NUGET_PACKAGES"] = _folder.Combine("restored") };

    /// <summary>What is not Cake's comes from where this host has kept it.</summary>
    private string Kept { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        Kept = (await TestProgram.RunAsync("dotnet", "nuget", "locals", "global-packages", "--list")).Text.Split(": ", 2)[1].Trim();
        var tool = Path.Combine(Kept, "cake.tool", CakeVersion, "tools", "net10.0", "any");
        string[] own = ["Cake.dll", "Cake.Core.dll", "Cake.Common.dll", "Newtonsoft.Json.dll"];
        File.Copy(
            Path.Combine(Kept, "cake.tool", CakeVersion, $"cake.tool.{CakeVersion}.nupkg"),
            Path.Combine(Packages, $"cake.tool.{CakeVersion}.nupkg")
        );
        Add("Cake.Core", [], Path.Combine(tool, "Cake.Core.dll"));
        Add("Cake.Common", ["Cake.Core"], Path.Combine(tool, "Cake.Common.dll"));
        Add("Cake.Cli", ["Cake.Core"], [.. Directory.GetFiles(tool, "*.dll").Where(file => !own.Contains(Path.GetFileName(file)))]);
        Add(
            "Cake.Frosting",
            ["Cake.Core", "Cake.Common", "Cake.Cli"],
            Path.Combine(Path.GetDirectoryName(FrostingProgram.Sample)!, "Cake.Frosting.dll")
        );
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>Puts the repository's own packages there.</summary>
    public async Task PackAsync() =>
        _ = (
            await TestProgram.RunAsync(
                "dotnet",
                "pack",
                Path.Combine(BaseImages.RepositoryRoot, "Cake.MultiArch.sln"),
                "--configuration",
                "Release",
                "--nologo",
                "--output",
                Packages
            )
        ).Text;

    /// <summary>Has <c>dotnet</c> in this folder restore from the feed.</summary>
    public void UseIn(string folder) => File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="feed" value="{Packages}" />
            <add key="kept" value="{Kept}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="feed"><package pattern="Cake.*" /></packageSource>
            <packageSource key="kept"><package pattern="*" /></packageSource>
          </packageSourceMapping>
        </configuration>

        """);

    private void Add(string id, string[] dependencies, params string[] files)
    {
        using var package = ZipFile.Open(Path.Combine(Packages, $"{id}.{CakeVersion}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            nuspec.Write($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata>
                    <id>{id}</id>
                    <version>{CakeVersion}</version>
                    <authors>test</authors>
                    <description>Made by a test.</description>
                    <dependencies><group targetFramework="net10.0">{string.Concat(
                    dependencies.Select(other => $"""<dependency id="{other}" version="{CakeVersion}" />""")
                )}</group></dependencies>
                  </metadata>
                </package>
                """);
        }

        foreach (var file in files)
        {
            package.CreateEntryFromFile(file, $"lib/net10.0/{Path.GetFileName(file)}");
        }
    }
}
