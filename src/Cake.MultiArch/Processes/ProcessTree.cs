using System.Diagnostics;
using System.Globalization;

namespace Cake.MultiArch.Processes;

/// <summary>
/// The processes below one that we started. An interrupted podman ends at once and leaves the RUN step it had started behind as
/// an orphan, which nobody finds by parent any more; so the descendants are noted while they still have their parent.
/// </summary>
/// <remarks>Reads <c>/proc/PID/stat</c>, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. Elsewhere it stays empty.</remarks>
internal sealed class ProcessTree
{
    private readonly Dictionary<int, ulong> _startTimes = [];

    /// <summary>Adds what runs below the process, or below a descendant that is known already.</summary>
    public void Note(int root)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Stat(id) : null)
            .OfType<ProcessStat>()
            .ToList();
        var family = new HashSet<int>(_startTimes.Keys) { root };
        int before;
        do
        {
            before = family.Count;
            foreach (var process in all.Where(process => family.Contains(process.Parent)))
            {
                family.Add(process.Id);
                _startTimes.TryAdd(process.Id, process.StartTime);
            }
        }
        while (family.Count > before);
    }

    /// <summary>
    /// Kills every noted process that still lives, and what it has started since. An identifier that was given to another
    /// process meanwhile is left alone.
    /// </summary>
    public void Kill()
    {
        if (_startTimes.Count == 0)
        {
            return;
        }

        Note(_startTimes.Keys.First());
        foreach (var (id, startTime) in _startTimes)
        {
            if (Stat(id)?.StartTime != startTime)
            {
                continue;
            }

            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended between the look and the signal.
            }
        }
    }

    private static ProcessStat? Stat(int id)
    {
        try
        {
            // The command name in parentheses may hold spaces and parentheses itself: count from the last one.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStat(id, int.Parse(fields[1], CultureInfo.InvariantCulture), ulong.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed record ProcessStat(int Id, int Parent, ulong StartTime);
}
