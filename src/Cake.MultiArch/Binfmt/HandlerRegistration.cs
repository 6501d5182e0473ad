using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Changes binfmt_misc: mounts it, and adds handlers. It never removes or changes a handler.</summary>
internal sealed class HandlerRegistration(
    Host host, BinfmtFolder folder, BinfmtPaths paths, ProgramSearch programs, BinfmtCommands commands)
{
    /// <summary>
    /// Mounts binfmt_misc, loading the kernel's module first where the folder is not even there. Null when it is mounted then.
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

        // What mount(8) makes of ENODEV.
        return answer.Contains("unknown filesystem type", StringComparison.Ordinal)
            ? BinfmtProblems.NotInTheKernel(folder.Path, answer, commands.LoadModule())
            : BinfmtProblems.CannotMount(folder.Path, answer, $"As root of the host itself: {commands.Mount()}");
    }

    /// <summary>Adds a handler, under QEMU's own name or, where that is taken by one that does not work, under one of ours.</summary>
    /// <param name="architecture">What it is for.</param>
    /// <param name="interpreter">The program it starts.</param>
    /// <param name="flags">The kernel's letters.</param>
    /// <param name="runsNow">Asked when the name is taken: another run may have registered meanwhile.</param>
    /// <param name="token">Looked at before each try.</param>
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

    /// <summary>The flags that this kernel's handlers are registered with.</summary>
    public string Flags(bool withCredentials) => RegisterLine.Flags(paths.ReadKernelVersion(), withCredentials);

    /// <summary>What it means that the kernel did not take a line.</summary>
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

    /// <summary>Runs a system program and returns what it says about a failure; empty when it ended well.</summary>
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
