using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Checks and completes the host's ability to run programs of foreign platforms.</summary>
internal sealed class BinfmtHost
{
    private readonly Host _host;
    private readonly BinfmtPaths _paths;
    private readonly ElfArchitecture? _native;
    private readonly bool _isPrivileged;
    private readonly IQemuVersion _version;
    private readonly StepNamespace _steps;
    private readonly BinfmtFolder _folder;
    private readonly BinfmtSurvey _survey;
    private readonly BinfmtCommands _commands;
    private readonly BinfmtAdvice _advice;
    private readonly BinfmtCompletion _completion;

    /// <summary>Creates the host from given parts, for example in a test.</summary>
    public BinfmtHost(
        Host host,
        BinfmtPaths paths,
        ElfArchitecture? native,
        bool isPrivileged,
        StepNamespace steps,
        IProgramProbe? probe = null,
        IQemuVersion? version = null
    )
    {
        var programs = new ProgramSearch(host, paths);
        _host = host;
        _paths = paths;
        _native = native;
        _isPrivileged = isPrivileged;
        _version = version ?? new QemuVersion(host);
        _steps = steps;
        var isForUser = !isPrivileged && programs.Find("podman") is not null;
        var ofPodman = steps.IsOwn ? null : new PodmanBinfmtFolder(paths.Folder, steps, new ProcessRunner(host));
        _folder = (BinfmtFolder?)ofPodman ?? new OwnBinfmtFolder(paths.Folder);
        _survey = new BinfmtSurvey(
            probe ?? new ProgramProbe(host, paths, native, isPrivileged, steps),
            _folder,
            native,
            new BuildahHandlers(host, new BinfmtConfiguration(paths), isForUser, ofPodman)
        );
        _commands = new BinfmtCommands(paths.Folder, programs, isPrivileged);
        _advice = new BinfmtAdvice(paths.Folder, isForUser, _commands, paths);
        _completion = new BinfmtCompletion(
            host,
            paths,
            _survey,
            _folder,
            new HandlerRegistration(host, _folder, paths, programs, _commands),
            _commands
        );
    }

    /// <summary>This host, seen from where podman runs build steps.</summary>
    /// <param name="host">What a stage may use: log, tools, environment, clock.</param>
    /// <param name="mode">With Rootless, podman makes its namespace if it has none yet.</param>
    /// <param name="token">Cancels the work.</param>
    public static async Task<BinfmtHost> OfThisAsync(Host host, BinfmtMode mode, CancellationToken token)
    {
        var paths = new BinfmtPaths();
        var isPrivileged = Environment.IsPrivilegedProcess;
        var steps = OperatingSystem.IsLinux() && mode is not BinfmtMode.Off
            ? await StepNamespace.FindAsync(host, new ProgramSearch(host, paths), isPrivileged, mode is BinfmtMode.Rootless, token)
            : StepNamespace.Own;
        return new BinfmtHost(host, paths, ElfArchitecture.OfThisHost, isPrivileged, steps);
    }

    /// <summary>Reports how each platform runs, or why not. Changes nothing.</summary>
    /// <exception cref="MultiArchException">The host is not Linux.</exception>
    public async Task<BinfmtReport> StatusAsync(BinfmtSettings settings, CancellationToken token)
    {
        var platforms =
            settings.Platforms.Count > 0
                ? settings.Platforms
                : [.. ElfArchitecture.All.Select(architecture => new Platform("linux", architecture.Name))];
        Check(platforms);
        using var search = NewSearch(settings);
        return (await ReportAsync(await _survey.AskAsync(platforms, token), search, token)).Report;
    }

    /// <summary>Reports what EnsureBinfmt would do for each platform. Changes nothing.</summary>
    /// <exception cref="MultiArchException">The host is not Linux.</exception>
    public async Task<IReadOnlyList<BinfmtForecast>> ForecastAsync(
        BinfmtSettings settings,
        IReadOnlyList<Platform> platforms,
        CancellationToken token
    )
    {
        Check(platforms);
        using var search = NewSearch(settings);
        var answers = await _survey.AskAsync(platforms, token);
        var (report, _) = await ReportAsync(answers, search, token);
        var cures = MayCure(settings, Broken(answers));
        var hasSources = settings.InstallPackage || settings.QemuImages.Count > 0 || settings.QemuDownloads.Count > 0;
        return
        [
            .. report.Platforms.Select(support => new BinfmtForecast(
                support,
                cures && support.Problem is not null && _survey.Foreign(support.Platform) is { } architecture
                    ? search.Likely(architecture)
                    : null,
                cures && hasSources
            )),
        ];
    }

    /// <summary>
    /// Makes the host able to run every platform, as far as the settings and its rights allow. Changes nothing if all platforms run.
    /// </summary>
    /// <returns>How each platform runs, and one failure that names the broken platforms; null if there are none.</returns>
    /// <exception cref="MultiArchException">The settings cannot be used, or the host is not Linux; nothing was changed.</exception>
    public async Task<(BinfmtReport Report, Problem? Failure)> EnsureAsync(BinfmtSettings settings, CancellationToken token = default)
    {
        if (settings.Mode is BinfmtMode.Off)
        {
            return (new BinfmtReport([]), null);
        }

        Check([.. settings.Platforms]);
        CheckRights(settings);
        using var search = NewSearch(settings);
        var answers = await _survey.AskAsync(settings.Platforms, token);
        var broken = Broken(answers);
        if ((settings.Reset || broken.Count > 0) && MayCure(settings, broken))
        {
            answers = await _completion.CompleteAsync(answers, settings, search, token);
        }

        var (report, failure) = await ReportAsync(answers, search, token);
        if (settings.Persist && failure is null)
        {
            failure = await PersistAsync(answers, token);
        }

        foreach (var line in BinfmtTable.Lines(report))
        {
            _host.Say(line);
        }

        foreach (var warning in report.Platforms.Select(WarningOf).OfType<string>())
        {
            _host.Warn(warning);
        }

        return (report, failure);
    }

    private QemuSearch NewSearch(BinfmtSettings settings) => new(_host, _paths, _native, _isPrivileged, _version, settings);

    private static List<PlatformAnswer.Unsupported> Broken(IEnumerable<PlatformAnswer> answers) =>
        [.. answers.OfType<PlatformAnswer.Unsupported>()];

    private static void Check(IEnumerable<Platform> platforms)
    {
        if (!platforms.Any())
        {
            throw new MultiArchException(BinfmtProblems.NoPlatformNamed());
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new MultiArchException(BinfmtProblems.OnlyOnLinux(platforms));
        }
    }

    /// <summary>Refuses an explicit request that the rights do not allow, before any change.</summary>
    private void CheckRights(BinfmtSettings settings)
    {
        var asked = settings.Reset ? nameof(BinfmtSettings.Reset) : settings.Persist ? nameof(BinfmtSettings.Persist) : null;
        if (asked is not null && !MayRegister(settings))
        {
            throw new MultiArchException(BinfmtChangeProblems.NotInThisMode(asked, settings.Mode));
        }

        if (settings is { Persist: true, Mode: BinfmtMode.Rootless })
        {
            throw new MultiArchException(BinfmtChangeProblems.NotInThisMode(nameof(BinfmtSettings.Persist), settings.Mode));
        }

        if (settings.Mode is BinfmtMode.Rootless && _steps.IsOwn)
        {
            throw new MultiArchException(BinfmtChangeProblems.NoNamespace(_isPrivileged));
        }
    }

    private bool MayRegister(BinfmtSettings settings) =>
        settings.Mode is BinfmtMode.Register or BinfmtMode.Rootless || (settings.Mode is BinfmtMode.Auto && _isPrivileged);

    private bool MayCure(BinfmtSettings settings, List<PlatformAnswer.Unsupported> broken) =>
        MayRegister(settings)
        && broken.All(answer =>
            answer.Fault.IsCuredByRegistration || (settings.Mode is BinfmtMode.Rootless && answer.Fault.IsCuredByNamespace)
        );

    private async Task<Problem?> PersistAsync(IReadOnlyList<PlatformAnswer> answers, CancellationToken token)
    {
        var emulated = answers.OfType<PlatformAnswer.Supported>().Where(answer => answer.Support.Mode is SupportMode.Emulated)
            .Select(answer => _survey.Foreign(answer.Platform)).OfType<ElfArchitecture>().Distinct();
        return new BinfmtPersistence(_host, _paths, _commands).Persist(emulated, await _folder.ReadAsync(token));
    }

    /// <summary>
    /// How each platform runs, and one failure that names all broken platforms with the commands that help; null if there are none.
    /// </summary>
    private async Task<(BinfmtReport Report, Problem? Failure)> ReportAsync(
        IReadOnlyList<PlatformAnswer> answers,
        QemuSearch search,
        CancellationToken token
    )
    {
        var broken = Broken(answers);
        if (broken.Count == 0)
        {
            return (new BinfmtReport([.. answers.OfType<PlatformAnswer.Supported>().Select(answer => answer.Support)]), null);
        }

        var state = await _folder.ReadAsync(token);
        return (new BinfmtReport([.. answers.Select(Entry)]), ProblemOf(broken));

        Problem ProblemOf(List<PlatformAnswer.Unsupported> platforms) => _advice.ProblemOf(platforms, state, search.Likely);

        PlatformSupport Entry(PlatformAnswer answer) => answer switch
        {
            PlatformAnswer.Supported supported => supported.Support,
            PlatformAnswer.Unsupported unsupported => new PlatformSupport(unsupported.Platform, SupportMode.Broken)
            {
                Interpreter = unsupported.Handler?.Interpreter,
                Flags = unsupported.Handler?.Flags,
                Problem = ProblemOf([unsupported]),
            },
            _ => throw new NotSupportedException($"{answer.GetType().Name} has no place in the report."),
        };
    }

    /// <summary>Without flag P a program gets the path of its file as its name.</summary>
    private string? WarningOf(PlatformSupport support) =>
        support is { Mode: SupportMode.Emulated, Flags: { } flags, QemuVersion: not null } && !flags.Contains('P', StringComparison.Ordinal)
        && RegisterLine.Flags(_paths.ReadKernelVersion()).Contains('P', StringComparison.Ordinal)
            ? $"{support.Platform}: its handler has no flag P, so a program is not told the name that it was called by, and busybox can run another of its programs than was meant. "
                + "EnsureBinfmt with Reset registers it anew."
            : null;
}
