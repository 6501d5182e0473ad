using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Mounts binfmt_misc and adds handlers. It never removes or changes a handler.</summary>
internal sealed class HandlerRegistration(
    Host host, BinfmtFolder folder, BinfmtPaths paths, ProgramSearch programs, BinfmtCommands commands)
{
    /// <summary>
    /// Mounts binfmt_misc. Loads the kernel's module first if the folder does not exist. Returns null if binfmt_misc is mounted afterwards.
    /// </summary>
    public async Task<BinfmtFault?> MountAsync(CancellationToken token)
    {
        if (!Directory.Exists(folder.Path))
        {
            await TryAsync("modprobe", ["binfmt_misc"], token);
        }

        var answer = await TryAsync("mount", ["-t", "binfmt_misc", "binfmt_misc", folder.Path], token);
        if ((await folder.ReadAsync(token)).IsMounted)
        {
            host.Say(
                $"binfmt_misc: mounted at {folder.Path}. The kernel takes the handlers away with the last mount: where this is a container's, they end with the container."
            );
            return null;
        }

        // mount(8) prints this text for ENODEV.
        return answer.Contains("unknown filesystem type", StringComparison.Ordinal)
            ? BinfmtProblems.NotInTheKernel(folder.Path, answer, commands.LoadModule())
            : BinfmtProblems.CannotMount(folder.Path, answer, $"As root of the host itself: {commands.Mount()}");
    }

    /// <summary>Adds a handler under QEMU's own name. If a handler that does not work has that name, uses one of our names.</summary>
    /// <param name="architecture">The architecture of the programs.</param>
    /// <param name="interpreter">The program that the handler starts.</param>
    /// <param name="flags">The flags, in the kernel's letters.</param>
    /// <param name="runsNow">Called if the name is taken: another run may have registered a handler meanwhile.</param>
    /// <param name="token">Passed to each write.</param>
    public async Task<RegisterAnswer> RegisterAsync(
        ElfArchitecture architecture,
        string interpreter,
        string flags,
        Func<Task<bool>> runsNow,
        CancellationToken token
    )
    {
        foreach (var name in RegisterLine.Names(architecture))
        {
            var line = RegisterLine.Write(name, architecture, interpreter, flags);
            var error = await folder.RegisterAsync(line, token);
            switch (error)
            {
                case Errno.None:
                    host.Say($"binfmt_misc: registered {name} for {architecture} with {interpreter}");
                    return new RegisterAnswer.Done(name, interpreter);
                case Errno.Exists:
                    if (await runsNow())
                    {
                        return new RegisterAnswer.ByAnother();
                    }

                    host.Detail($"binfmt_misc: {name} is taken by a handler that does not work; it stays");
                    continue;
                default:
                    return new RegisterAnswer.Failed(Explain(line, error));
            }
        }

        return new RegisterAnswer.Failed(
            BinfmtProblems.Refused(
                RegisterLine.Write(RegisterLine.Names(architecture).Last(), architecture, interpreter, flags),
                Errno.Exists
            )
        );
    }

    /// <summary>The flags for new handlers on this kernel.</summary>
    public string Flags(bool withCredentials) => RegisterLine.Flags(paths.ReadKernelVersion(), withCredentials);

    /// <summary>Explains why the kernel did not accept a line.</summary>
    private BinfmtFault Explain(string line, int error)
    {
        var onTheHost = $"As root of the host itself, not in a container or user namespace: {commands.Register(line)}";
        return error switch
        {
            Errno.Access or Errno.NotPermitted => BinfmtProblems.NotPermitted(folder.Path, error, onTheHost),
            Errno.ReadOnlyFileSystem => BinfmtProblems.ReadOnlyFolder(folder.Path, onTheHost),
            _ => BinfmtProblems.Refused(line, error),
        };
    }

    /// <summary>Runs a system program. Returns the reason of a failure; empty if it succeeded.</summary>
    private async Task<string> TryAsync(string program, string[] arguments, CancellationToken token)
    {
        if (programs.Find(program) is not { } path)
        {
            return $"there is no program {program}.";
        }

        try
        {
            var outcome = await new ProcessRunner(host).RunAsync(
                new ProcessRequest(path, arguments) { Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" } },
                token
            );
            return outcome.ExitCode == 0 ? ""
                : string.Join(' ', outcome.Errors.Select(line => line.Trim())) is { Length: > 0 } text ? text
                : $"{program} ended with code {outcome.ExitCode}.";
        }
        catch (MultiArchException e)
        {
            return e.Problem.Why;
        }
    }
}
