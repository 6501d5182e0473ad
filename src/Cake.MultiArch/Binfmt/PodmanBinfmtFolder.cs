using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>The folder as seen in the namespace that podman keeps for a user: the host's folder, or the namespace's own.</summary>
/// <remarks>A user namespace has its own handlers from the first mount of binfmt_misc in it (Linux 6.7 or newer).</remarks>
internal sealed class PodmanBinfmtFolder(string path, StepNamespace steps, ProcessRunner runner) : BinfmtFolder(path)
{
    /// <summary>
    /// Writes a plus if the folder is writable. Then writes the name and content of each file, in the order of the folder, newest first.
    /// </summary>
    private const string Show =
        "cd \"$1\" && { [ -w register ] && echo +; find . -maxdepth 1 -type f; } | while IFS= read -r file; do "
        + "printf '=%s\\n' \"${file#./}\"; sed 's/^/ /' \"$file\" 2>/dev/null; done";

    /// <summary>
    /// Mounts an instance unless there is one, and writes the lines of standard input to it. Two runs at once end with one instance: the
    /// kernel keeps one per namespace, and the second mount is refused or shows the same. Signals wait, because half of the lines are worse
    /// than none.
    /// </summary>
    private const string Fill =
        "trap '' INT TERM HUP; [ -w \"$1/register\" ] || mount -t binfmt_misc binfmt_misc \"$1\" || [ -w \"$1/register\" ] || exit 1; "
        + "while IFS= read -r line; do printf '%s' \"$line\" >\"$1/register\"; done 2>/dev/null; exit 0";

    private const string Writable = "+";

    /// <summary>Gives the namespace its own handlers: only these.</summary>
    /// <param name="lines">The lines that register them, oldest first.</param>
    /// <returns>The outcome of the mount. A later read shows which lines the kernel did not accept.</returns>
    public Task<ProcessOutcome> FillAsync(IEnumerable<string> lines) =>
        RunAsync("sh", ["-c", Fill, "sh", Path], string.Concat(lines.Select(line => line + "\n")), CancellationToken.None);

    public override async Task<BinfmtState> ReadAsync(CancellationToken token)
    {
        var files = Files((await RunAsync("sh", ["-c", Show, "sh", Path], null, token)).Output);
        if (files.Find(file => file.Name == StatusFile) is not { Text: { } status })
        {
            return BinfmtState.NotMounted(Errno.NoEntry);
        }

        var entries = files
            .Where(file => file is { Name: not (StatusFile or RegisterFile or Writable), Text.Length: > 0 })
            .Select(file => BinfmtEntry.Parse(file.Name, file.Text));
        return new BinfmtState(IsMounted: true, status.Trim() != "disabled", [.. entries])
        {
            IsOfNamespace = files.Exists(file => file.Name == Writable),
        };
    }

    protected override async Task<int> WriteAsync(string file, string text, CancellationToken token)
    {
        var outcome = await RunAsync("tee", [System.IO.Path.Combine(Path, file)], text, token);
        return outcome.ExitCode == 0 ? Errno.None : Errno.OfMessage(outcome.Errors is [.., var last] ? last : "") ?? Errno.InputOutput;
    }

    /// <summary>Parses the listing: a name after <c>=</c>, then the lines of the file, each after a space.</summary>
    private static List<(string Name, string Text)> Files(string listing)
    {
        var files = new List<(string Name, string Text)>();
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '=')
            {
                files.Add((line[1..], ""));
            }
            else if (files.Count > 0)
            {
                files[^1] = (files[^1].Name, files[^1].Text + line[1..] + "\n");
            }
        }

        return files;
    }

    private Task<ProcessOutcome> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken token) =>
        runner.RunAsync(
            steps.Request(program, arguments) with
            {
                StandardInput = input,
                CaptureOutput = true,
                Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" },
            },
            token);
}
