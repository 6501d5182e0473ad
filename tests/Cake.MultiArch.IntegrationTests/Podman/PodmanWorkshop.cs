using System.Globalization;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Podman.Manifests;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>The real podman, as Cake's tools find it, with a storage, a seeded registry and a folder of the test's own.</summary>
internal sealed class PodmanWorkshop : IAsyncDisposable
{
    private readonly TestFolder _folder = new("podman");

    private PodmanWorkshop(PodmanStore store, LoopbackRegistry registry)
    {
        Store = store;
        Registry = registry;
        var log = new WorkshopLog();
        var files = new FileSystem();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var configuration = new CakeConfiguration(new Dictionary<string, string>());
        var strategy = new ToolResolutionStrategy(files, environment, new Globber(files, environment), configuration, log);
        Host = new Host(log, new ToolLocator(environment, new ToolRepository(environment), strategy), environment, TimeProvider.System);
        Podman = new PodmanClient(Host);
        Log = log;
    }

    public PodmanStore Store { get; }

    public LoopbackRegistry Registry { get; }

    public Host Host { get; }

    public PodmanClient Podman { get; }

    public WorkshopLog Log { get; }

    public string Folder => _folder.Path;

    /// <summary>The base image's index in the registry.</summary>
    public string Base => $"{Registry.Address}/{BaseImages.Repository}:1";

    public static async Task<PodmanWorkshop> OpenAsync(BaseImages images, LoopbackRegistryOptions? options = null) =>
        new(await PodmanStore.CreateAsync(), await images.StartRegistryAsync(options));

    /// <summary>Makes a build context of one Containerfile.</summary>
    public string Context(string containerfile, string name = "ctx")
    {
        _folder.Write(System.IO.Path.Combine(name, "Containerfile"), containerfile);
        return _folder.Combine(name);
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Settings for this storage.</summary>
    public T On<T>(Action<T>? configure = null)
        where T : PodmanSettings, new()
    {
        var settings = new T { Root = Store.Root, RunRoot = Store.RunRoot, StorageDriver = Store.Driver };
        settings.EnvironmentVariables = new Dictionary<string, string>
        {
            ["CONTAINERS_CONF"] = Store.ContainersConf,
            ["CONTAINERS_REGISTRIES_CONF"] = Write("registries.conf", ""),
            ["HOME"] = Folder,
        };
        if (settings is PodmanRegistrySettings registry)
        {
            registry.TlsVerify = false;
        }

        if (settings is PodmanBuildSettings build)
        {
            build.Isolation = PodmanIsolation.Chroot;
        }

        configure?.Invoke(settings);
        return settings;
    }

    /// <summary>Builds as the alias does.</summary>
    public Task<PodmanBuildResult> BuildAsync(string context, Action<PodmanBuildSettings> configure) =>
        BuildUntilAsync(context, configure, TestContext.Current.CancellationToken);

    /// <summary>Builds until a token is cancelled.</summary>
    public Task<PodmanBuildResult> BuildUntilAsync(string context, Action<PodmanBuildSettings> configure, CancellationToken token) =>
        new CheckedBuild(Podman).RunAsync(
            context,
            On(configure),
            line => Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", line.Text),
            token
        );

    /// <summary>Pushes as the alias does.</summary>
    public Task<ManifestPushResult> PushAsync(string list, string destination, Action<ManifestPushSettings>? configure = null) =>
        new CheckedPush(Podman).RunAsync(list, destination, On(configure), onLine: null, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        await Store.DisposeAsync();
        await _folder.DisposeAsync();
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class WorkshopLog : ICakeLog
{
    private readonly List<string> _lines = [];

    public Verbosity Verbosity { get; set; } = Verbosity.Diagnostic;

    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        lock (_lines)
        {
            _lines.Add(string.Format(CultureInfo.InvariantCulture, format, args));
        }
    }
}
