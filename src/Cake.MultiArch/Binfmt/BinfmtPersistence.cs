using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Writes the files from which systemd registers handlers again when the machine starts.</summary>
internal sealed class BinfmtPersistence(Host host, BinfmtPaths paths, BinfmtCommands commands)
{
    /// <summary>
    /// One file an architecture whose handler no file names yet. A handler that the distribution's package registers is left to it. Ours
    /// begin with zz because a later name is registered later, and the kernel tries the newest handler first.
    /// </summary>
    /// <returns>Null when every handler outlives a reboot.</returns>
    public Problem? Persist(IEnumerable<ElfArchitecture> architectures, BinfmtState state)
    {
        var known = new BinfmtConfiguration(paths).Entries();
        foreach (var architecture in architectures)
        {
            if (state.InForce(architecture) is not { } handler)
            {
                return BinfmtChangeProblems.NothingToPersist(architecture, paths.Folder);
            }

            // The last one that is read is the one that will be in force.
            var program = ElfProbe.Write(architecture);
            if (known.LastOrDefault(entry => entry.Matches(program)) is { } last && last.Interpreter == handler.Interpreter && last.IsFixed)
            {
                continue;
            }

            var file = Path.Combine(paths.ConfigurationFolders[0], $"zz-multiarch-{architecture.QemuName}.conf");
            if (!ProgramSearch.IsExecutable(handler.Interpreter))
            {
                return BinfmtChangeProblems.InterpreterDoesNotLast(architecture, handler);
            }

            var line = RegisterLine.Write(handler);
            if (Write(file, line) is { } refusal)
            {
                return BinfmtChangeProblems.NotPersisted(file, refusal, commands.Persist(line, file));
            }

            host.Say($"binfmt_misc: {file} registers {handler.Name} again when the machine starts");
        }

        return null;
    }

    /// <summary>Written beside and moved into place, so that a file is whole or not there. Null when it is there, else why not.</summary>
    private static string? Write(string file, string line)
    {
        // Without .conf nobody reads it.
        var draft = $"{file}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(draft, $"# Written by Cake.MultiArch (EnsureBinfmt with Persist).\n{line}\n");
            File.Move(draft, file, overwrite: true);
            return null;
        }
        catch (Exception e) when (e.IsFileError)
        {
            return e.Message;
        }
        finally
        {
            if (File.Exists(draft))
            {
                File.Delete(draft);
            }
        }
    }
}
