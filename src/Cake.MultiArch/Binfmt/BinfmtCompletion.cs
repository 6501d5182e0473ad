using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Registers the handlers that a host lacks. What did not help is taken back, so that a host is better than before or as it was.
/// </summary>
internal sealed class BinfmtCompletion(
    Host host,
    BinfmtPaths paths,
    BinfmtSurvey survey,
    BinfmtFolder folder,
    HandlerRegistration registration,
    BinfmtCommands commands
)
{
    /// <param name="answers">What is known about each wanted platform.</param>
    /// <param name="settings">What may be done.</param>
    /// <param name="search">Where QEMU comes from.</param>
    /// <param name="token">Ends it; what was registered is taken back.</param>
    /// <returns>What is known about them afterwards: found out anew, because a handler can go with whoever registered it.</returns>
    public async Task<IReadOnlyList<PlatformAnswer>> CompleteAsync(
        IReadOnlyList<PlatformAnswer> answers,
        BinfmtSettings settings,
        QemuSearch search,
        CancellationToken token
    )
    {
        // All that can be known beforehand is checked before the first change.
        var isMounted = (await folder.ReadAsync(token)).IsMounted;
        var isHidden = settings.Reset || (!isMounted && MountHidesHandlers());
        var wanted = answers
            .Where(answer => isHidden || answer is PlatformAnswer.Unsupported)
            .Select(answer => survey.Foreign(answer.Platform))
            .OfType<ElfArchitecture>()
            .Distinct();
        var found = await search.FindAsync([.. wanted], token);
        if (found.Values.Any(qemu => qemu.Path is null))
        {
            return QemuMissing(answers, found);
        }

        if (await PrepareFolderAsync(settings, search, isMounted, token) is { } fault)
        {
            return Faulty(answers, fault);
        }

        return settings.Reset
            ? await ReplaceAsync(answers, found, settings, token)
            : (await AddAsync(answers, found, settings, isBeside: false, token)).Answers;
    }

    /// <summary>
    /// The new handlers come first, beside the old ones, and only when every platform runs with them the old ones go. So a host is never
    /// without, and a reset that does not help changes nothing. Then the new ones get the names that are free now.
    /// </summary>
    private async Task<IReadOnlyList<PlatformAnswer>> ReplaceAsync(
        IReadOnlyList<PlatformAnswer> answers,
        IReadOnlyDictionary<ElfArchitecture, QemuFound> found,
        BinfmtSettings settings,
        CancellationToken token
    )
    {
        var reset = new HandlerReset(host, folder);
        var old = await reset.AnnounceAsync(token);
        var (after, registrations) = await AddAsync(answers, found, settings, isBeside: true, token);
        if (after.Any(answer => answer is PlatformAnswer.Unsupported))
        {
            return after;
        }

        if (await reset.RemoveAsync(old) is not Errno.None and var error)
        {
            return [.. after.Select(answer => Faulty(answer, BinfmtChangeProblems.NotRemoved(folder.Path, error)))];
        }

        foreach (var (architecture, program) in found)
        {
            var beside = ((RegisterAnswer.Done)registrations[architecture]).Name;
            if (
                beside != RegisterLine.Names(architecture).First()
                && await registration.RegisterAsync(
                    architecture,
                    program.Path!,
                    registration.Flags(settings.Credentials),
                    () => Task.FromResult(true),
                    CancellationToken.None
                )
                    is not RegisterAnswer.Failed
            )
            {
                await folder.RemoveAsync(beside, CancellationToken.None);
            }
        }

        return after;
    }

    /// <param name="answers">What is known about each wanted platform.</param>
    /// <param name="found">What is registered for each architecture.</param>
    /// <param name="settings">What may be done.</param>
    /// <param name="isBeside">
    /// Whether a handler is registered also where one works, which goes afterwards: then all of the new ones have to be there and to help,
    /// or all are taken back.
    /// </param>
    /// <param name="token">Ends it; what was registered is taken back.</param>
    private async Task<(IReadOnlyList<PlatformAnswer> Answers, Dictionary<ElfArchitecture, RegisterAnswer> Registrations)> AddAsync(
        IReadOnlyList<PlatformAnswer> answers,
        IReadOnlyDictionary<ElfArchitecture, QemuFound> found,
        BinfmtSettings settings,
        bool isBeside,
        CancellationToken token
    )
    {
        var registrations = new Dictionary<ElfArchitecture, RegisterAnswer>();
        try
        {
            foreach (var (architecture, program) in found)
            {
                token.ThrowIfCancellationRequested();
                registrations[architecture] = await registration.RegisterAsync(
                    architecture,
                    program.Path!,
                    registration.Flags(settings.Credentials),
                    () => isBeside ? Task.FromResult(false) : survey.RunsAsync(architecture, token),
                    token
                );
            }

            var after = await survey.AskAsync(answers.Select(answer => answer.Platform), token);
            IReadOnlyList<PlatformAnswer> explained = [.. after.Select(answer => Explain(answer, registrations, isBeside))];
            var broken = explained.OfType<PlatformAnswer.Unsupported>().Select(answer => answer.Architecture).ToHashSet();
            await TakeBackAsync(registrations.Where(registered => broken.Contains(registered.Key) || (isBeside && broken.Count > 0)));
            return (explained, registrations);
        }
        catch (OperationCanceledException)
        {
            // What is not proven may hang, and would be in force.
            await TakeBackAsync(registrations);
            throw;
        }
    }

    private async Task TakeBackAsync(IEnumerable<KeyValuePair<ElfArchitecture, RegisterAnswer>> registrations)
    {
        foreach (var name in registrations.Select(registered => registered.Value).OfType<RegisterAnswer.Done>().Select(done => done.Name))
        {
            await folder.RemoveAsync(name, CancellationToken.None);
        }
    }

    private PlatformAnswer[] QemuMissing(IReadOnlyList<PlatformAnswer> answers, IReadOnlyDictionary<ElfArchitecture, QemuFound> found)
    {
        var install = commands.InstallQemu(found.Where(qemu => qemu.Value.Path is null).Select(qemu => qemu.Key));
        return
        [
            .. answers.Select(answer =>
                survey.Foreign(answer.Platform) is { } architecture
                && found.TryGetValue(architecture, out var program)
                && program.Path is null
                    ? new PlatformAnswer.Unsupported(answer.Platform, architecture, QemuProblems.Missing(architecture, program, install))
                    : answer
            ),
        ];
    }

    /// <summary>Sees to a folder that takes handlers. Null when it is there.</summary>
    private async Task<BinfmtFault?> PrepareFolderAsync(BinfmtSettings settings, QemuSearch search, bool isMounted, CancellationToken token)
    {
        if (settings.Mode is BinfmtMode.Rootless && folder is PodmanBinfmtFolder ofPodman)
        {
            return await new RootlessHandlers(host, paths, ofPodman, search.Likely).EnsureAsync(token);
        }

        return isMounted ? null : await registration.MountAsync(token);
    }

    private static PlatformAnswer[] Faulty(IReadOnlyList<PlatformAnswer> answers, BinfmtFault fault) =>
        [.. answers.Select(answer => answer is PlatformAnswer.Unsupported ? Faulty(answer, fault) : answer)];

    private static PlatformAnswer.Unsupported Faulty(PlatformAnswer answer, BinfmtFault fault) =>
        answer is PlatformAnswer.Unsupported broken
            ? broken with
            {
                Fault = fault,
            }
            : new PlatformAnswer.Unsupported(answer.Platform, null, fault);

    /// <summary>
    /// Whether mounting would take away handlers that work now. Outside the host's own user namespace a mount makes a new, empty set of
    /// handlers which hides the host's, so those that are wanted and cannot be read must be registered anew as well.
    /// </summary>
    /// <remarks>Since Linux 6.7, https://docs.kernel.org/admin-guide/binfmt-misc.html.</remarks>
    private bool MountHidesHandlers()
    {
        try
        {
            var map = File.ReadAllText(paths.UserMap).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return folder is PodmanBinfmtFolder || map is not ["0", "0", "4294967295"];
        }
        catch (IOException)
        {
            // A kernel without user namespaces.
            return false;
        }
    }

    /// <summary>Says why a platform still does not run: its handler was refused, or it did not help.</summary>
    private PlatformAnswer Explain(PlatformAnswer answer, Dictionary<ElfArchitecture, RegisterAnswer> registrations, bool isBeside) =>
        answer switch
        {
            PlatformAnswer.Supported
                when isBeside
                    && survey.Foreign(answer.Platform) is { } own
                    && registrations.GetValueOrDefault(own) is RegisterAnswer.Failed refused => new PlatformAnswer.Unsupported(
                answer.Platform,
                own,
                refused.Fault
            ),
            PlatformAnswer.Supported supported => new PlatformAnswer.Supported(
                supported.Support with
                {
                    Registered =
                        survey.Foreign(answer.Platform) is { } registered
                        && registrations.GetValueOrDefault(registered) is RegisterAnswer.Done,
                }
            ),
            PlatformAnswer.Unsupported { Architecture: { } architecture } broken => registrations.GetValueOrDefault(architecture) switch
            {
                RegisterAnswer.Failed failed => broken with { Fault = failed.Fault },
                RegisterAnswer.Done done => broken with
                {
                    Fault = BinfmtProblems.DidNotHelp(architecture, done.Interpreter, broken.Fault, commands.InstallQemu([architecture])),
                },
                _ => answer,
            },
            _ => answer,
        };
}
