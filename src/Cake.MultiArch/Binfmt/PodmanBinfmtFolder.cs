using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt;

/// <summary>The folder as it is seen in the namespace that podman keeps for a user: the host's own, or one of the namespace.</summary>
/// <remarks>A user namespace has handlers of its own from the first mount of binfmt_misc in it (Linux 6.7 or newer).</remarks>
internal sealed class PodmanBinfmtFolder(string path, StepNamespace steps, ProcessRunner runner) : BinfmtFolder(path)
{
    /// <summary>
    /// Writes a plus when the folder may be written to, then the name of each file and what is in it, in the order of the folder, the
    /// newest first.
    /// </summary>
    private const string Show =
        "cd \"$1\" && { [ -w register ] && echo +; find . -maxdepth 1 -type f; } | while IFS= read -r file; do "
        + "printf '=%s\\n' \"${file#./}\"; sed 's/^/ /' \"$file\" 2>/dev/null; done";

    /// <summary>
    /// Mounts an instance unless there is one, and hands it the lines of standard input. Two at once end with one instance: the kernel
    /// keeps one a namespace, and the second mount is refused or shows the same. A signal waits: half of the lines are worse than none.
    /// </summary>
    private const string Fill =
        "trap '' INT TERM HUP; [ -w \"$1/register\" ] || mount -t binfmt_misc binfmt_misc \"$1\" || [ -w \"$1/register\" ] || exit 1; "
        + "while IFS= read -r line; do printf '%s' \"$line\" >\"$1/register\"; done 2>/dev/null; exit 0";

    private const string Writable = "+";

    /// <summary>Gives the namespace handlers of its own, these and no others.</summary>
    /// <param name="lines">The lines that register them, the oldest first.</param>
    /// <returns>How the mount ended. What the kernel did not take is seen by reading.</returns>
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

    /// <summary>Takes the listing apart: a name behind <c>=</c>, then its lines behind a space.</summary>
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
