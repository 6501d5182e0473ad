using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Packages;

namespace Cake.MultiArch.IntegrationTests.Templates;

/// <summary>The tests that share <see cref="InstalledTemplates"/>.</summary>
[CollectionDefinition]
public sealed class TemplateTests : ICollectionFixture<InstalledTemplates>;

/// <summary>
/// The packed templates, installed for nobody but these tests, and a feed of all that their repositories restore: nothing of the
/// project is published yet.
/// </summary>
public sealed class InstalledTemplates : IAsyncLifetime
{
    private readonly FolderFeed _feed = new();
    private readonly TestFolder _home = new("home");

    /// <summary>The path of the package.</summary>
    public string Package => Directory.GetFiles(_feed.Packages, "Cake.MultiArch.Templates.*.nupkg").Single();

    /// <summary>The version of all packages.</summary>
    public string Version => Path.GetFileNameWithoutExtension(Package)["Cake.MultiArch.Templates.".Length..];

    /// <summary>With these <c>dotnet</c> keeps what it installs and restores in folders of these tests.</summary>
    public Dictionary<string, string?> Variables => new(_feed.Variables) { ["DOTNET_CLI_HOME"] = _home.Path };

    public async ValueTask InitializeAsync()
    {
        await _feed.InitializeAsync();
        await _feed.PackAsync();
        _ = (await TestProgram.RunAsync("dotnet", ["new", "install", Package], Variables)).Text;
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _home.DisposeAsync();
    }

    /// <summary>Runs <c>dotnet new</c> in a folder, whatever its exit code is.</summary>
    public Task<TestProgramResult> NewAsync(string folder, params string[] arguments) => RunAsync(folder, "dotnet", ["new", .. arguments]);

    /// <summary>The same with the variable that Windows sets and no other system.</summary>
    public Task<TestProgramResult> NewOnWindowsAsync(string folder, params string[] arguments) =>
        RunAsync(folder, "env", ["OS=Windows_NT", "dotnet", "new", .. arguments]);

    /// <summary>
    /// Makes a repository of its own from a template, as its user does, with the feed in place of the one that will have the packages.
    /// </summary>
    /// <returns>The repository's folder.</returns>
    public async Task<string> CreateAsync(TestFolder folder, string kind, params string[] arguments)
    {
        var repository = Directory.CreateDirectory(folder.Combine(kind)).FullName;
        _ = (await TestProgram.RunAsync("git", "init", "--quiet", repository)).Text;
        _ = (await NewAsync(repository, [$"multiarch-{kind}", .. arguments])).Text;
        _feed.UseIn(repository);
        return repository;
    }

    /// <summary>Runs the repository's <c>./build.sh</c>, as one types it.</summary>
    public Task<TestProgramResult> BuildAsync(string repository, params string[] arguments) =>
        RunAsync(repository, "./build.sh", arguments);

    private Task<TestProgramResult> RunAsync(string folder, string program, string[] arguments) =>
        TestProgram.RunAsync("env", ["-C", folder, program, .. arguments], Variables);
}
