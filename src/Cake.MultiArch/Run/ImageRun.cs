using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch.Run;

/// <summary>
/// The chain of stages of one image: tagged, planned, built, verified, assembled, published. A stage runs once; a stage that
/// failed runs again the next time it is asked.
/// </summary>
internal sealed class ImageRun(OpenRun run, MultiArchSettings wanted)
{
    private readonly Once<Tagged> _tagged = new();
    private readonly Once<Built> _built = new();
    private readonly Once<VerifiedFiles> _verified = new();
    private readonly Once<Smoked> _smoked = new();
    private readonly Once<Assembled> _assembled = new();

    private SourceBuilds? _containerfiles;

    public ImageFacts Facts { get; } = new(wanted);

    /// <param name="source">The source.</param>
    /// <param name="needsTags">Whether a destination without a tag is a failure; a build alone needs none.</param>
    /// <param name="token">Stops it.</param>
    public async Task<Tagged> TagAsync(Sourced source, bool needsTags, CancellationToken token)
    {
        var tagged = await _tagged.GetAsync(() => new TagStage(run).RunAsync(wanted, source, token));
        Facts.Settings = tagged.Settings;
        return tagged.Untagged is { } problem && needsTags ? throw new MultiArchException(problem) : tagged;
    }

    /// <summary>The foreign platforms that the host has to run. Without the source, every wanted platform may be one of them.</summary>
    public IReadOnlyList<Platform> PlatformsToRun(PodmanVersionInfo podman) => _tagged.Value is { } tagged
        ? ReadContainerfiles(tagged, podman).ToRun
        : wanted.Platforms;

    public Task<Planned> PlanAsync(Tagged tagged, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support) =>
        new PlanStage(run.Host, run.Folder.RunId).RunAsync(tagged, ReadContainerfiles(tagged, podman), support);

    /// <summary>Reads the Containerfiles. They are read once per run.</summary>
    public SourceBuilds ReadContainerfiles(Tagged tagged, PodmanVersionInfo podman) =>
        _containerfiles ??= SourceBuilds.Read(tagged.Settings, tagged.Source.Folder, podman);

    /// <summary>Builds, and looks at what was built before anybody else can have it.</summary>
    public async Task<Built> BuildAsync(Tagged tagged, CheckedHost host, PreparedHost prepared)
    {
        var built = await _built.GetAsync(() => run.Clock.RunAsync("Build", async token =>
        {
            var planned = await PlanAsync(tagged, host.Podman, prepared.Support);
            return await new BuildStage(run, host).RunAsync(planned, Facts, token);
        }));
        if (tagged.Settings.Verify != VerifyMode.Off)
        {
            await VerifyFilesAsync(built);
        }

        if (tagged.Settings.Smoke is { } command)
        {
            await _smoked.GetAsync(() => run.Clock.RunAsync("Smoke", token => new SmokeStage(run).RunAsync(built, command, Facts, token)));
        }

        return built;
    }

    public async Task PublishAsync(Built built, CheckedHost host, TimeSpan visibilityLimit)
    {
        var tagged = built.Planned.Image;
        if (tagged.Untagged is { } untagged)
        {
            await run.Clock.RunAsync<Published>("Push", _ => throw new MultiArchException(untagged));
        }

        var left = tagged.Settings.Destinations.Where(destination => !IsDone(destination)).ToList();
        if (left.Count > 0)
        {
            await new PublishStage(run, host, visibilityLimit).RunAsync(await AssembledAsync(built), left, Facts);
        }
    }

    private bool IsDone(Destination destination) =>
        Facts.Receipt(destination) is { } receipt && (receipt.IsOurs || receipt.KeptRevision is not null);

    private async Task<Assembled> AssembledAsync(Built built) =>
        _assembled.Value ?? await run.Clock.RunAsync("Assemble", token => AssembleAsync(built, token));

    private Task<Assembled> AssembleAsync(Built built, CancellationToken token) =>
        _assembled.GetAsync(() => new AssembleStage(run).RunAsync(built, Facts, token));

    private async Task VerifyFilesAsync(Built built)
    {
        if (built.Planned.Podman.IsRemote)
        {
            // The storage of a service cannot be looked at: the images are, as they will be published.
            await AssembledAsync(built);
        }

        await _verified.GetAsync(() => run.Clock.RunAsync("VerifyFiles", token => new VerifyFilesStage(run).RunAsync(
            built, async stop => (await AssembleAsync(built, stop)).Image, Facts, token)));
    }
}
