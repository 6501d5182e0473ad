using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>Finds the programs that an image starts: the files that ENTRYPOINT and CMD name.</summary>
/// <param name="config">The image's configuration.</param>
/// <param name="files">The image's files.</param>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/conversion.md#verbatim-fields (process.args, process.cwd, process.env)
/// </remarks>
internal sealed partial class StartedPrograms(ImageConfig config, ImageFiles files)
{
    /// <summary>
    /// The PATH that podman sets if the image sets none: https://github.com/containers/common/blob/main/docs/containers.conf.5.md (env).
    /// </summary>
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The words that start a container, each with its origin: <c>ENTRYPOINT</c> or <c>CMD</c>.</summary>
    public IReadOnlyList<(string Word, string By)> Words { get; } =
        [.. config.Entrypoint.Select(word => (word, "ENTRYPOINT")), .. config.Cmd.Select(word => (word, "CMD"))];

    /// <summary>
    /// The programs. Words after the first count too, because the first program usually starts them: <c>tini -- server</c>,
    /// <c>docker-entrypoint.sh server</c>. The arguments of an emulator do not count.
    /// </summary>
    public IEnumerable<StartedProgram> All()
    {
        var words = Words;
        var folder = config.WorkingDir is { Length: > 0 } given ? given : "/";
        for (var i = 0; i < words.Count; i++)
        {
            var (word, by) = words[i];
            if (Find(word, folder, isFirst: i == 0) is not { } file)
            {
                continue;
            }

            yield return new StartedProgram(file, word, by, IsCertain: i == 0);
            if (ForeignFiles.RunsForeign(file.Path) || ForeignFiles.RunsForeign(word))
            {
                yield break;
            }

            var script = ShellCommand.Commands([.. words.Skip(i).Select(next => next.Word)], "").FirstOrDefault()?.Script;
            foreach (var program in script is null ? [] : OfScript(script, folder, by))
            {
                yield return program;
            }
        }
    }

    /// <summary>Finds the program with a name, in the same way as execvp.</summary>
    /// <param name="name">A path, or a name to look for in PATH.</param>
    /// <param name="folder">The folder that a relative path starts from.</param>
    /// <returns>An executable file; null if the image has none with this name.</returns>
    public ImageFile? FindProgram(string name, string folder) =>
        name.Contains('/')
            ? Executable(Absolute(name, folder))
            : SearchPath()
                .Select(part => Executable(Absolute(part.Length == 0 ? name : $"{part}/{name}", folder)))
                .FirstOrDefault(found => found is not null);

    /// <summary>A variable of the image's environment; null if it is not set.</summary>
    public static string? Variable(ImageConfig config, string name) =>
        config.Env.LastOrDefault(entry => entry.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>
    /// The programs in the text of a command, in order. If the text has conditions, only the first program counts. Which of the others
    /// starts is decided while the command runs, and may depend on the architecture.
    /// </summary>
    private IEnumerable<StartedProgram> OfScript(string script, string folder, string by)
    {
        foreach (var command in ShellCommand.ReadAll(script))
        {
            if (command.Program == "cd" && command.Words is [_, var target])
            {
                folder = target.Contains('$') ? folder : Absolute(target, folder);
                continue;
            }

            var isFirst = true;
            foreach (var word in command.Words)
            {
                if (Find(word, folder, isFirst) is { } file)
                {
                    yield return new StartedProgram(file, word, by, isFirst);
                    if (ForeignFiles.RunsForeign(file.Path))
                    {
                        yield break;
                    }
                }

                isFirst = false;
            }

            if (IsTest(command.Program) || (Condition().IsMatch(script) && !IsBuiltIn(command.Program)))
            {
                yield break;
            }
        }
    }

    private ImageFile? Find(string word, string folder, bool isFirst)
    {
        if (word.Length == 0 || word[0] == '-' || word.AsSpan().IndexOfAny("$\n\0") >= 0)
        {
            return null;
        }

        return FindProgram(word, folder) ?? (isFirst ? null : Executable(Absolute(word, folder)));
    }

    private string[] SearchPath() => (Variable(config, "PATH") is { Length: > 0 } path ? path : DefaultPath).Split(':');

    private ImageFile? Executable(string path) => files.Find(path) is { IsExecutable: true } file ? file : null;

    private static string Absolute(string path, string folder)
    {
        var whole = path.StartsWith('/') ? path : $"{folder}/{path}";
        return '/' + string.Join('/', whole.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
    }

    private static bool IsTest(string program) => program is "[" or "[[" or "test";

    private static bool IsBuiltIn(string program) =>
        program is "set" or "export" or "ulimit" or "umask" or "trap" or "echo" or "printf" or "source" or "." or "unset" or "eval";

    [GeneratedRegex(@"\|\||(^|[\s;])(if|case|while|until|for)\s", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}

/// <summary>A file that an image starts.</summary>
/// <param name="File">The file, with no link in its path.</param>
/// <param name="Word">The word that names it: <c>sh</c> for <c>/bin/busybox</c>.</param>
/// <param name="By">The origin of the word: <c>ENTRYPOINT</c> or <c>CMD</c>.</param>
/// <param name="IsCertain">True if it certainly starts; false for an argument that names a program.</param>
internal sealed record StartedProgram(ImageFile File, string Word, string By, bool IsCertain);
