using Cake.Core.Diagnostics;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>
/// A host of a test's own for the pipeline: a podman storage, a registry that holds the base image, and a working directory. The
/// storage is selected as a user would, by a storage.conf.
/// </summary>
public sealed class PipelineHost : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    private PipelineHost(PodmanStore store, LoopbackRegistry registry)
    {
        Store = store;
        Registry = registry;
        Folder = new TestFolder("pipeline");
        Set("CONTAINERS_STORAGE_CONF", store.StorageConf);
        Set("CONTAINERS_CONF", store.ContainersConf);
        Set("BUILDAH_ISOLATION", null);
        Set("XDG_STATE_HOME", Folder.Combine("state"));
    }

    public PodmanStore Store { get; }

    public LoopbackRegistry Registry { get; }

    public TestFolder Folder { get; }

    /// <summary>Stands before the arguments of every run.</summary>
    public IReadOnlyList<string> CommonArguments { get; init; } = ["--tls-verify=false"];

    /// <summary>How long a registry may take to show what it has taken; null for the usual limit.</summary>
    public TimeSpan? VisibilityLimit { get; set; }

    /// <summary>Cake's working directory, where the report and the default layout go below <c>artifacts</c>.</summary>
    public string WorkingDirectory => Directory.CreateDirectory(Folder.Combine("work")).FullName;

    /// <summary>The reference of the base image that the registry holds, for the host's and for foreign platforms.</summary>
    public string Base => $"{Registry.Address}/{BaseImages.Repository}:1";

    public static async Task<PipelineHost> CreateAsync(BaseImages baseImages, LoopbackRegistryOptions? options = null) =>
        new(await PodmanStore.CreateAsync(), await baseImages.StartRegistryAsync(options));

    /// <summary>The same, with a registries.conf that calls the registry insecure instead of an argument.</summary>
    public static async Task<PipelineHost> CreateWithInsecureRegistryAsync(BaseImages baseImages)
    {
        var host = new PipelineHost(await PodmanStore.CreateAsync(), await baseImages.StartRegistryAsync()) { CommonArguments = [] };
        host.Set("CONTAINERS_REGISTRIES_CONF", host.Folder.Write("registries.conf", $"""
            [[registry]]
            location = "{host.Registry.Address}"
            insecure = true

            """));
        return host;
    }

    /// <summary>A repository of the registry with the tag <c>v1</c>.</summary>
    public string Reference(string repository) => $"{Registry.Address}/{repository}:v1";

    /// <summary>Writes a build context below the working directory.</summary>
    /// <returns>Its path relative to the working directory.</returns>
    public string Context(string name, string containerfile, params (string Name, string Text)[] files)
    {
        Folder.Write($"work/{name}/Containerfile", containerfile);
        foreach (var (file, text) in files)
        {
            Folder.Write($"work/{name}/{file}", text);
        }

        return name;
    }

    /// <summary>Runs PushMultiArch to its end, as the recipe does.</summary>
    public Task<PipelineResult> PushAsync(params string[] arguments) => RunAsync(run => run.PushAsync(), arguments);

    /// <summary>Runs BuildMultiArch to its end, as the recipe does.</summary>
    public Task<PipelineResult> BuildAsync(params string[] arguments) => RunAsync(run => run.BuildAsync(), arguments);

    /// <summary>Runs CleanMultiArch to its end, as the recipe does.</summary>
    /// <returns>The log, and the failure when something could not be removed.</returns>
    public async Task<(TestLog Log, MultiArchException? Failure)> CleanAsync(Dictionary<string, string>? variables = null)
    {
        var cake = new TestCake(WorkingDirectory, [], variables);
        using var run = MultiArchRun.From(cake.Context);
        try
        {
            await run.CleanAsync();
            return (cake.Log, null);
        }
        catch (MultiArchException e)
        {
            return (cake.Log, e);
        }
    }

    /// <summary>Runs stages and disposes the run, as the recipe's Teardown does. A failure is kept, not thrown.</summary>
    public async Task<PipelineResult> RunAsync(
        Func<MultiArchRun, Task> stages,
        IEnumerable<string> arguments,
        Action<MultiArchDefinition>? define = null,
        Dictionary<string, string>? variables = null
    )
    {
        var cake = new TestCake(WorkingDirectory, [.. CommonArguments, .. arguments], variables);
        MultiArchException? failure = null;
        var definition = new MultiArchDefinition();
        define?.Invoke(definition);
        using (var run = new MultiArchRun(cake.Context, definition, visibilityLimit: VisibilityLimit))
        {
            try
            {
                await stages(run);
            }
            catch (MultiArchException e)
            {
                failure = e;
            }
        }

        var report = new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, new MultiArchDefinition()).ReadReportFolder();
        return new PipelineResult(
            cake.Log,
            failure,
            JObject.Parse(await File.ReadAllTextAsync(Path.Combine(report, "multiarch-report.json")))
        );
    }

    /// <summary>What local storage holds under names of a run, and the working containers of builds.</summary>
    public async Task<string> LeftoversAsync() =>
        (await Store.PodmanAsync("images", "--format", "{{.Repository}}", "--filter", "dangling=false"))
            .Text.Split('\n')
            .FirstOrDefault(name => name.Contains("multiarch", StringComparison.Ordinal))
        + (await Store.PodmanAsync("ps", "-aq", "--external")).Text;

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        await Registry.DisposeAsync();
        await Store.DisposeAsync();
        await Folder.DisposeAsync();
    }

    /// <summary>Podman reads the process's environment; integration tests run one at a time.</summary>
    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}

/// <summary>How a run ended.</summary>
public sealed record PipelineResult(TestLog Log, MultiArchException? Failure, JObject Report)
{
    /// <summary>The first image of the report.</summary>
    public JToken Image => Report["images"]![0]!;

    /// <summary>What a user sees at normal verbosity.</summary>
    public string NormalLog => string.Join('\n', Log.LinesAt(Verbosity.Normal));

    public void ShouldHaveSucceeded() => Failure?.Message.ShouldBeNull(Log.Text);

    /// <summary>The failure, which must be one of the catalogue with this identifier.</summary>
    public Problem ShouldHaveFailed(string id)
    {
        Failure.ShouldNotBeNull(Log.Text);
        Failure.Problem.Id.ShouldBe(id, Failure.Message);
        Report["succeeded"]!.Value<bool>().ShouldBeFalse();
        Report["error"]!["id"]!.Value<string>().ShouldBe(id);
        return Failure.Problem;
    }
}
