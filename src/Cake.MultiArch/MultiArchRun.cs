using Cake.Core;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Run;

namespace Cake.MultiArch;

/// <summary>
/// One run of the pipeline. A stage that is asked for runs the stages before it that have not run yet. Making a run has no effect:
/// the first stage reads the arguments.
/// </summary>
/// <remarks>
/// A recipe keeps the run by <c>Setup&lt;MultiArchRun&gt;</c> and ends it in a Teardown. A Frosting program keeps it in its context.
/// The end removes everything that the run does not leave to the user and writes the report, after a failure too. If nobody ends a
/// run that was used, Cake ends it after the last Teardown.
/// </remarks>
public sealed partial class MultiArchRun : IDisposable
{
    private readonly Once<CheckedHost> _checked = new();
    private readonly Once<SourcedImages> _sourced = new();
    private readonly Once<PreparedHost> _prepared = new();

    private readonly ICakeContext _context;
    private readonly MultiArchDefinition _definition;
    private readonly Host _host;
    private readonly PodmanClient _podman;
    private readonly PublishingTargets _targets;
    private readonly TimeSpan _visibilityLimit;
    private readonly RunFacts _facts = new();
    private readonly StageClock _clock;

    /// <param name="context">The Cake context.</param>
    /// <param name="definition">The script's images.</param>
    /// <param name="answerLimit">How long podman may take to tell its version; null for the client's own limit.</param>
    /// <param name="visibilityLimit">How long a registry may take to show what it has taken; null for the usual limit.</param>
    internal MultiArchRun(
        ICakeContext context, MultiArchDefinition definition, TimeSpan? answerLimit = null, TimeSpan? visibilityLimit = null)
    {
        _context = context;
        _definition = definition;
        _host = Host.From(context);
        _podman = answerLimit is { } limit ? new PodmanClient(_host) { AnswerLimit = limit } : new PodmanClient(_host);
        _targets = new PublishingTargets(context);
        _visibilityLimit = visibilityLimit ?? Visibility.Limit;
        _clock = new StageClock(_host, _facts) { OnIdleSignal = () => _open?.Dispose() };
    }

    /// <summary>The platforms that are wanted: the argument's, the environment's, the script's or the default.</summary>
    /// <exception cref="MultiArchException">An argument cannot be used.</exception>
    public IReadOnlyList<Platform> Platforms
    {
        get
        {
            BeginUse(Use.Platforms);
            return (_open?.Wanted.Common ?? Reader.Read()).Platforms;
        }
    }

    private SettingsReader Reader => new(_host, _context.Arguments, _definition);

    /// <summary>A run that takes everything it needs from arguments and environment.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The run, to be disposed.</returns>
    public static MultiArchRun From(ICakeContext context) => new(context, new MultiArchDefinition());

    /// <summary>A run of what a script defines.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="definition">The script's images; it may be added to until the first stage runs.</param>
    /// <returns>The run, to be disposed.</returns>
    public static MultiArchRun From(ICakeContext context, MultiArchDefinition definition) => new(context, definition);

    /// <summary>A run of what is defined here.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="define">Defines the images.</param>
    /// <returns>The run, to be disposed.</returns>
    public static MultiArchRun From(ICakeContext context, Action<MultiArchDefinition> define)
    {
        var definition = new MultiArchDefinition();
        define(definition);
        return new MultiArchRun(context, definition);
    }

    /// <summary>Checks what can be known before anything is done: podman, credentials, and whether destinations can be written.</summary>
    /// <returns>Nothing.</returns>
    /// <exception cref="MultiArchException">The run cannot succeed.</exception>
    public Task CheckAsync() => CheckedAsync();

    /// <summary>Fetches the source into a folder of the run's own, if a git repository is given.</summary>
    /// <returns>Nothing; the source is kept for the next stages.</returns>
    /// <exception cref="MultiArchException">An argument cannot be used, or the repository, branch or commit cannot be had.</exception>
    public Task CloneAsync() => SourcedAsync(Use.Work);

    /// <summary>
    /// Makes the host able to run the platforms whose RUN steps will be emulated, and with a smoke test every foreign platform.
    /// </summary>
    /// <returns>Nothing; how each platform is run is kept for the plan.</returns>
    /// <exception cref="MultiArchException">A platform cannot be run here; the message has the commands that change it.</exception>
    public Task EnsureBinfmtAsync() => PreparedAsync();

    /// <summary>Builds every platform into a local list, and checks the list and the images in it.</summary>
    /// <returns>Nothing; the image is kept for the push.</returns>
    /// <exception cref="MultiArchException">Something cannot be built, or the result is not what was asked for.</exception>
    public Task BuildAsync() => BuiltAsync();

    /// <summary>
    /// Puts images and index into every registry by digest and reads them back; then the tags are moved, one after another. A
    /// failure before leaves every tag as it was.
    /// </summary>
    /// <returns>Nothing; the report has the digests.</returns>
    /// <exception cref="MultiArchException">A destination refuses, or what it holds is not what was built.</exception>
    public async Task PushAsync()
    {
        _pushes = true;
        foreach (var (image, built) in await BuiltAsync())
        {
            await image.PublishAsync(built, await CheckedAsync(), _visibilityLimit);
        }
    }

    /// <summary>
    /// Writes how each platform will be built, and the commands. With a git repository the source is cloned, to read its Containerfile.
    /// </summary>
    /// <returns>Nothing; the plan goes to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">There is no source, no podman, or what is asked for gives a wrong image.</exception>
    public async Task PlanAsync()
    {
        var (image, tagged) = (await SourcedAsync(Use.Inquiry)).Images[0];
        var support = _prepared.Value?.Support ?? [];
        await StageAsync(Use.Inquiry, "Plan", (run, token) => new PlanInquiry(run).RunAsync(image, tagged, support, token));
    }

    /// <summary>
    /// Looks at everything that a run needs, and writes a line for each check, with cause and repair. With a git repository the
    /// source is cloned, because its Containerfile says what is needed.
    /// </summary>
    /// <returns>Nothing; the findings go to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">A run would fail (MA1901).</exception>
    public async Task DoctorAsync()
    {
        var cloned = await TryCloneAsync();
        await StageAsync(Use.Inquiry, "Doctor", (run, token) =>
            new DoctorStage(run).RunAsync(run.Images[0], _sourced.Value?.Images[0].Tagged, cloned, token));
    }

    /// <summary>
    /// Looks at images that are published already, in registries and in OCI layouts: index, manifests, configurations, layers and
    /// files. It needs no podman, changes nothing, and does not look at what concerns a build.
    /// </summary>
    /// <returns>Nothing; the result goes to the log, standard output or a file.</returns>
    /// <exception cref="MultiArchException">An image is not correct (MA1616), or there is none (MA1617).</exception>
    public async Task VerifyAsync()
    {
        BeginUse(Use.Inquiry);
        await _clock.RunAsync("Verify", token => new VerifyPublishedStage(_host, _podman).RunAsync(Reader.ReadPublished(), token));
    }

    /// <summary>
    /// Removes what ended runs have left: folders, working containers, lists (also those that <see cref="BuildAsync()"/> leaves as
    /// its result) and the images that they made and that have no name. What other runs, other programs and the user made stays.
    /// It needs no image, and reads no arguments.
    /// </summary>
    /// <returns>Nothing; what was removed and what stays is in the log.</returns>
    /// <exception cref="MultiArchException">Something that should have gone could not be removed (MA1976).</exception>
    public async Task CleanAsync()
    {
        BeginUse(Use.Inquiry);
        await _clock.RunAsync("Clean", new CleanStage(_host, _podman).RunAsync);
    }

    private bool Publishes => _pushes || _targets.IncludePush();

    private Task<CheckedHost> CheckedAsync() => _checked.GetAsync(() => StageAsync(
        Use.Work, "Check", (run, token) => new CheckStage(run).RunAsync(Publishes, token)));

    private Task<SourcedImages> SourcedAsync(Use use) => _sourced.GetAsync(() => StageAsync(use, "Clone", async (run, token) =>
    {
        var source = await run.Source.RunAsync(run.Wanted, token);
        var images = new List<(ImageRun, Tagged)>();
        foreach (var image in run.Images)
        {
            images.Add((image, await image.TagAsync(source, needsTags: use == Use.Inquiry || Publishes, token)));
        }

        return new SourcedImages(source, images);
    }));

    private Task<PreparedHost> PreparedAsync() => _prepared.GetAsync(() => StageAsync(
        Use.Work, "EnsureBinfmt", (run, token) => new BinfmtStage(run).RunAsync(run.Wanted.Common.Binfmt, token)));

    private async Task<IReadOnlyList<(ImageRun Image, Built Built)>> BuiltAsync()
    {
        var (host, sourced, prepared) = (await CheckedAsync(), await SourcedAsync(Use.Work), await PreparedAsync());
        var built = new List<(ImageRun, Built)>();
        foreach (var (image, tagged) in sourced.Images)
        {
            built.Add((image, await image.BuildAsync(tagged, host, prepared)));
        }

        return built;
    }

    /// <summary>What Doctor tells of the clone. A source that cannot be had is one of its findings.</summary>
    private async Task<IReadOnlyList<Checked>> TryCloneAsync()
    {
        const string Name = "git";
        try
        {
            await SourcedAsync(Use.Inquiry);
            return _open?.Wanted.Common.Git is { } git ? [new Checked(Name, Finding.Ok($"{Quotation.Line(git.Url)} was cloned"))] : [];
        }
        catch (MultiArchException e) when (_clock.Signal is null && _open is not null)
        {
            _facts.Failure = null;
            return [new Checked(Name, Finding.Failure(e.Problem))];
        }
    }
}
