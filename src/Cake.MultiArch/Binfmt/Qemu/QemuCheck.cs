using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Checks whether a file is usable as an interpreter, wherever it came from. It must be a static program for this host, must run, and
/// must report that it is QEMU for the wanted architecture.
/// </summary>
/// <param name="version">Asks the program for its version.</param>
/// <param name="native">The host's architecture, for which QEMU itself must be built; null if it is not known.</param>
internal sealed partial class QemuCheck(IQemuVersion version, ElfArchitecture? native)
{
    /// <summary>A program is asked once, even if several places lead to it. A replaced file counts as another program.</summary>
    private readonly ConcurrentDictionary<(string Path, DateTime Written, ElfArchitecture Architecture), QemuVerdict> _verdicts = new();

    /// <summary>Why a file cannot be used inside a container, according to its header; null if the header shows no reason.</summary>
    public string? Flaw(string path)
    {
        if (!ProgramSearch.IsExecutable(path))
        {
            return "is not executable";
        }

        try
        {
            using var file = File.OpenRead(path);
            return ElfFile.Read(file)?.Header switch
            {
                null => "is no program",
                { HasInterpreter: true } => "is linked dynamically: inside a container it would not find its libraries",
                var header when native is not null && !header.IsFor(native) => "is a program for another architecture",
                _ => null,
            };
        }
        catch (Exception e) when (e.IsFileError)
        {
            return "cannot be read";
        }
    }

    /// <summary>Checks the header, then runs the program.</summary>
    public async Task<QemuVerdict> JudgeAsync(string path, ElfArchitecture architecture, CancellationToken token)
    {
        if (Flaw(path) is { } flaw)
        {
            return new QemuVerdict(null, flaw);
        }

        var key = (path, File.GetLastWriteTimeUtc(path), architecture);
        return _verdicts.TryGetValue(key, out var known) ? known : _verdicts[key] = await AskAsync(path, architecture, token);
    }

    private async Task<QemuVerdict> AskAsync(string path, ElfArchitecture architecture, CancellationToken token)
    {
        try
        {
            var outcome = await version.AskAsync(path, token);
            var answer = Answer().Match(outcome.Output);
            return outcome.ExitCode != 0
                    ? Refused($"ended with code {outcome.ExitCode} when it was asked for its version{LastWords(outcome)}")
                : !answer.Success ? Refused($"does not say that it is QEMU when it is asked for its version{LastWords(outcome)}")
                : answer.Groups["name"].Value != architecture.QemuName ? Refused($"is QEMU for {answer.Groups["name"].Value}")
                : new QemuVerdict(answer.Groups["version"].Value, null);
        }
        catch (MultiArchException e) when (Errno.OfStart(e) is { } error)
        {
            return Refused($"cannot be executed: {Errno.Describe(error)}");
        }
        catch (MultiArchException e)
        {
            return Refused($"gave no answer when it was asked for its version: {e.Problem.What}");
        }
    }

    private static QemuVerdict Refused(string flaw) => new(null, flaw);

    private static string LastWords(ProcessOutcome outcome) =>
        outcome.Tail.LastOrDefault(line => line.Length > 0) is { } line ? $" (it wrote: {Quotation.Line(line)})" : "";

    /// <remarks>
    /// https://gitlab.com/qemu-project/qemu/-/blob/master/linux-user/main.c (handle_arg_version): the name is fixed at build time, and does
    /// not depend on the file name.
    /// </remarks>
    [GeneratedRegex(@"\Aqemu-(?<name>\w+) version (?<version>\d\S*)", RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}

/// <summary>The result of the check of a program: a version or a flaw.</summary>
/// <param name="Version">QEMU's version; null if the program is not usable.</param>
/// <param name="Flaw">Why it is not usable, as the part of a sentence after its path; null if it is usable.</param>
internal readonly record struct QemuVerdict(string? Version, string? Flaw);
