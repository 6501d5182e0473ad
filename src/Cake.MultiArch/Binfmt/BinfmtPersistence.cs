using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt;

/// <summary>Writes the files from which systemd registers handlers again when the machine starts.</summary>
internal sealed class BinfmtPersistence(Host host, BinfmtPaths paths, BinfmtCommands commands)
{
    /// <summary>
    /// Writes one file per architecture whose handler no file names yet. A handler from the distribution's package is left to the package.
    /// Our files begin with zz: a later name is registered later, and the kernel tries the newest handler first.
    /// </summary>
    /// <returns>Null if every handler survives a reboot.</returns>
    public Problem? Persist(IEnumerable<ElfArchitecture> architectures, BinfmtState state)
    {
        var known = new BinfmtConfiguration(paths).Entries();
        foreach (var architecture in architectures)
        {
            if (state.InForce(architecture) is not { } handler)
            {
                return BinfmtChangeProblems.NothingToPersist(architecture, paths.Folder);
            }

            // The last entry that systemd reads will be in force.
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

    /// <summary>Writes a draft and renames it, so that the file is complete or absent. Returns null, or the reason of a failure.</summary>
    private static string? Write(string file, string line)
    {
        // systemd ignores a file without .conf.
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
