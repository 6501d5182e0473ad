using System.Diagnostics;
using System.Globalization;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// A process that we started and those below it. An interrupted podman ends at once and leaves the RUN step it had started behind
/// as an orphan, which nobody finds by parent any more; so the descendants are noted while they still have their parent.
/// </summary>
/// <remarks>Reads <c>/proc/PID/stat</c>, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html. Elsewhere it stays empty.</remarks>
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

    /// <summary>Adds what runs below the process now, or below a descendant that is known already.</summary>
    public void Look()
    {
        lock (_gate)
        {
            if (_known.Count == 0)
            {
                return;
            }

            var children = Processes().ToLookup(process => process.Parent);

            // An identifier may have been given to another process meanwhile, whose children are none of ours.
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

    /// <summary>Kills every noted process that still lives, and what it has started since.</summary>
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
                    // It ended between the look and the signal.
                }
            }
        }
    }

    private static bool Lives(ProcessIdentity identity) => Stat(identity.Id)?.Identity == identity;

    private static IEnumerable<ProcessStat> Processes() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Stat(id) : null)
        .OfType<ProcessStat>();

    private static ProcessStat? Stat(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            // The command name in parentheses may hold spaces and parentheses itself: count from the last one.
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

    /// <summary>A process for as long as the host runs: identifiers are used again, start times (in clock ticks) are not.</summary>
    private sealed record ProcessIdentity(int Id, ulong StartTime);

    private sealed record ProcessStat(ProcessIdentity Identity, int Parent);
}
