using Cake.Core;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch;

/// <summary>
/// One run of the pipeline: it holds the records that the stages have made, runs a stage's missing predecessors, and owns the
/// run's folder, signals and clean-up. Making one has no effect; the first stage reads the arguments.
/// </summary>
/// <remarks>
/// A recipe keeps it by <c>Setup&lt;MultiArchRun&gt;</c> and ends it in a Teardown, a Frosting program keeps it in its context. The
/// end removes all that the run does not leave to the user and writes the report, on failure too. Who does not end a run that was
/// used has it ended by Cake after the last Teardown.
/// </remarks>
public sealed partial class MultiArchRun : IDisposable
{
    private readonly Host _host;
    private readonly ICakeContext _context;
    private readonly MultiArchDefinition _definition;
    private readonly PodmanClient _podman;
    private readonly TimeSpan _visibilityLimit;

    private RunRecords _records = new();
    private RunFolder? _folder;
    private PrivateAuthFile? _credentials;
    private Interruption? _interruption;
    private MultiArchException? _interruptedCleanUp;
    private bool _isInUse;
    private bool _publishes;
    private bool _isInquiry;
    private bool _wasAsked;
    private bool _reports;
    private bool _isChecked;
    private string? _source;
    private ClonedSource? _clone;
    private SourceBuilds? _builds;
    private IReadOnlyList<PlatformSupport>? _support;
    private DistributionClient? _registries;
    private bool _disposed;

    /// <param name="context">The Cake context.</param>
    /// <param name="definition">The script's images.</param>
    /// <param name="answerLimit">How long podman may take to tell its version; null for the client's own limit.</param>
    /// <param name="visibilityLimit">How long a registry may take to show what it has taken; null for the usual limit.</param>
    internal MultiArchRun(ICakeContext context, MultiArchDefinition definition, TimeSpan? answerLimit = null, TimeSpan? visibilityLimit = null)
    {
        _visibilityLimit = visibilityLimit ?? Visibility.Limit;
        _host = Host.From(context);
        _context = context;
        _definition = definition;
        _publishes = IsToPublish(context);
        _podman = answerLimit is { } limit ? new PodmanClient(_host) { AnswerLimit = limit } : new PodmanClient(_host);
    }

    /// <summary>A run that takes all it needs from arguments and environment.</summary>
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

    /// <summary>The platforms that are wanted: the argument's, the environment's, the script's or the default.</summary>
    /// <exception cref="MultiArchException">An argument cannot be used.</exception>
    public IReadOnlyList<Platform> Platforms
    {
        get
        {
            EndWithCakeAtLast();
            return (_records.Settings ?? Reader.Read()).Platforms;
        }
    }

    /// <summary>Whether the target is to push, as far as it is known now: a script's Setup knows the tasks, a program's arguments may.</summary>
    private static bool IsToPublish(ICakeContext context)
    {
        const string Push = "PushMultiArch";
        var tasks = context is ISetupContext setup ? setup.TasksToExecute.Select(task => task.Name) : context.Arguments.GetArguments("target");
        return tasks.Contains(Push, StringComparer.OrdinalIgnoreCase);
    }

    private SettingsReader Reader => new(_host, _context.Arguments, _definition);

    /// <summary>Checks what can be known before anything is done: podman, credentials, and whether destinations can be written.</summary>
    /// <returns>Nothing.</returns>
    /// <exception cref="MultiArchException">The run cannot succeed.</exception>
    public Task CheckAsync() => _isChecked ? Task.CompletedTask : StageAsync("Check", CheckAsync);

    /// <summary>Makes the host able to run the platforms whose RUN steps will be emulated, and with a smoke test all foreign ones. Without one there is nothing to do.</summary>
    /// <returns>Nothing; how each platform is run is kept for the plan.</returns>
    /// <exception cref="MultiArchException">A platform cannot be run here; the message has the commands that change it.</exception>
    public Task EnsureBinfmtAsync() => _support is not null ? Task.CompletedTask : StageAsync("EnsureBinfmt", async token =>
    {
        var settings = _records.Settings!;
        if (settings.Binfmt.Mode == BinfmtMode.Off)
        {
            _support = [];
            return false;
        }

        var podman = await _podman.VersionAsync(new PodmanVersionSettings(), token);
        var wanted = settings.Binfmt.With(_source is null ? settings.Platforms : ReadBuilds(podman).ToRun);
        if (wanted.Platforms.Count == 0)
        {
            _support = [];
            return false;
        }

        if (podman.Server is { } service)
        {
            _host.Say($"A podman {service.Text} service runs the steps ({service.OsArch}): its host's binfmt handlers count, and this host's are left as they are.");
            _support = [];
            return false;
        }

        var binfmt = await BinfmtHost.OfThisAsync(_host, settings.Binfmt.Mode, token);
        var (report, failure) = await binfmt.EnsureAsync(wanted, token);
        _records = _records with { Binfmt = report };
        if (failure is not null)
        {
            throw new MultiArchException(failure);
        }

        _support = report.Platforms;
        return true;
    });

    /// <summary>What the Containerfiles say. They are read once.</summary>
    private SourceBuilds ReadBuilds(PodmanVersionInfo podman) => _builds ??= SourceBuilds.Read(_records.Settings!, _source!, podman);

    /// <summary>Builds every platform into a local list and checks it.</summary>
    /// <returns>Nothing; the image is kept for the push.</returns>
    /// <exception cref="MultiArchException">Something cannot be built, or the result is not what was asked for.</exception>
    public async Task BuildAsync()
    {
        if (_records.Built is null)
        {
            await CheckAsync();
            await CloneAsync();
            await EnsureBinfmtAsync();
            await StageAsync("Build", BuildAsync);
        }

        await VerifyBuiltAsync();
    }

    /// <summary>
    /// Puts images and index into every registry by digest and reads them back; then the tags are moved, one after another. A failure before
    /// leaves every tag as it was.
    /// </summary>
    /// <returns>Nothing; the report has the digests.</returns>
    /// <exception cref="MultiArchException">A destination refuses, or what it holds is not what was built.</exception>
    public async Task PushAsync()
    {
        _publishes = true;
        await BuildAsync();
        if (_untagged is not null)
        {
            await StageAsync("Push", _ => throw new MultiArchException(_untagged));
        }

        var left = _records.Settings!.Destinations.Where(destination => _records.Receipt(destination) is not { } receipt || receipt is { IsOurs: false, KeptRevision: null }).ToList();
        if (left.Count == 0)
        {
            return;
        }

        await StageAssembleAsync();
        var places = Publisher.Places(_host, Registries, left, Newer(), _visibilityLimit);
        try
        {
            foreach (var place in places)
            {
                await StageAsync("Push", token => StoreAsync(place, token));
                await StageAsync("Verify", token => VerifyAsync(place, token));
            }

            foreach (var (place, destination) in places.SelectMany(place => place.Destinations.Select(destination => (place, destination))))
            {
                await StageAsync("Tag", token => TagAsync(place, destination, token));
            }
        }
        finally
        {
            foreach (var place in places)
            {
                place.Dispose();
            }
        }
    }

    /// <summary>Ends the run with the script: a failure outside of the run's own stages is reported too.</summary>
    /// <param name="failure">What the script failed with; null when it succeeded.</param>
    /// <exception cref="MultiArchException">A signal came during the clean-up, which was finished first (MA1105).</exception>
    public void End(Exception? failure)
    {
        if (_disposed)
        {
            return;
        }

        _records = _records with { Failure = _records.Failure ?? failure };
        Dispose();
        if (_interruptedCleanUp is not null)
        {
            throw _interruptedCleanUp;
        }
    }

    /// <summary>
    /// Writes the report, prints the table, and removes all that the run does not leave to the user. A run that was never asked for
    /// anything does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_disposed || !_isInUse)
        {
            return;
        }

        _disposed = true;
        var isInterrupted = _interruption?.Signal is not null;
        _interruption?.Idle = null;
        try
        {
            CleanUpAsync().GetAwaiter().GetResult();
        }
        finally
        {
            _registries?.Dispose();
            _credentials?.Dispose();
            _folder?.Dispose();
            if (!isInterrupted && _interruption?.Signal is { } signal)
            {
                _interruptedCleanUp = new MultiArchException(ProcessProblems.RunInterrupted(signal, "CleanUp"));
                _records = _records with { Failure = _records.Failure ?? _interruptedCleanUp };
            }

            if (_reports || !_wasAsked)
            {
                WriteReport();
                ShowTable();
            }

            _interruption?.Dispose();
        }
    }
}
