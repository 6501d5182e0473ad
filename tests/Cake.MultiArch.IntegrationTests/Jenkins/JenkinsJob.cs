using System.Diagnostics;
using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>A job whose Jenkinsfile lies in a git repository; Groovy runs it against the stand-in for Jenkins.</summary>
internal class JenkinsJob : IAsyncDisposable
{
    public const string Username = "ci";
    public const string Password = "s3cret/w\"ord";

    public JenkinsJob()
    {
        // Readable for the user of a pod.
        File.SetUnixFileMode(Folder.Path, (UnixFileMode)0b111_101_101);
        Description = new JObject
        {
            ["repository"] = Repository,
            ["url"] = Repository,
            ["branch"] = "main",
            ["script"] = "Jenkinsfile",
            ["home"] = Folder.Path,
            ["parameters"] = new JObject(),
            ["credentials"] = new JObject { ["registry"] = new JArray(Username, Password) },
            ["agents"] = new JObject { ["podman"] = new JArray(), ["base"] = new JArray("jnlp", "base") },
            ["enter"] = new JArray(),
            ["variables"] = new JObject(),
            ["image"] = new JObject(),
        };
    }

    public TestFolder Folder { get; } = new("jenkins");

    /// <summary>What the stand-in is told, see jenkins.groovy.</summary>
    public JObject Description { get; }

    public string Repository => Folder.Combine("origin");

    public string Workspace => Folder.Combine("workspace");

    public void Write(string name, string text) => Folder.Write($"origin/{name}", text);

    /// <summary>Changes the Jenkinsfile; the old text must be there.</summary>
    public void Replace(string old, string replacement)
    {
        var text = File.ReadAllText(Path.Combine(Repository, "Jenkinsfile"));
        text.ShouldContain(old);
        Write("Jenkinsfile", text.Replace(old, replacement, StringComparison.Ordinal));
    }

    /// <summary>Commits all that was written.</summary>
    public async Task CommitAsync()
    {
        await GitAsync("init", "--quiet", "--initial-branch=main", Repository);
        await GitAsync("-C", Repository, "add", "--all");
        await GitAsync(
            "-C",
            Repository,
            "-c",
            "user.name=test",
            "-c",
            "user.email=test@example.com",
            "commit",
            "--quiet",
            "--allow-empty",
            "--message",
            "change"
        );
    }

    /// <summary>Runs a build to its end.</summary>
    public async Task<JenkinsBuild> BuildAsync()
    {
        var build = Start();
        await build.EndAsync();
        return build;
    }

    /// <summary>Starts a build on an agent that is this host.</summary>
    public virtual JenkinsBuild Start() => Start([], new Dictionary<string, string?>());

    public virtual async ValueTask DisposeAsync() => await Folder.DisposeAsync();

    /// <summary>Starts a build.</summary>
    /// <param name="words">The words before the stand-in's command line.</param>
    /// <param name="environment">What the agent's environment has more than the tests'.</param>
    protected JenkinsBuild Start(IEnumerable<string> words, IReadOnlyDictionary<string, string?> environment)
    {
        var stand = Sources.PathOf("tests/Cake.MultiArch.IntegrationTests/Jenkins");
        string[] command =
        [
            .. words,
            "groovy",
            "-cp",
            $"{stand}:/usr/share/java/snakeyaml.jar",
            Path.Combine(stand, "jenkins.groovy"),
            Folder.Write("job.json", Description.ToString()),
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        foreach (var (name, value) in new Dictionary<string, string?>(CakeRunner.Clean) { ["NO_COLOR"] = null }.Concat(environment))
        {
            start.Environment[name] = value;
        }

        // Debian's launcher looks for its default Java, which is absent where another one is installed.
        start.Environment.TryAdd(
            "JAVA_HOME",
            Path.GetFullPath("../..", new FileInfo(Programs.Find("java")).ResolveLinkTarget(returnFinalTarget: true)!.FullName)
        );
        return new JenkinsBuild(start, Folder.Combine("result.json"));
    }

    private static async Task GitAsync(params string[] arguments) => _ = (await TestProgram.RunAsync("git", arguments)).Text;
}
