using System.Diagnostics;
using System.Globalization;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// A process that the addin started, and its descendants. An interrupted podman ends at once and leaves its RUN step behind as an orphan.
/// An orphan cannot be found by its parent, so the descendants are recorded while the parent still runs.
/// </summary>
/// <remarks>
/// Reads <c>/proc/PID/stat</c>: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. The tree stays empty on other systems than
/// Linux.
/// </remarks>
internal sealed class ProcessTree
{
    private readonly Lock _gate = new();
    private readonly HashSet<ProcessIdentity> _known = [];

    public ProcessTree(int root)
    {
        if (Stat(root) is { } stat)
        {
            _known.Add(stat.Identity);
        }
    }

    /// <summary>Adds the present descendants of the process, and of the descendants that are known already.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_known.Count == 0)
            {
                return;
            }

            var children = Processes().ToLookup(process => process.Parent);

            // The kernel may have given an identifier to another process in the meantime. The children of that process do not count.
            var parents = new Queue<ProcessIdentity>(_known.Where(Lives));
            while (parents.TryDequeue(out var parent))
            {
                foreach (var child in children[parent.Id].Where(child => _known.Add(child.Identity)))
                {
                    parents.Enqueue(child.Identity);
                }
            }
        }
    }

    /// <summary>Kills every known process that still runs, and the processes that it has started since.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            Look();
            foreach (var identity in _known.Where(Lives))
            {
                try
                {
                    using var process = Process.GetProcessById(identity.Id);
                    process.Kill();
                }
                catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
                {
                    // The process ended before the signal.
                }
            }
        }
    }

    private static bool Lives(ProcessIdentity identity) => Stat(identity.Id)?.Identity == identity;

    private static IEnumerable<ProcessStat> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Stat(id) : null)
        .OfType<ProcessStat>();

    private static ProcessStat? Stat(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            // The command name is in parentheses and may itself contain spaces and parentheses. So fields are counted from the last one.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var identity = new ProcessIdentity(id, ulong.Parse(fields[19], CultureInfo.InvariantCulture));
            return new ProcessStat(identity, int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e.IsFileError)
        {
            return null;
        }
    }

    /// <summary>
    /// The kernel reuses identifiers. Together with the start time (in clock ticks) an identifier is unique until the host restarts.
    /// </summary>
    private sealed record ProcessIdentity(int Id, ulong StartTime);

    private sealed record ProcessStat(ProcessIdentity Identity, int Parent);
}
