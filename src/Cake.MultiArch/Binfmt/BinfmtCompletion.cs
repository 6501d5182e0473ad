using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// Registers the handlers that a host lacks. Removes the new handlers that did not help, so a host is never worse than before.
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
    /// <param name="settings">What is allowed.</param>
    /// <param name="search">Finds QEMU.</param>
    /// <param name="token">Cancels the work; handlers registered so far are removed.</param>
    /// <returns>
    /// What is known about the platforms afterwards. They are tested again, because a handler can disappear with the process that
    /// registered it.
    /// </returns>
    public async Task<IReadOnlyList<PlatformAnswer>> CompleteAsync(
        IReadOnlyList<PlatformAnswer> answers,
        BinfmtSettings settings,
        QemuSearch search,
        CancellationToken token
    )
    {
        // All checks that are possible without a change come before the first change.
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
    /// Registers the new handlers beside the old ones. Removes the old ones only after every platform runs with the new ones, so a host
    /// always has handlers, and a reset that does not help changes nothing. Then gives the new handlers the names that became free.
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
    /// <param name="found">The program to register for each architecture.</param>
    /// <param name="settings">What is allowed.</param>
    /// <param name="isBeside">
    /// Whether to register a handler even if an old one works, because the old one is removed later. Then every new handler must be
    /// registered and must help, otherwise all new ones are removed.
    /// </param>
    /// <param name="token">Cancels the work; handlers registered so far are removed.</param>
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
            // A handler that was not tested may hang, and it would be in force.
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

    /// <summary>Makes sure that the folder accepts handlers. Null if it does.</summary>
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
    /// Whether a mount would hide handlers that work now. Outside the host's own user namespace a mount makes a new, empty set of
    /// handlers, which hides the host's. Then the wanted handlers that cannot be read must be registered again too.
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
            // The kernel has no user namespaces.
            return false;
        }
    }

    /// <summary>Explains why a platform still does not run: its handler was refused, or the handler did not help.</summary>
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
