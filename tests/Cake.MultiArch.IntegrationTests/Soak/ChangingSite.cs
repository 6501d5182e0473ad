using System.Diagnostics;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>A site whose content changes from round to round, published by the real Cake from one storage to one tag.</summary>
public sealed class ChangingSite : IAsyncDisposable
{
    private const string Repository = "site";

    private static readonly Dictionary<string, string> Machines = new() { ["amd64"] = "x86_64\n", ["arm64"] = "aarch64\n" };

    private readonly PipelineHost _host;
    private readonly Published _published;
    private IReadOnlyList<string> _bases = [];

    private ChangingSite(PipelineHost host)
    {
        _host = host;
        _published = new Published(host.Registry.CreateClient(), Repository);
        Temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
    }

    /// <summary>What TMPDIR says to the run; no other process knows the word.</summary>
    public string Temporary { get; }

    /// <summary>How long the last whole run took.</summary>
    public TimeSpan Duration { get; private set; }

    public static async Task<ChangingSite> CreateAsync(BaseImages baseImages)
    {
        var site = new ChangingSite(await PipelineHost.CreateAsync(baseImages));
        await CakeRunner.PrepareAsync();

        // The base is not the runs' own: the user would have to pull it again.
        foreach (var platform in new[] { "linux/arm64", "linux/amd64" })
        {
            _ = (
                await site._host.Store.PodmanAsync("pull", "--quiet", "--tls-verify=false", $"--platform={platform}", site._host.Base)
            ).Text;
        }

        site._bases = await site._host.Store.ImageIdsAsync();
        return site;
    }

    /// <summary>Changes what the next run publishes.</summary>
    public void Write(string content) => _host.Context(
        Repository,
        $"FROM {_host.Base}\nCOPY index.html /srv/index.html\nRUN uname -m > /srv/machine && : {Temporary}\n",
        ("index.html", content));

    /// <summary>Starts a run in a session of its own.</summary>
    public RunningCake Start(string strategy) =>
        CakeRunner.Start(
            [
                "--target=PushMultiArch",
                $"--context={Path.Combine(_host.WorkingDirectory, Repository)}",
                $"--image={_host.Reference(Repository)}",
                "--platform=linux/amd64,linux/arm64",
                $"--strategy={strategy}",
                "--tls-verify=false",
                $"--report={_host.Folder.Combine("report")}",
            ],
            new() { ["TMPDIR"] = Temporary }
        );

    /// <summary>A run that nobody disturbs publishes the content.</summary>
    public async Task ShouldPublishAsync(string strategy, string content)
    {
        var started = Stopwatch.StartNew();
        using var run = Start(strategy);
        await run.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        Duration = started.Elapsed;
        run.Process.ExitCode.ShouldBe(0, run.Output);
        (await ContentAsync()).ShouldBe(content, run.Output);
    }

    /// <summary>The content behind the tag, which must be the same on every platform of a whole index.</summary>
    public async Task<string?> ContentAsync()
    {
        (await _published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        foreach (var (architecture, machine) in Machines)
        {
            (await _published.ConfigAsync(architecture))["architecture"]!.Value<string>().ShouldBe(architecture);
            (await _published.FileAsync(architecture, "/srv/machine")).ShouldBe(machine);
        }

        // Everything that the index names is there, and has the digest by which it is named.
        var copy = Path.Combine(_host.WorkingDirectory, "copy");
        _ = (await TestProgram.RunAsync(
            "skopeo", "copy", "--quiet", "--all", "--src-tls-verify=false", $"docker://{_host.Reference(Repository)}", $"dir:{copy}")).Text;
        Directory.Delete(copy, recursive: true);

        var content = await _published.FileAsync("amd64", "/srv/index.html");
        (await _published.FileAsync("arm64", "/srv/index.html")).ShouldBe(content);
        return content;
    }

    /// <summary>What a run that has cleaned up after itself may not have left: its folder, its list, working containers.</summary>
    public async Task<string> LeftoversAsync() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFileSystemEntries(Temporary, "cake-multiarch-*")
                .Append(await _host.LeftoversAsync())
                .Where(entry => entry.Length > 0)
        );

    /// <summary>CleanMultiArch leaves nothing of all runs, whose images were the layer cache until then.</summary>
    public async Task ShouldLeaveNothingAsync()
    {
        using var run = CakeRunner.Start(["--target=CleanMultiArch"], new() { ["TMPDIR"] = Temporary });
        await run.Process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        run.Process.ExitCode.ShouldBe(0, run.Output);
        (await LeftoversAsync()).ShouldBeEmpty(run.Output);
        (await _host.Store.ImageIdsAsync()).ShouldBe(_bases, ignoreOrder: true, run.Output);
        Directory.GetFiles(_host.Folder.Combine("state/cake-multiarch"), "*.run").ShouldBeEmpty(run.Output);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
