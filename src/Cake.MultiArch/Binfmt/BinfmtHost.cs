using Cake.Core.Diagnostics;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>The host's ability to run the programs of foreign platforms: looks at it, and completes it.</summary>
internal sealed class BinfmtHost
{
    private readonly Host _host;
    private readonly BinfmtPaths _paths;
    private readonly ElfArchitecture? _native;
    private readonly bool _isPrivileged;
    private readonly IProgramProbe _probe;
    private readonly BinfmtFolder _folder;
    private readonly IQemuVersion _version;
    private readonly QemuOnHost _qemu;
    private readonly BinfmtAdvice _advice;
    private readonly BinfmtCommands _commands;
    private readonly HandlerRegistration _registration;

    public BinfmtHost(Host host)
        : this(host, new BinfmtPaths(), ElfArchitecture.OfThisHost, Environment.IsPrivilegedProcess)
    {
    }

    /// <summary>For a host that is described from outside.</summary>
    public BinfmtHost(Host host, BinfmtPaths paths, ElfArchitecture? native, bool isPrivileged, IProgramProbe? probe = null, IQemuVersion? version = null)
    {
        var programs = new ProgramSearch(host, paths);
        _host = host;
        _paths = paths;
        _native = native;
        _isPrivileged = isPrivileged;
        _probe = probe ?? new ProgramProbe(host, paths, native, isPrivileged);
        _folder = new BinfmtFolder(paths.Folder);
        _version = version ?? new QemuVersion(host);
        _qemu = new QemuOnHost(programs, paths, new QemuCheck(_version, native));
        _commands = new BinfmtCommands(paths.Folder, programs, isPrivileged);
        _registration = new HandlerRegistration(host, _folder, paths, programs, _commands);
        _advice = new BinfmtAdvice(_folder, _commands, _registration);
    }

    /// <summary>Finds out which platforms run, and changes nothing. One answer a platform, in the order they were named.</summary>
    /// <exception cref="MultiArchException">This is not Linux.</exception>
    public async Task<IReadOnlyList<PlatformAnswer>> ProbeAsync(IReadOnlyList<Platform> platforms, CancellationToken token = default)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MultiArchException(BinfmtProblems.OnlyOnLinux(platforms));
        }

        var wanted = platforms.Distinct().ToList();
        var architectures = wanted.Select(Foreign).OfType<ElfArchitecture>().Distinct().ToList();
        IReadOnlyDictionary<ElfArchitecture, ProbeOutcome> outcomes = architectures.Count > 0
            ? await _probe.RunAsync(architectures, token).ConfigureAwait(false)
            : new Dictionary<ElfArchitecture, ProbeOutcome>();
        var diagnosis = new BinfmtDiagnosis(_paths.Folder, _folder.Read(), _native);
        return wanted.Select(platform =>
        {
            if (IsNative(platform))
            {
                return new PlatformAnswer.Supported(new PlatformSupport(platform, SupportMode.Native, null, Registered: false));
            }

            return Foreign(platform) is { } architecture
                ? diagnosis.Of(platform, architecture, outcomes[architecture])
                : new PlatformAnswer.Unsupported(platform, null, BinfmtProblems.UnknownArchitecture(platform));
        }).ToList();
    }

    /// <summary>The failure that names all platforms which do not run, with the commands that help.</summary>
    public Problem ProblemOf(IReadOnlyList<PlatformAnswer.Unsupported> broken) => _advice.ProblemOf(broken, _qemu.Likely);

    /// <summary>Makes the host able to run every platform, as far as the settings and its rights allow. Where all is good nothing is changed.</summary>
    /// <exception cref="MultiArchException">A platform does not run. Handlers that were registered and did not help are removed again.</exception>
    public async Task<BinfmtReport> EnsureAsync(BinfmtSettings settings, CancellationToken token = default)
    {
        if (settings.Mode is BinfmtMode.Off)
        {
            return new BinfmtReport([]);
        }

        IReadOnlyList<Platform> platforms = [.. settings.Platforms];
        if (platforms.Count == 0)
        {
            throw new MultiArchException(BinfmtProblems.NoPlatformNamed());
        }

        using var search = new QemuSearch(_host, _paths, _native, _isPrivileged, _version, settings);
        var answers = await ProbeAsync(platforms, token).ConfigureAwait(false);
        var registrations = new Dictionary<ElfArchitecture, RegisterAnswer>();
        if (answers.OfType<PlatformAnswer.Unsupported>().ToList() is { Count: > 0 } broken)
        {
            if (!MayRegister(settings) || broken.Any(answer => !answer.Fault.IsCuredByRegistration))
            {
                throw new MultiArchException(_advice.ProblemOf(broken, search.Likely));
            }

            registrations = await RegisterAsync(answers, search, token).ConfigureAwait(false);
            answers = await ProbeAsync(platforms, token).ConfigureAwait(false);
            if (answers.OfType<PlatformAnswer.Unsupported>().Select(answer => Explain(answer, registrations)).ToList() is { Count: > 0 } still)
            {
                RemoveUseless(still, registrations);
                throw new MultiArchException(_advice.ProblemOf(still, search.Likely));
            }
        }

        var report = new BinfmtReport(answers.OfType<PlatformAnswer.Supported>()
            .Select(answer => answer.Support with { Registered = Foreign(answer.Platform) is { } architecture && registrations.GetValueOrDefault(architecture) is RegisterAnswer.Done })
            .ToList());
        foreach (var support in report.Platforms)
        {
            _host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", Describe(support));
        }

        return report;
    }

    private static string Describe(PlatformSupport support) => support switch
    {
        { Mode: SupportMode.Native } => $"{support.Platform}: native",
        { Interpreter: null } => $"{support.Platform}: emulated",
        _ => $"{support.Platform}: emulated by {support.Interpreter}",
    };

    private bool MayRegister(BinfmtSettings settings) =>
        settings.Mode is BinfmtMode.Register || (settings.Mode is BinfmtMode.Auto && _isPrivileged);

    private bool IsNative(Platform platform) => platform.Os == "linux" && _native is not null && platform.Architecture == _native.Name;

    /// <summary>The architecture to emulate; null when the platform is the host's own or has no emulator.</summary>
    private ElfArchitecture? Foreign(Platform platform) =>
        platform.Os == "linux" && !IsNative(platform) ? ElfArchitecture.Find(platform.Architecture) : null;

    /// <summary>Registers what is missing, one answer an architecture. All that can be known beforehand is checked before the first change.</summary>
    private async Task<Dictionary<ElfArchitecture, RegisterAnswer>> RegisterAsync(
        IReadOnlyList<PlatformAnswer> answers, QemuSearch search, CancellationToken token)
    {
        var broken = answers.OfType<PlatformAnswer.Unsupported>().ToList();
        IEnumerable<PlatformAnswer> wanted = MountHidesHandlers() ? answers : broken;
        var qemu = await search.FindAsync([.. wanted.Select(answer => Foreign(answer.Platform)).OfType<ElfArchitecture>().Distinct()], token).ConfigureAwait(false);
        var missing = qemu.Where(found => found.Value.Path is null).Select(found => found.Key).ToList();
        if (missing.Count > 0)
        {
            var install = _commands.InstallQemu(missing);
            throw new MultiArchException(_advice.ProblemOf(
                [
                    .. from answer in wanted
                       let architecture = Foreign(answer.Platform)
                       where architecture is not null && missing.Contains(architecture)
                       select new PlatformAnswer.Unsupported(answer.Platform, architecture, QemuProblems.Missing(architecture, qemu[architecture], install)),
                ],
                search.Likely));
        }

        if (!_folder.IsMounted && await _registration.MountAsync(token).ConfigureAwait(false) is { } fault)
        {
            throw new MultiArchException(_advice.ProblemOf([.. broken.Select(answer => answer with { Fault = fault })], search.Likely));
        }

        var registrations = new Dictionary<ElfArchitecture, RegisterAnswer>();
        foreach (var (architecture, found) in qemu)
        {
            token.ThrowIfCancellationRequested();
            registrations[architecture] = await _registration.RegisterAsync(
                architecture, found.Path!, () => RunsAsync(architecture, token)).ConfigureAwait(false);
        }

        return registrations;
    }

    /// <summary>
    /// Whether mounting would take away handlers that work now. Outside the host's own user namespace a mount makes a new, empty set of
    /// handlers which hides the host's, so those that are wanted must be registered anew as well.
    /// </summary>
    /// <remarks>Since Linux 6.7, https://docs.kernel.org/admin-guide/binfmt-misc.html.</remarks>
    private bool MountHidesHandlers()
    {
        if (_folder.IsMounted)
        {
            return false;
        }

        try
        {
            var map = File.ReadAllText(_paths.UserMap).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return map is not ["0", "0", "4294967295"];
        }
        catch (IOException)
        {
            // A kernel without user namespaces.
            return false;
        }
    }

    private async Task<bool> RunsAsync(ElfArchitecture architecture, CancellationToken token) =>
        (await ProbeAsync([new Platform("linux", architecture.Name)], token).ConfigureAwait(false)).All(answer => answer is PlatformAnswer.Supported);

    /// <summary>Says why a platform still does not run: its handler was refused, or it did not help.</summary>
    private PlatformAnswer.Unsupported Explain(PlatformAnswer.Unsupported answer, Dictionary<ElfArchitecture, RegisterAnswer> registrations) =>
        answer.Architecture is { } architecture
            ? registrations.GetValueOrDefault(architecture) switch
            {
                RegisterAnswer.Failed failed => answer with { Fault = failed.Fault },
                RegisterAnswer.Done done => answer with { Fault = BinfmtProblems.DidNotHelp(done.Interpreter, answer.Fault, _commands.InstallQemu([architecture])) },
                _ => answer,
            }
            : answer;

    /// <summary>Takes back the handlers of ours with which a platform still does not run, so that the host is as before.</summary>
    private void RemoveUseless(IEnumerable<PlatformAnswer.Unsupported> broken, Dictionary<ElfArchitecture, RegisterAnswer> registrations)
    {
        foreach (var architecture in broken.Select(answer => answer.Architecture).OfType<ElfArchitecture>().Distinct())
        {
            if (registrations.GetValueOrDefault(architecture) is RegisterAnswer.Done done)
            {
                _folder.Remove(done.Name);
            }
        }
    }
}
