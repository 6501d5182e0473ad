using System.Diagnostics;
using System.Globalization;

namespace Cake.MultiArch.IntegrationTests.Soak;

/// <summary>The processes of a run that was started in a session of its own.</summary>
/// <param name="session">The session's number: that of the first process.</param>
/// <param name="word">A word that only the run's processes have in their command line or environment.</param>
/// <remarks>https://man7.org/linux/man-pages/man5/proc.5.html</remarks>
public sealed class RunProcesses(int session, string word)
{
    /// <summary>Waits until none is there.</summary>
    /// <returns>The command lines of those that are still there after all patience; empty when there are none.</returns>
    public async Task<IReadOnlyList<string>> LeftAfterAsync(TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var left = Left();
            if (left.Count == 0 || waited.Elapsed > patience)
            {
                return left;
            }

            await Task.Delay(50);
        }
    }

    /// <summary>The command lines of those that are there now, after their numbers.</summary>
    public IReadOnlyList<string> Left() =>
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Where(folder =>
                    int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    && id != Environment.ProcessId
                )
                .Where(IsOfTheRun)
                .Select(folder => $"{Path.GetFileName(folder)} {Words(folder, "cmdline")}"),
        ];

    private bool IsOfTheRun(string folder)
    {
        // After the name, which can hold anything: state, parent, process group, session.
        var fields = Words(folder, "stat").Split(") ")[^1].Split(' ');
        if (fields.Length < 4 || fields[0] is "Z" or "X")
        {
            return false;
        }

        return fields[3] == session.ToString(CultureInfo.InvariantCulture)
            || Words(folder, "cmdline").Contains(word, StringComparison.Ordinal)
            || Words(folder, "environ").Contains(word, StringComparison.Ordinal);
    }

    /// <summary>Empty when the process has ended meanwhile.</summary>
    private static string Words(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Replace('\0', ' ').TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
