using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>
/// Follows what the kernel and ld.so do when the image starts: the program, its interpreter (<c>#!</c>) or loader, the libraries that it
/// needs, and the libraries that those need.
/// </summary>
/// <param name="image">The platform of the image.</param>
/// <param name="platform">Its architecture.</param>
/// <param name="config">The image's configuration.</param>
/// <param name="files">The image's files.</param>
/// <param name="add">Receives each finding.</param>
internal sealed class StartCheck(Platform image, ElfArchitecture platform, ImageConfig config, ImageFiles files, Action<FileFinding> add)
{
    /// <summary>The kernel follows this many before it answers ELOOP: https://man7.org/linux/man-pages/man2/execve.2.html.</summary>
    private const int MaxInterpreters = 5;

    /// <summary>More folders than any program searches.</summary>
    private const int MaxFolders = 1000;

    private readonly StartedPrograms _programs = new(config, files);

    private readonly LibrarySearch _libraries = new(config, files);

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public void Run()
    {
        CheckFirstWord();
        foreach (var started in _programs.All())
        {
            var named = ImagePath.Name(started.Word) == ImagePath.Name(started.File.Path) ? "" : $" ({Quotation.Of(started.Word)})";
            Program(started.File, $"is what {started.By} starts{named}", started.By, started.IsCertain, depth: 0);
        }
    }

    /// <summary>Finds a program that cannot start. If the image lacks the folder too, a volume may bring the program.</summary>
    private void CheckFirstWord()
    {
        if (_programs.Words is not [(['/', ..] path, var by), ..] || files.Find(ImagePath.Folder(path)) is null)
        {
            return;
        }

        var why = files.Find(path) switch
        {
            null => "but the image does not have it",
            { Kind: ImageFileKind.File, IsExecutable: false } => "but is not executable",
            _ => null,
        };
        if (why is not null)
        {
            Tell(path, $"is what {by} starts, {why}", "program", machine: null, isRefused: false);
        }
    }

    /// <param name="file">An executable file.</param>
    /// <param name="role">What it does: <c>is what CMD starts</c>.</param>
    /// <param name="by">ENTRYPOINT or CMD.</param>
    /// <param name="isCertain">Whether it certainly starts.</param>
    /// <param name="depth">The number of interpreters before it.</param>
    private void Program(ImageFile file, string role, string by, bool isCertain, int depth)
    {
        if (!_seen.Add(file.Path))
        {
            return;
        }

        if (file.Size == 0 && file.Elf is null)
        {
            // An argument may name any file. An empty __init__.py is correct.
            if (isCertain || !ImagePath.Name(file.Path).Contains('.'))
            {
                Add(file.Path, $"is empty (0 bytes), and {role}", "program");
            }
        }
        else if (ProgramFile.IsOne(file) && file.Elf is { } elf)
        {
            var machine = Machine.Of(elf.Header);
            if (!isCertain && !machine.IsOfPlatforms)
            {
                // It is an input for a simulator or a firmware loader.
                return;
            }

            if (!machine.RunsOn(platform))
            {
                Add(file.Path, $"{ProgramFile.Is(file)}, and {role}", "program");
            }
            else if (Loader(file, elf, machine, by, isCertain))
            {
                Libraries(file, machine, by, isCertain);
            }
        }
        else if (file.ScriptInterpreter is { } line && depth < MaxInterpreters)
        {
            Script(file, line, by, isCertain, depth + 1);
        }
    }

    /// <summary>https://man7.org/linux/man-pages/man2/execve.2.html, "Interpreter scripts"</summary>
    private void Script(ImageFile script, string line, string by, bool isCertain, int depth)
    {
        var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        var role = $"runs {Quotation.Line(script.Path)}, which {by} starts";
        var folder = config.WorkingDir is { Length: > 0 } given ? given : "/";
        if (_programs.FindProgram(words[0].Contains('/') ? words[0] : $"./{words[0]}", folder) is { } interpreter)
        {
            Program(interpreter, role, by, isCertain, depth);
        }
        else if (isCertain && words[0].StartsWith('/') && files.Find(words[0]) is null)
        {
            Missing(script, $"is run by {Quotation.Line(words[0])}, which the image does not have", "program");
        }

        if (ImagePath.Name(words[0]) == "env"
            && words.Skip(1).FirstOrDefault(word => word[0] != '-' && !word.Contains('=')) is { } name
            && _programs.FindProgram(name, folder) is { } program)
        {
            Program(program, role, by, isCertain, depth);
        }
    }

    /// <returns>True if the program has no loader, or if its loader can load it.</returns>
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
                Missing(program, $"is loaded by {Quotation.Line(path)}, which the image does not have", "loader", machine);
            }

            return false;
        }

        if (!LibrarySearch.IsOf(loader, machine) && (loader.Elf is not null || loader.Size == 0))
        {
            var words = loader.Elf is null ? "is empty (0 bytes)" : ProgramFile.Is(loader);
            Add(loader.Path, $"{words}, and loads {Quotation.Line(program.Path)}, which {by} starts", "loader", machine);
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
            var missing = new List<string>();
            foreach (var name in user.File.Elf!.Needed)
            {
                var candidates = _libraries.Candidates(name, user.Folders, machine);
                if (candidates.FirstOrDefault(file => LibrarySearch.IsOf(file, machine)) is { } right)
                {
                    if (seen.Add(right.Path))
                    {
                        // DT_RPATH also applies to the libraries of a library.
                        open.Enqueue((right, [.. user.Folders.Concat(LibrarySearch.Folders(right)).Distinct().Take(MaxFolders)]));
                    }
                }
                else if (candidates.FirstOrDefault(file => file.Elf is not null || file.Size == 0) is { } wrong)
                {
                    var started = $"{Quotation.Line(program.Path)}, which {by} starts";
                    var needing = user.File == program ? started : $"{Quotation.Line(user.File.Path)}, which belongs to {started}";
                    Add(
                        wrong.Path,
                        $"{(wrong.Elf is null ? "is empty (0 bytes)" : ProgramFile.Is(wrong))}, and is needed by {needing}",
                        "library",
                        machine
                    );
                }
                else if (isCertain && candidates.Count == 0 && _libraries.IsMissing(name, user.Folders))
                {
                    missing.Add(Quotation.Line(name));
                }
            }

            if (missing.Count > 0)
            {
                var noun = missing.Count == 1 ? "library" : "libraries";
                Missing(
                    user.File, $"needs the {noun} {string.Join(", ", missing)}, which the image does not have", "library", machine);
            }
        }
    }

    private void Add(string path, string found, string expected, Machine? machine = null) =>
        Tell(path, found, expected, machine, isRefused: true);

    private void Missing(ImageFile file, string found, string expected, Machine? machine = null) =>
        Tell(file.Path, found, expected, machine, isRefused: false);

    private void Tell(string path, string found, string noun, Machine? machine, bool isRefused) =>
        add(
            new FileFinding(image, path, found, $"{(machine ?? Machine.Of(platform)).WithArticle()} {noun}", isRefused)
            {
                Role = FileRole.Started,
            }
        );
}
