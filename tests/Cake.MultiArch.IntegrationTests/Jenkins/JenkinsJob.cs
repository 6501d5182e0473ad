using System.Diagnostics;
using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>
/// A job for a consumer's repository: its own build script, image and tests, beside build.sh and one of the Jenkinsfiles. Groovy runs
/// the Jenkinsfile against the stand-in for Jenkins; git, podman and the two registries (of base images, and to publish to) are real.
/// </summary>
internal sealed class JenkinsJob : IAsyncDisposable
{
    public const string Username = "ci";
    public const string Password = "s3cret/w\"ord";

    private readonly PodmanStore _store;
    private readonly LoopbackRegistry _bases;
    private readonly string _script;

    private JenkinsJob(PodmanStore store, LoopbackRegistry bases, LoopbackRegistry registry, string script)
    {
        (_store, _bases, Registry, _script) = (store, bases, registry, script);
        File.SetUnixFileMode(Folder.Path, (UnixFileMode)0b111_101_101);
        RegistriesConf = Folder.Write("registries.conf", string.Concat(new[] { bases, registry }.Select(
            place => $"[[registry]]\nlocation = \"{place.Address}\"\ninsecure = true\n")));
        Description = new JObject
        {
            ["repository"] = Repository,
            ["branch"] = "main",
            ["script"] = script,
            ["home"] = Folder.Path,
            ["parameters"] = new JObject { ["IMAGE"] = Image },
            ["credentials"] = new JObject { ["registry"] = new JArray(Username, Password) },
            ["agents"] = new JObject { ["podman"] = new JArray(), ["base"] = new JArray("jnlp", "base") },
            ["enter"] = new JArray(),
            ["variables"] = new JObject(),
            ["image"] = new JObject(),
        };
    }

    public TestFolder Folder { get; } = new("jenkins");

    /// <summary>The registry that is published to. It knows one user.</summary>
    public LoopbackRegistry Registry { get; }

    public string RegistriesConf { get; }

    /// <summary>What the stand-in is told, see jenkins.groovy.</summary>
    public JObject Description { get; }

    public string Image => $"{Registry.Address}/demo/site:v1";

    public Published Published => new(Registry.CreateClient(), "demo/site");

    public string Repository => Folder.Combine("origin");

    public string Workspace => Folder.Combine("workspace");

    /// <summary>Where podman, Cake and the run keep what is temporary.</summary>
    public string Temporary => Directory.CreateDirectory(Folder.Combine("tmp")).FullName;

    /// <summary>Makes the repository with one commit.</summary>
    /// <param name="baseImages">What the image is built on.</param>
    /// <param name="jenkinsfile">Which of this repository's Jenkinsfiles is the consumer's, as a relative path.</param>
    public static async Task<JenkinsJob> CreateAsync(BaseImages baseImages, string jenkinsfile)
    {
        await CakeRunner.PrepareAsync();
        var job = new JenkinsJob(
            await PodmanStore.CreateAsync(), await baseImages.StartRegistryAsync(),
            await LoopbackRegistry.StartAsync(new() { Username = Username, Password = Password }), "Jenkinsfile");
        foreach (var file in await Sources.ListAsync(
            "build.sh", ".config", ".editorconfig", ".gitattributes", ".gitignore", "cake.config", "Directory.*", "eng", "global.json", "recipes/*.cake", "src/Cake.MultiArch"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(job.Repository, file))!);
            File.Copy(Sources.PathOf(file), Path.Combine(job.Repository, file));
        }

        job.Write("Jenkinsfile", await File.ReadAllTextAsync(Sources.PathOf(jenkinsfile)));
        job.Write("build.cake", $$"""
            #load "artifacts/addin/*.cake"

            MultiArch.Image("site").Context("site").BuildArg("BASE", "{{job._bases.Address}}/{{BaseImages.Repository}}:1");

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
        job.Write("site/index.html", "<title>first</title>\n");
        job.Write("site/Containerfile", "ARG BASE\nFROM ${BASE}\nCOPY index.html /srv/\nRUN uname -m >/srv/machine\n");
        await GitAsync("init", "--quiet", "--initial-branch=main", job.Repository);
        await job.CommitAsync();

        // As the workspace of an earlier build has it; otherwise each build would compile the addin first.
        foreach (var made in new[] { "addin", "tools" })
        {
            Directory.CreateDirectory(Path.Combine(job.Workspace, "artifacts"));
            _ = (await TestProgram.RunAsync("cp", "-a", Sources.PathOf($"artifacts/{made}"), Path.Combine(job.Workspace, "artifacts"))).Text;
        }

        return job;
    }

    public void Write(string name, string text) => Folder.Write($"origin/{name}", text);

    /// <summary>Changes the Jenkinsfile; the old text must be there.</summary>
    public void Replace(string old, string replacement)
    {
        var path = Path.Combine(Repository, _script);
        var text = File.ReadAllText(path);
        text.ShouldContain(old);
        File.WriteAllText(path, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public async Task CommitAsync()
    {
        await GitAsync("-C", Repository, "add", "--all");
        await GitAsync("-C", Repository, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", "change");
    }

    /// <summary>Runs a build on an agent that is this host.</summary>
    public async Task<JenkinsBuild> BuildAsync()
    {
        var build = Start();
        await build.EndAsync();
        return build;
    }

    public JenkinsBuild Start() => Start([], new Dictionary<string, string?>
    {
        ["CONTAINERS_CONF"] = _store.ContainersConf,
        ["CONTAINERS_STORAGE_CONF"] = _store.StorageConf,
        ["CONTAINERS_REGISTRIES_CONF"] = RegistriesConf,
        ["BUILDAH_ISOLATION"] = "chroot",
        ["TMPDIR"] = Temporary,
    });

    /// <summary>Starts a build.</summary>
    /// <param name="words">The words before the stand-in's command line.</param>
    /// <param name="environment">What the agent's environment has more than the tests'; null for less.</param>
    public JenkinsBuild Start(IEnumerable<string> words, IReadOnlyDictionary<string, string?> environment)
    {
        var stand = Sources.PathOf("tests/Cake.MultiArch.IntegrationTests/Jenkins");
        string[] command =
        [
            .. words, "groovy", "-cp", $"{stand}:/usr/share/java/snakeyaml.jar", Path.Combine(stand, "jenkins.groovy"), Folder.Write("job.json", Description.ToString()),
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        foreach (var (name, value) in new Dictionary<string, string?>(CakeRunner.Clean) { ["NO_COLOR"] = null }.Concat(environment))
        {
            start.Environment[name] = value;
        }

        // Debian's launcher looks for its default Java, which is absent where another one is installed.
        start.Environment.TryAdd("JAVA_HOME", Path.GetFullPath("../..", new FileInfo(Programs.Find("java")).ResolveLinkTarget(returnFinalTarget: true)!.FullName));
        return new JenkinsBuild(start, Folder.Combine("result.json"));
    }

    /// <summary>Images under names of a run, working containers and temporary files that a build has left.</summary>
    public async Task<string> LeftoversAsync() =>
        (await _store.PodmanAsync("images", "--format", "{{.Repository}}", "--filter", "dangling=false")).Text.Split('\n').FirstOrDefault(name => name.Contains("multiarch", StringComparison.Ordinal))
        + (await _store.PodmanAsync("ps", "-aq", "--external")).Text
        + string.Concat(Directory.GetFileSystemEntries(Temporary).Where(entry => Path.GetFileName(entry).StartsWith("cake-multiarch", StringComparison.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        await _bases.DisposeAsync();
        await Registry.DisposeAsync();
        await _store.DisposeAsync();
        await Folder.DisposeAsync();
    }

    private static async Task GitAsync(params string[] arguments) => _ = (await TestProgram.RunAsync("git", arguments)).Text;
}
