using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>
/// A job for a consumer's repository: an image, tests and a build script of its own beside build.sh and one of the Jenkinsfiles. Git,
/// podman and the two registries (of base images, and to publish to) are real.
/// </summary>
internal class SiteJob : JenkinsJob
{
    private readonly PodmanStore _store;
    private readonly LoopbackRegistry _bases;

    protected SiteJob(PodmanStore store, LoopbackRegistry bases, LoopbackRegistry registry)
    {
        (_store, _bases, Registry) = (store, bases, registry);
        RegistriesConf = Folder.Write("registries.conf", string.Concat(new[] { bases, registry }.Select(
            place => $"[[registry]]\nlocation = \"{place.Address}\"\ninsecure = true\n")));
        Description["parameters"] = new JObject { ["IMAGE"] = Image };
    }

    /// <summary>The registry that is published to. It knows one user.</summary>
    public LoopbackRegistry Registry { get; }

    public string Image => $"{Registry.Address}/demo/site:v1";

    public Published Published => new(Registry.CreateClient(), "demo/site");

    protected string RegistriesConf { get; }

    private Dictionary<string, string?> Environment => new()
    {
        ["CONTAINERS_CONF"] = _store.ContainersConf,
        ["CONTAINERS_STORAGE_CONF"] = _store.StorageConf,
        ["CONTAINERS_REGISTRIES_CONF"] = RegistriesConf,
        ["BUILDAH_ISOLATION"] = "chroot",
        ["TMPDIR"] = Temporary,
    };

    /// <summary>Where podman, Cake and the run keep what is temporary.</summary>
    private string Temporary => Directory.CreateDirectory(Folder.Combine("tmp")).FullName;

    /// <summary>Makes the repository with one commit.</summary>
    /// <param name="baseImages">What the image is built on.</param>
    /// <param name="jenkinsfile">Which of this repository's Jenkinsfiles is the consumer's, as a relative path.</param>
    public static async Task<SiteJob> CreateAsync(BaseImages baseImages, string jenkinsfile)
    {
        var job = new SiteJob(await PodmanStore.CreateAsync(), await baseImages.StartRegistryAsync(), await StartRegistryAsync());
        await job.FillAsync(jenkinsfile);
        return job;
    }

    public override JenkinsBuild Start() => Start([], Environment);

    /// <summary>Runs build.sh by hand in the workspace, with the agent's podman and the credentials.</summary>
    public Task<TestProgramResult> RunScriptAsync(params string[] arguments) =>
        TestProgram.RunAsync(
            "sh",
            [Path.Combine(Workspace, "build.sh"), .. arguments],
            new Dictionary<string, string?>(Environment.Concat(CakeRunner.Clean))
            {
                ["MULTIARCH_REGISTRY_USERNAME"] = Username,
                ["MULTIARCH_REGISTRY_PASSWORD"] = Password,
            }
        );

    /// <summary>Images under names of a run, working containers and temporary files that a build has left.</summary>
    public async Task<string> LeftoversAsync() =>
        (await _store.PodmanAsync("images", "--format", "{{.Repository}}", "--filter", "dangling=false"))
            .Text.Split('\n')
            .FirstOrDefault(name => name.Contains("multiarch", StringComparison.Ordinal))
        + (await _store.PodmanAsync("ps", "-aq", "--external")).Text
        + string.Concat(
            Directory
                .GetFileSystemEntries(Temporary)
                .Where(entry => Path.GetFileName(entry).StartsWith("cake-multiarch", StringComparison.Ordinal))
        );

    public override async ValueTask DisposeAsync()
    {
        await _bases.DisposeAsync();
        await Registry.DisposeAsync();
        await _store.DisposeAsync();
        await base.DisposeAsync();
    }

    protected static Task<LoopbackRegistry> StartRegistryAsync() =>
        LoopbackRegistry.StartAsync(new() { Username = Username, Password = Password });

    protected async Task FillAsync(string jenkinsfile)
    {
        foreach (
            var file in await Sources.ListAsync(
                "build.sh",
                ".config",
                ".editorconfig",
                ".gitattributes",
                ".gitignore",
                "cake.config",
                "Directory.*",
                "eng",
                "global.json",
                "recipes/*.cake",
                "src/Cake.MultiArch"
            )
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Repository, file))!);
            File.Copy(Sources.PathOf(file), Path.Combine(Repository, file));
        }

        Write("Jenkinsfile", await File.ReadAllTextAsync(Sources.PathOf(jenkinsfile)));
        Write("build.cake", $$"""
            #load "artifacts/addin/*.cake"

            MultiArch.Image("site").Context("site").BuildArg("BASE", "{{_bases.Address}}/{{BaseImages.Repository}}:1");

            Task("Test").Does(() =>
            {
                var right = System.IO.File.ReadAllText("site/index.html").Contains("<title>");
                System.IO.Directory.CreateDirectory("artifacts/tests");
                System.IO.File.WriteAllText("artifacts/tests/site.xml", "<testsuites><testsuite name='site'><testcase name='The page has a title'>"
                    + (right ? "" : "<failure message='It has none.'/>") + "</testcase></testsuite></testsuites>");
                if (!right)
                    throw new CakeException("The page has no title.");
            });

            RunTarget(Argument("target", "PushMultiArch"));

            """);
        Write("site/index.html", "<title>first</title>\n");
        Write("site/Containerfile", "ARG BASE\nFROM ${BASE}\nCOPY index.html /srv/\nRUN uname -m >/srv/machine\n");
        await CommitAsync();

        // As the workspace of an earlier build has it; otherwise each build would compile the addin first.
        await CakeRunner.PrepareAsync();
        Directory.CreateDirectory(Path.Combine(Workspace, "artifacts"));
        foreach (var made in new[] { "addin", "tools" })
        {
            _ = (await TestProgram.RunAsync("cp", "-a", Sources.PathOf($"artifacts/{made}"), Path.Combine(Workspace, "artifacts"))).Text;
        }
    }
}
