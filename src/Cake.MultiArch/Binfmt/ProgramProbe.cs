using System.Collections.Concurrent;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>Writes a test program an architecture to a temporary folder and runs them all at once.</summary>
/// <param name="host">The world.</param>
/// <param name="paths">Where to look.</param>
/// <param name="native">This host's own architecture, whose program surely runs wherever programs run; null when it is not known.</param>
/// <param name="isPrivileged">Whether this is root.</param>
internal sealed class ProgramProbe(Host host, BinfmtPaths paths, ElfArchitecture? native, bool isPrivileged) : IProgramProbe
{
    /// <summary>An emulated program of three instructions takes milliseconds; a wrong interpreter may wait for ever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private const int BusyRetries = 50;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private readonly ProcessRunner _runner = new(host);
    private readonly IReadOnlyList<EmptyRoot> _emptyRoots = EmptyRoot.Find(new ProgramSearch(host, paths), isPrivileged);

    public async Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>> RunAsync(IReadOnlyCollection<ElfArchitecture> architectures, CancellationToken token)
    {
        var tried = new List<string>();
        foreach (var parent in ScratchFolders())
        {
            try
            {
                using var folder = new ProbeFolder(parent, native is null ? architectures : [.. architectures.Union([native])]);
                if (await RunInAsync(folder, architectures, token).ConfigureAwait(false) is { } outcomes)
                {
                    return outcomes;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not there, full, read-only or not for this user: the next one.
            }

            tried.Add(parent);
        }

        return architectures.ToDictionary(architecture => architecture, ProbeOutcome (_) => new ProbeOutcome.Nowhere(tried));
    }

    private IEnumerable<string> ScratchFolders() =>
        new[] { host.Environment.GetEnvironmentVariable("TMPDIR") }
            .Concat(paths.ScratchFolders)
            .Append(host.Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"))
            .Append(host.Environment.WorkingDirectory.FullPath)
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => host.FullPath(folder!))
            .Distinct();

    /// <summary>Null when the folder is on a file system from which nothing may be executed.</summary>
    private async Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>?> RunInAsync(
        ProbeFolder folder, IReadOnlyCollection<ElfArchitecture> architectures, CancellationToken token)
    {
        var outcomes = new ConcurrentDictionary<ElfArchitecture, ProbeOutcome>();
        var working = new Lazy<Task<EmptyRoot?>>(() => FindWorkingRootAsync(folder, token));
        await Task.WhenAll(architectures.Select(async architecture =>
            outcomes[architecture] = await RunOneAsync(folder, architecture, working, token).ConfigureAwait(false))).ConfigureAwait(false);

        // A handler whose interpreter may not be executed is refused with the same errno as any program on a noexec file system.
        if (native is not null
            && outcomes.Values.Any(outcome => outcome is ProbeOutcome.Refused { Error: Errno.Access })
            && await RunHereAsync(folder, native, token).ConfigureAwait(false) is ProbeOutcome.Refused { Error: Errno.Access })
        {
            return null;
        }

        return outcomes;
    }

    /// <summary>
    /// A program that runs in an empty root runs everywhere, so on a host in order one process a platform is the whole probe.
    /// Only when it does not is it run here too, to learn the kernel's errno, which the program that changes the root swallows.
    /// </summary>
    private async Task<ProbeOutcome> RunOneAsync(ProbeFolder folder, ElfArchitecture architecture, Lazy<Task<EmptyRoot?>> working, CancellationToken token)
    {
        if (_emptyRoots.Count > 0 && await RunsInAsync(_emptyRoots[0], folder, architecture, token).ConfigureAwait(false))
        {
            return new ProbeOutcome.Runs();
        }

        var here = await RunHereAsync(folder, architecture, token).ConfigureAwait(false);
        if (here is not ProbeOutcome.RunsHere || await working.Value.ConfigureAwait(false) is not { } root)
        {
            return here;
        }

        return await RunsInAsync(root, folder, architecture, token).ConfigureAwait(false) ? new ProbeOutcome.Runs() : new ProbeOutcome.RunsOnlyHere();
    }

    /// <summary>The first way in which at least a native program runs in an empty root; null when this host allows none.</summary>
    private async Task<EmptyRoot?> FindWorkingRootAsync(ProbeFolder folder, CancellationToken token)
    {
        foreach (var root in native is null ? [] : _emptyRoots)
        {
            if (await RunsInAsync(root, folder, native!, token).ConfigureAwait(false))
            {
                return root;
            }
        }

        return null;
    }

    private async Task<bool> RunsInAsync(EmptyRoot root, ProbeFolder folder, ElfArchitecture architecture, CancellationToken token)
    {
        var request = Request(folder, root.Program, [.. root.Before, folder.Root, "/" + ProbeFolder.Name(architecture)]);
        try
        {
            return (await _runner.RunAsync(request, token).ConfigureAwait(false)).ExitCode == ElfProbe.ExitCode;
        }
        catch (MultiArchException)
        {
            // It cannot be started, or it hangs: this way is none.
            return false;
        }
    }

    private async Task<ProbeOutcome> RunHereAsync(ProbeFolder folder, ElfArchitecture architecture, CancellationToken token)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var outcome = await _runner.RunAsync(Request(folder, folder.Path(architecture), []), token).ConfigureAwait(false);
                return outcome.ExitCode == ElfProbe.ExitCode
                    ? new ProbeOutcome.RunsHere()
                    : new ProbeOutcome.WrongAnswer(outcome.ExitCode, outcome.Errors.LastOrDefault(line => line.Length > 0) ?? "");
            }
            catch (MultiArchException e) when (Errno.OfStart(e) is { } error)
            {
                if (error != Errno.TextBusy || attempt == BusyRetries)
                {
                    return new ProbeOutcome.Refused(error);
                }

                await Task.Delay(BusyPause, host.Clock, token).ConfigureAwait(false);
            }
            catch (MultiArchException)
            {
                return new ProbeOutcome.NoAnswer(Limit);
            }
        }
    }

    private static ProcessRequest Request(ProbeFolder folder, string program, IReadOnlyList<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = folder.Root,
        Timeout = Limit,
    };
}
