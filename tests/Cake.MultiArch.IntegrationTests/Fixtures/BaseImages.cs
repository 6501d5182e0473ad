using Cake.MultiArch.IntegrationTests.Fixtures;

[assembly: AssemblyFixture(typeof(BaseImages))]

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// The base image of the tests: busybox from Debian's packages, for several architectures. It is made once and kept under
/// <c>artifacts/</c>, as the data of a registry and as an OCI layout, so that a test has it within a second. A test class
/// gets it by a constructor parameter.
/// </summary>
public sealed class BaseImages : IAsyncLifetime
{
    /// <summary>The repository in a seeded registry. Tag <c>1</c> is the index; a tag named as an architecture is a plain image.</summary>
    public const string Repository = "base";

    /// <summary>What the base image is made for.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["amd64", "arm64", "s390x"];

    private readonly TestFolder _state = new("state");
    private string _cache = "";

    /// <summary>A root file system of each architecture, in a folder of its name.</summary>
    public string RootsFolder { get; } = Path.Combine(RepositoryRoot, "artifacts", "test-base", "roots");

    /// <summary>The OCI layout with the index under the name <c>base</c>.</summary>
    public string LayoutFolder => Path.Combine(_cache, "layout");

    /// <summary>The repository's top folder.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    public async ValueTask InitializeAsync()
    {
        // What runs note of themselves is not for the folders of the one who tests.
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", _state.Path);
        var folder = Path.Combine(RepositoryRoot, "artifacts", "test-base");
        var script = Path.Combine(RepositoryRoot, "eng", "busybox-rootfs.sh");
        var hash = (await TestProgram.RunAsync("sh", [script, RootsFolder, .. Architectures])).Text.Split('\n')[^1];
        _cache = Path.Combine(folder, hash);
        if (!Directory.Exists(_cache))
        {
            await MakeAsync(RootsFolder, folder);
        }
    }

    public ValueTask DisposeAsync() => _state.DisposeAsync();

    /// <summary>Starts a registry that holds <c>base:1</c> (the index) and a plain <c>base:ARCHITECTURE</c> each.</summary>
    public Task<LoopbackRegistry> StartRegistryAsync(LoopbackRegistryOptions? options = null) =>
        LoopbackRegistry.StartAsync((options ?? new LoopbackRegistryOptions()) with { Seed = Path.Combine(_cache, "registry") });

    /// <summary>Puts the image of one architecture into a storage.</summary>
    public async Task LoadAsync(PodmanStore store, string architecture, string name) =>
        _ = (await TestProgram.RunAsync(
            "skopeo", "--override-arch", architecture, "copy", "--quiet", $"oci:{LayoutFolder}:base", store.SkopeoName(name))).Text;

    private static string FindRepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cake.MultiArch.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    private async Task MakeAsync(string roots, string folder)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        await using (var store = await PodmanStore.CreateAsync())
        await using (var registry = await LoopbackRegistry.StartAsync())
        {
            var platforms = string.Join(',', Architectures.Select(architecture => $"linux/{architecture}"));
            var layout = $"oci:{fresh}/layout:base";
            _ = (
                await store.PodmanAsync(
                    "build",
                    "--platform",
                    platforms,
                    "--layers=false",
                    "--timestamp=0",
                    "--manifest=localhost/base:1",
                    roots
                )
            ).Text;
            _ = (await store.PodmanAsync("manifest", "push", "--all", "localhost/base:1", layout)).Text;
            _ = (await SkopeoAsync("--all", layout, $"{registry.Address}/{Repository}:1")).Text;
            foreach (var architecture in Architectures)
            {
                _ = (await TestProgram.RunAsync(
                    "skopeo", "--override-arch", architecture, "copy", "--quiet", "--dest-tls-verify=false",
                    layout, $"docker://{registry.Address}/{Repository}:{architecture}")).Text;
            }

            await registry.StopAsync();
            _ = (await TestProgram.RunAsync("cp", "-a", registry.DataFolder, Path.Combine(fresh, "registry"))).Text;
        }

        try
        {
            Directory.Move(fresh, _cache);
        }
        catch (IOException) when (Directory.Exists(_cache))
        {
            // Another test run was quicker and made the same.
            Directory.Delete(fresh, recursive: true);
        }
    }

    private static Task<TestProgramResult> SkopeoAsync(string option, string source, string destination) =>
        TestProgram.RunAsync("skopeo", "copy", "--quiet", option, "--dest-tls-verify=false", source, "docker://" + destination);
}
