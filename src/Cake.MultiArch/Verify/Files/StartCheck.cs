using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>
/// Follows what the kernel and ld.so do when the image starts: the program, the <c>#!</c> or loader that runs it, the libraries that it needs
/// and those that they need.
/// </summary>
/// <param name="image">The platform of the image.</param>
/// <param name="platform">Its architecture.</param>
/// <param name="config">The image's configuration.</param>
/// <param name="files">The image's files.</param>
/// <param name="add">Takes what is wrong.</param>
internal sealed class StartCheck(Platform image, ElfArchitecture platform, ImageConfig config, ImageFiles files, Action<FileFinding> add)
{
    private readonly StartedPrograms _programs = new(config, files);

    private readonly LibrarySearch _libraries = new(config, files);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var started in _programs.All())
        {
            var named = Name(started.Word) == Name(started.File.Path) ? "" : $" (\"{started.Word}\")";
            Program(started.File, $"is what {started.By} starts{named}", started.By, started.IsCertain);
        }
    }

    /// <param name="file">An executable file.</param>
    /// <param name="role">What it does: <c>is what CMD starts</c>.</param>
    /// <param name="by">ENTRYPOINT or CMD.</param>
    /// <param name="isCertain">Whether it is started for certain.</param>
    private void Program(ImageFile file, string role, string by, bool isCertain)
    {
        if (!_seen.Add(file.Path))
        {
            return;
        }

        if (file.Size == 0 && file.Elf is null)
        {
            // An argument may name a file of any kind: __init__.py is empty and right.
            if (isCertain || !Name(file.Path).Contains('.'))
            {
                Add(file.Path, $"is empty (0 bytes), and {role}", "program");
            }
        }
        else if (ProgramFile.IsOne(file) && file.Elf is { } elf)
        {
            var machine = Machine.Of(elf.Header);
            if (!machine.RunsOn(platform))
            {
                Add(file.Path, $"{ProgramFile.Is(file)}, and {role}", "program");
            }
            else if (Loader(file, elf, machine, by, isCertain))
            {
                Libraries(file, machine, by, isCertain);
            }
        }
        else if (file.ScriptInterpreter is { } line)
        {
            Script(file, line, by, isCertain);
        }
    }

    /// <summary>https://man7.org/linux/man-pages/man2/execve.2.html, "Interpreter scripts"</summary>
    private void Script(ImageFile script, string line, string by, bool isCertain)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        var role = $"runs {script.Path}, which {by} starts";
        var folder = config.WorkingDir is { Length: > 0 } given ? given : "/";
        if (_programs.FindProgram(words[0].Contains('/') ? words[0] : $"./{words[0]}", folder) is { } interpreter)
        {
            Program(interpreter, role, by, isCertain);
        }
        else if (isCertain && words[0].StartsWith('/') && files.Find(words[0]) is null)
        {
            Missing(script, $"is run by {words[0]}, which the image does not have", "program");
        }

        if (Name(words[0]) == "env"
            && words.Skip(1).FirstOrDefault(word => word[0] != '-' && !word.Contains('=')) is { } name
            && _programs.FindProgram(name, folder) is { } program)
        {
            Program(program, role, by, isCertain);
        }
    }

    /// <returns>Whether the loader is one that loads the program.</returns>
    private bool Loader(ImageFile program, ElfFile elf, Machine machine, string by, bool isCertain)
    {
        if (elf.Interpreter is not { } path || !path.StartsWith('/'))
        {
            return elf.Interpreter is null;
        }

        if (files.Find(path) is not { Kind: ImageFileKind.File } loader)
        {
            if (isCertain)
            {
                Missing(program, $"is loaded by {path}, which the image does not have", "loader", machine);
            }

            return false;
        }

        if (!LibrarySearch.IsOf(loader, machine) && (loader.Elf is not null || loader.Size == 0))
        {
            var words = loader.Elf is null ? "is empty (0 bytes)" : ProgramFile.Is(loader);
            Add(loader.Path, $"{words}, and loads {program.Path}, which {by} starts", "loader", machine);
            return false;
        }

        return true;
    }

    private void Libraries(ImageFile program, Machine machine, string by, bool isCertain)
    {
        var open = new Queue<(ImageFile File, IReadOnlyList<string> Folders)>([(program, [.. LibrarySearch.Folders(program)])]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryDequeue(out var user))
        {
            foreach (var name in user.File.Elf!.Needed)
            {
                var candidates = _libraries.Candidates(name, user.Folders, machine);
                if (candidates.FirstOrDefault(file => LibrarySearch.IsOf(file, machine)) is { } right)
                {
                    if (seen.Add(right.Path))
                    {
                        // DT_RPATH counts for the libraries of a library too.
                        open.Enqueue((right, [.. user.Folders.Concat(LibrarySearch.Folders(right)).Distinct()]));
                    }
                }
                else if (candidates.FirstOrDefault(file => file.Elf is not null || file.Size == 0) is { } wrong)
                {
                    var needing = user.File == program ? $"{program.Path}, which {by} starts" : $"{user.File.Path}, which belongs to {program.Path}, which {by} starts";
                    Add(wrong.Path, $"{(wrong.Elf is null ? "is empty (0 bytes)" : ProgramFile.Is(wrong))}, and is needed by {needing}", "library", machine);
                }
                else if (isCertain && candidates.Count == 0 && _libraries.IsMissing(name, user.Folders))
                {
                    Missing(user.File, $"needs the library {name}, which the image does not have", "library", machine);
                }
            }
        }
    }

    private void Add(string path, string found, string expected, Machine? machine = null) => Tell(path, found, expected, machine, isRefused: true);

    private void Missing(ImageFile file, string found, string expected, Machine? machine = null) => Tell(file.Path, found, expected, machine, isRefused: false);

    private void Tell(string path, string found, string noun, Machine? machine, bool isRefused) =>
        add(new FileFinding(image, path, found, $"{(machine ?? Machine.Of(platform)).WithArticle()} {noun}", isRefused) { Role = FileRole.Started });

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
