using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>The places where the settings of one call allow to search for QEMU, asked in order until one has a usable program.</summary>
internal sealed class QemuSearch : IDisposable
{
    private readonly Host _host;
    private readonly QemuCheck _check;
    private readonly Dictionary<string, string> _given;
    private readonly QemuOnHost _onHost;
    private readonly IReadOnlyList<IQemuSource> _sources;
    private readonly string? _more;

    /// <summary>Reads the settings. The search starts later.</summary>
    /// <exception cref="MultiArchException">
    /// A setting names an unknown architecture (MA1230), or is not an image reference (MA1010).
    /// </exception>
    public QemuSearch(
        Host host,
        BinfmtPaths paths,
        ElfArchitecture? native,
        bool isPrivileged,
        IQemuVersion version,
        BinfmtSettings settings
    )
    {
        foreach (var (setting, name) in settings.Interpreters.Keys.Select(key => (nameof(settings.Interpreters), key))
                     .Concat(settings.QemuDownloads.Keys.Select(key => (nameof(settings.QemuDownloads), key))))
        {
            _ = ElfArchitecture.Find(name) ?? throw new MultiArchException(QemuProblems.UnknownArchitecture(setting, name));
        }

        foreach (var image in settings.QemuImages)
        {
            _ = QemuFromImage.Reference(image, ElfArchitecture.All[0]);
        }

        _host = host;
        _check = new QemuCheck(version, native);
        _given = settings.Interpreters.ToDictionary(pair => pair.Key, pair => host.FullPath(pair.Value.FullPath), StringComparer.Ordinal);
        var programs = new ProgramSearch(host, paths);
        _onHost = new QemuOnHost(programs, paths, _check)
        {
            FirstFolders = [.. settings.InterpreterFolders.Select(folder => host.FullPath(folder.FullPath))],
        };
        _sources = [_onHost, .. Others(programs, paths, native, isPrivileged, settings)];
        _more = QemuProblems.MoreSources(settings);
    }

    /// <summary>
    /// The host's own program for an architecture, as far as it can be found without running anything; null if there is none.
    /// </summary>
    public string? Likely(ElfArchitecture architecture) =>
        _given.TryGetValue(architecture.Name, out var given) ? given : _onHost.Likely(architecture);

    /// <summary>Finds the program of each architecture.</summary>
    /// <returns>One entry per architecture, in their order. Its path is null if no place has a usable program.</returns>
    /// <exception cref="MultiArchException">
    /// A given program is not usable (MA1231), or a download has another digest (MA1236).
    /// </exception>
    public async Task<IReadOnlyDictionary<ElfArchitecture, QemuFound>> FindAsync(
        IReadOnlyList<ElfArchitecture> architectures,
        CancellationToken token
    )
    {
        // Given programs are checked first, so that an error in one shows before anything is installed or downloaded.
        var found = new Dictionary<ElfArchitecture, QemuFound>();
        foreach (var architecture in architectures.OrderBy(architecture => _given.ContainsKey(architecture.Name) ? 0 : 1))
        {
            found[architecture] = _given.TryGetValue(architecture.Name, out var given)
                ? await GivenAsync(architecture, given, token)
                : await SearchAsync(architecture, token);
        }

        return architectures.ToDictionary(architecture => architecture, architecture => found[architecture]);
    }

    /// <summary>Removes what only the search needed.</summary>
    public void Dispose()
    {
        foreach (var source in _sources.OfType<IDisposable>())
        {
            source.Dispose();
        }
    }

    private async Task<QemuFound> GivenAsync(ElfArchitecture architecture, string path, CancellationToken token)
    {
        var verdict = File.Exists(path) ? await _check.JudgeAsync(path, architecture, token) : new QemuVerdict(null, "does not exist");
        return verdict.Flaw is { } flaw
            ? throw new MultiArchException(QemuProblems.GivenUnusable(architecture, path, flaw))
            : new QemuFound(path, [], []) { Version = verdict.Version };
    }

    private async Task<QemuFound> SearchAsync(ElfArchitecture architecture, CancellationToken token)
    {
        var found = QemuFound.NotAsked;
        foreach (var source in _sources)
        {
            var here = await source.FindAsync(architecture, token);
            foreach (var rejected in here.Rejected)
            {
                _host.Detail($"QEMU for {architecture}: {_host.Secrets.Redact(rejected)}");
            }

            found = here.After(found);
            if (found.Path is not null)
            {
                _host.Detail($"QEMU for {architecture}: {found.Path}, version {found.Version}");
                return found;
            }
        }

        return _more is null ? found : found with { Repairs = [.. found.Repairs, _more] };
    }

    /// <summary>The places that the settings allow, apart from the host's own programs.</summary>
    private IEnumerable<IQemuSource> Others(
        ProgramSearch programs,
        BinfmtPaths paths,
        ElfArchitecture? native,
        bool isPrivileged,
        BinfmtSettings settings
    )
    {
        if (settings.InstallPackage)
        {
            yield return new QemuFromPackage(_host, programs, isPrivileged, _onHost);
        }

        var folder = settings.QemuFolder is { } chosen ? _host.FullPath(chosen.FullPath)
            : isPrivileged ? paths.QemuStore
            : QemuStore.OfUser(PodmanFiles.Variable(_host, "XDG_DATA_HOME"), PodmanFiles.Home(_host));
        var store = new QemuStore(folder, _check, _host.Clock);
        if (settings.QemuImages.Count > 0)
        {
            yield return new QemuFromImage(_host, new PodmanClient(_host), store, native, settings);
        }

        if (settings.QemuDownloads.Count > 0)
        {
            yield return new QemuFromDownload(_host, store, settings.QemuDownloads.AsReadOnly(), RetryPolicy.Default);
        }
    }
}
