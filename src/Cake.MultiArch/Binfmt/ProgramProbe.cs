using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Writes the test programs of each architecture to a temporary folder and runs them all at once.</summary>
/// <param name="host">What a stage may use: log, tools, environment, clock.</param>
/// <param name="paths">The folders to use.</param>
/// <param name="native">This host's own architecture; null if it is not known. Its program runs wherever programs can run.</param>
/// <param name="isPrivileged">Whether this process runs as root.</param>
/// <param name="steps">The namespace in which the programs run.</param>
internal sealed partial class ProgramProbe(Host host, BinfmtPaths paths, ElfArchitecture? native, bool isPrivileged, StepNamespace steps)
    : IProgramProbe
{
    /// <summary>
    /// QEMU's variable for its option --version: any QEMU that a handler starts then prints its version, and runs nothing.
    /// </summary>
    /// <remarks>https://www.qemu.org/docs/master/user/main.html: each option of user mode has one.</remarks>
    private const string AskVersion = "QEMU_VERSION";

    /// <summary>The program counts these and its own name, and ends with that number: exactly the code that stands for success.</summary>
    private static readonly string[] Arguments = [.. Enumerable.Range(1, ElfProbe.ExitCode - 1).Select(number => $"{number}")];

    /// <summary>An emulated program of three instructions takes milliseconds; a wrong interpreter may wait forever.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ProcessRunner _runner = new(host);
    private readonly FreshProgram _program = new(host);
    private readonly IReadOnlyList<EmptyRoot> _emptyRoots = EmptyRoot.Find(new ProgramSearch(host, paths), isPrivileged, steps);

    public async Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>> RunAsync(
        IReadOnlyCollection<ElfArchitecture> architectures,
        CancellationToken token
    )
    {
        var tried = new List<string>();
        foreach (var parent in ScratchFolders())
        {
            try
            {
                using var folder = new ProbeFolder(parent, native is null ? architectures : [.. architectures.Union([native])]);
                if (await RunInAsync(folder, architectures, token) is { } outcomes)
                {
                    return outcomes;
                }
            }
            catch (Exception e) when (e.IsFileError)
            {
                // The folder does not exist, is full or read-only, or this user may not write to it. Try the next one.
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

    /// <summary>Runs the programs in a folder. Returns null if its file system forbids execution.</summary>
    private async Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>?> RunInAsync(
        ProbeFolder folder, IReadOnlyCollection<ElfArchitecture> architectures, CancellationToken token)
    {
        var outcomes = new ConcurrentDictionary<ElfArchitecture, ProbeOutcome>(await FirstLookAsync(folder, architectures, token));
        var working = new Lazy<Task<EmptyRoot?>>(() => FindWorkingRootAsync(folder, token));
        await Task.WhenAll(architectures.Where(architecture => !outcomes.ContainsKey(architecture)).Select(async architecture =>
            outcomes[architecture] = await LookCloserAsync(folder, architecture, working, token)));

        // The errno is the same for an interpreter without execute permission as for any program on a noexec file system.
        if (native is not null
            && outcomes.Values.Any(outcome => outcome is ProbeOutcome.Refused { Error: Errno.Access })
            && await RunHereAsync(folder, folder.Path(native), token) is ProbeOutcome.Refused { Error: Errno.Access })
        {
            return null;
        }

        return outcomes;
    }

    /// <summary>
    /// A program that runs in an empty root runs everywhere. So on a healthy host this test and the version are the whole probe, for all
    /// architectures in one shell. An architecture without a good result here is examined more closely.
    /// </summary>
    private async Task<IReadOnlyDictionary<ElfArchitecture, ProbeOutcome>> FirstLookAsync(
        ProbeFolder folder, IReadOnlyCollection<ElfArchitecture> architectures, CancellationToken token)
    {
        var outcomes = new Dictionary<ElfArchitecture, ProbeOutcome>();
        if (_emptyRoots.Count == 0)
        {
            return outcomes;
        }

        var words = string.Join(' ', _emptyRoots[0].Before.Prepend(_emptyRoots[0].Program).Append(folder.Root).Select(ShellQuote.Quote));
        var script =
            $"for name; do {{ version=$({AskVersion}=1 ./exit-$name 2>/dev/null | head -n 1); "
            + $"{words} /count-$name {string.Join(' ', Arguments)} >/dev/null 2>&1; printf '%s %s %s\\n' $name $? \"$version\"; }} & done; wait";
        var request = Limited(
            steps.Request("sh", ["-c", script, "sh", .. architectures.Select(architecture => architecture.QemuName)]),
            folder
        ) with
        {
            OnLine = line => Keep(line.Text),
        };
        try
        {
            await _runner.RunAsync(request, token);
        }
        catch (MultiArchException)
        {
            // One of the programs hangs. The results of the others are still valid.
        }

        return outcomes;

        void Keep(string line)
        {
            var parts = line.Split(' ', 3);
            if (parts.Length == 3 && architectures.FirstOrDefault(row => row.QemuName == parts[0]) is { } architecture
                && parts[1] == $"{ElfProbe.ExitCode}")
            {
                outcomes[architecture] = new ProbeOutcome.Runs(VersionIn(parts[2]));
            }
        }
    }

    /// <summary>
    /// Runs the program outside of the root first, to learn the kernel's errno. The program that changes the root hides it.
    /// </summary>
    private async Task<ProbeOutcome> LookCloserAsync(
        ProbeFolder folder,
        ElfArchitecture architecture,
        Lazy<Task<EmptyRoot?>> working,
        CancellationToken token
    )
    {
        if (await RunHereAsync(folder, folder.Path(architecture), token) is var here and not ProbeOutcome.RunsHere)
        {
            return here;
        }

        if (await RunHereAsync(folder, folder.Counter(architecture), token) is ProbeOutcome.WrongAnswer { ExitCode: var count }
            && Miscounted(count) is { } inPlace)
        {
            return inPlace;
        }

        var qemu = await VersionAsync(folder, architecture, token);
        return await working.Value is not { } root ? new ProbeOutcome.RunsHere(qemu)
            : await CountInAsync(root, folder, architecture, token) == ElfProbe.ExitCode ? new ProbeOutcome.Runs(qemu)
            : new ProbeOutcome.RunsOnlyHere();
    }

    /// <summary>
    /// Handler and interpreter disagree if the program counts one argument too few or too many. Null if the program did not run at all.
    /// </summary>
    private static ProbeOutcome.WrongArguments? Miscounted(int count) =>
        count is ElfProbe.ExitCode - 1 or ElfProbe.ExitCode + 1 ? new ProbeOutcome.WrongArguments(ElfProbe.ExitCode, count) : null;

    /// <summary>The first way in which at least a native program runs in an empty root; null if this host allows none.</summary>
    private async Task<EmptyRoot?> FindWorkingRootAsync(ProbeFolder folder, CancellationToken token)
    {
        foreach (var root in native is null ? [] : _emptyRoots)
        {
            if (await CountInAsync(root, folder, native!, token) == ElfProbe.ExitCode)
            {
                return root;
            }
        }

        return null;
    }

    /// <summary>The exit code of the counting program in an empty root; -1 if there is none.</summary>
    private async Task<int> CountInAsync(EmptyRoot root, ProbeFolder folder, ElfArchitecture architecture, CancellationToken token)
    {
        var request = steps.Request(root.Program, [.. root.Before, folder.Root, "/" + ProbeFolder.CounterName(architecture), .. Arguments]);
        try
        {
            return (await _runner.RunAsync(Limited(request, folder), token)).ExitCode;
        }
        catch (MultiArchException)
        {
            return -1;
        }
    }

    /// <summary>
    /// The version of the QEMU that the handler in force starts, even if its path holds another file by now. Null if none answers.
    /// </summary>
    private async Task<string?> VersionAsync(ProbeFolder folder, ElfArchitecture architecture, CancellationToken token)
    {
        try
        {
            var request = Limited(steps.Request(folder.Path(architecture), []), folder) with { CaptureOutput = true };
            request = request with { Environment = new Dictionary<string, string?>(request.Environment) { [AskVersion] = "1" } };
            var outcome = await _runner.RunAsync(request, token);
            return VersionIn(outcome.Output);
        }
        catch (MultiArchException)
        {
            return null;
        }
    }

    private async Task<ProbeOutcome> RunHereAsync(ProbeFolder folder, string program, CancellationToken token)
    {
        try
        {
            var outcome = await _program.RunAsync(Limited(steps.Request(program, Arguments), folder), steps, token);
            return steps.RefusalOf(outcome) is { } refusal ? new ProbeOutcome.Refused(refusal)
                : outcome.ExitCode == ElfProbe.ExitCode ? new ProbeOutcome.RunsHere()
                : new ProbeOutcome.WrongAnswer(outcome.ExitCode, outcome.Errors.LastOrDefault(line => line.Length > 0) ?? "");
        }
        catch (MultiArchException e)
        {
            return Errno.OfStart(e) is { } error ? new ProbeOutcome.Refused(error) : new ProbeOutcome.NoAnswer(Limit);
        }
    }

    /// <summary>
    /// Unsets the variables from which QEMU takes options. They would change what the programs do, and are not set where build steps run.
    /// </summary>
    private ProcessRequest Limited(ProcessRequest request, ProbeFolder folder) => request with
    {
        WorkingDirectory = folder.Root,
        Timeout = Limit,
        Environment = host.Environment.GetEnvironmentVariables().Keys
            .Where(name => name.StartsWith("QEMU_", StringComparison.Ordinal)).ToDictionary(name => name, _ => (string?)null),
    };

    private static string? VersionIn(string answer) => Version().Match(answer) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^qemu-\S+ version (\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
