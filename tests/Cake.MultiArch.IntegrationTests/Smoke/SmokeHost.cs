using System.Globalization;
using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Smoke;

/// <summary>A host that runs containers, with an image of busybox for each platform.</summary>
internal sealed class SmokeHost : IAsyncDisposable
{
    private readonly TestCake _cake;
    private Action<string>? _onLine;

    private SmokeHost(PipelineHost pipeline)
    {
        Pipeline = pipeline;
        _cake = new TestCake(pipeline.WorkingDirectory, verbosity: Verbosity.Verbose);
        var cake = _cake.Context;
        Host = new Host(new HeardLog(_cake.Log, line => _onLine?.Invoke(line)), cake.Tools, cake.Environment, TimeProvider.System);
        Podman = new PodmanClient(Host);
        Folder = RunFolder.Create(Host);
    }

    public PipelineHost Pipeline { get; }

    public PodmanStore Store => Pipeline.Store;

    public Host Host { get; }

    public PodmanClient Podman { get; }

    /// <summary>The run's.</summary>
    public RunFolder Folder { get; }

    /// <summary>The containers.conf with which this host runs containers.</summary>
    public string ContainersConf => Pipeline.Folder.Combine("run-containers.conf");

    public TestLog Log => _cake.Log;

    public static async Task<SmokeHost> CreateAsync(BaseImages baseImages)
    {
        var pipeline = await PipelineHost.CreateAsync(baseImages);
        pipeline.Set("CONTAINERS_CONF", await ContainerHost.WriteAsync(pipeline.Folder));
        pipeline.Set("TMPDIR", Directory.CreateDirectory(pipeline.Folder.Combine("tmp")).FullName);
        return new SmokeHost(pipeline);
    }

    /// <summary>Builds for each platform.</summary>
    /// <param name="containerfile">What is built.</param>
    /// <param name="platforms">For which.</param>
    /// <param name="files">The build context: programs.</param>
    public async Task<BuiltImage> BuildAsync(
        string containerfile,
        IEnumerable<string> platforms,
        params (string Name, byte[] Content)[] files
    )
    {
        var file = Pipeline.Folder.Write("files/Containerfile", containerfile);
        var context = Path.GetDirectoryName(file)!;
        foreach (var (name, content) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(context, name), content);
            File.SetUnixFileMode(Path.Combine(context, name), (UnixFileMode)0b111_101_101);
        }

        var built = new List<BuiltPlatform>();
        foreach (var platform in platforms)
        {
            var id = (
                await PodmanAsync(
                    "build",
                    "--quiet",
                    "--layers=false",
                    "--format=docker",
                    "--tls-verify=false",
                    $"--platform={platform}",
                    context
                )
            ).Text.Split('\n')[^1];
            built.Add(new BuiltPlatform(platform, BuildMode.Native, $"sha256:{id}", "", 0) { Config = ImageConfig.Parse("{}") });
        }

        return new BuiltImage("localhost/list", built);
    }

    /// <summary>Builds an image of busybox, whose entrypoint and health check are not wanted.</summary>
    public Task<BuiltImage> BusyboxAsync(params string[] platforms) => BuildAsync($"""
        FROM {Pipeline.Base}
        ENV GREETING="good morning"
        ENTRYPOINT ["/bin/echo", "the entrypoint"]
        CMD ["the command"]
        HEALTHCHECK --interval=1s CMD touch /tmp/checked
        WORKDIR /var
        USER 1234:5678

        """, platforms);

    public async Task<IReadOnlyList<SmokeResult>> RunAsync(BuiltImage image, string command, double seconds = 60)
    {
        var results = await new SmokeTest(Host, Podman, Folder).RunAsync(
            image,
            SmokeCommand.Parse(command, TimeSpan.FromSeconds(seconds), "--smoke"),
            TestContext.Current.CancellationToken
        );
        return SmokeResult.FailureOf(results) is { } failure ? throw failure : results;
    }

    /// <summary>The same, interrupted by the first line of the log that is this one.</summary>
    public async Task InterruptAsync(BuiltImage image, string command, string line)
    {
        using var source = new CancellationTokenSource();
        _onLine = heard =>
        {
            if (heard == line)
            {
                source.Cancel();
            }
        };
        await new SmokeTest(Host, Podman, Folder).RunAsync(
            image,
            SmokeCommand.Parse(command, TimeSpan.FromSeconds(60), "--smoke"),
            source.Token
        );
    }

    /// <summary>What a check finds of a run that has a smoke test and registers no emulator.</summary>
    public async Task<IReadOnlyList<Finding>> CheckAsync(ICheck check, string platforms)
    {
        var cake = new TestCake(Pipeline.WorkingDirectory, [$"--platform={platforms}", "--smoke=true", "--binfmt=verify"]).Context;
        var settings = new SettingsReader(Host, cake.Arguments, new MultiArchDefinition()).Read();
        var token = TestContext.Current.CancellationToken;
        using var context = new CheckContext(Host, Podman, settings, authFile: null, token)
        {
            Version = await Podman.VersionAsync(new PodmanVersionSettings(), token),
        };
        return await check.RunAsync(context, token);
    }

    /// <summary>Every container of the storage, working containers of builds included.</summary>
    public async Task<string> ContainersAsync() => (await Store.PodmanAsync("ps", "--all", "--external", "--format", "{{.Names}}")).Text;

    public async ValueTask DisposeAsync()
    {
        Folder.Dispose();
        await Pipeline.DisposeAsync();
    }

    /// <summary>The podman of the storage, whose own environment would choose another containers.conf.</summary>
    public Task<TestProgramResult> PodmanAsync(params IEnumerable<string> arguments) =>
        TestProgram.RunAsync(
            "podman",
            [.. Store.GlobalArguments, .. arguments],
            new Dictionary<string, string?> { ["BUILDAH_ISOLATION"] = "chroot", ["CONTAINER_HOST"] = null }
        );

    private sealed class HeardLog(TestLog log, Action<string> onLine) : ICakeLog
    {
        public Verbosity Verbosity
        {
            get => log.Verbosity;
            set => log.Verbosity = value;
        }

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
        {
            log.Write(verbosity, level, format, args);
            onLine(string.Format(CultureInfo.InvariantCulture, format, args));
        }
    }
}
