using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>The state of a run.</summary>
internal enum RunState
{
    /// <summary>It runs, or nothing shows that it has ended: it can be in another container with the same storage.</summary>
    Alive,

    /// <summary>It ended without cleaning up.</summary>
    Killed,

    /// <summary>It ended and cleaned up. It left everything that still exists on purpose.</summary>
    Ended,
}

/// <summary>Decides which runs are alive, ended or killed. Everything that removes or reports leftovers uses this rule.</summary>
internal sealed class Runs
{
    private readonly IReadOnlyList<string> _parents;
    private readonly Dictionary<string, JournaledRun?> _journals;
    private readonly DateTimeOffset _now;

    private Runs(IReadOnlyList<string> parents, Dictionary<string, JournaledRun?> journals, StateFolder? state, DateTimeOffset now)
    {
        _journals = journals;
        _now = now;
        State = state;
        Ended = [.. journals.Values.OfType<JournaledRun>().Where(run => run.Storage == state?.Storage)];
        Foreign = [.. journals.Values.OfType<JournaledRun>().Where(run => run.Storage != state?.Storage)];

        // A killed run may have used another TMPDIR.
        _parents = [.. parents.Concat(Ended.Select(run => Path.GetDirectoryName(run.Folder)).OfType<string>()).Distinct()];
        LeftFolders =
        [
            .. _parents.SelectMany(OwnFolder.All).Distinct().Where(folder => IsLeft(folder) == true).Order(StringComparer.Ordinal),
        ];
    }

    public StateFolder? State { get; }

    /// <summary>The ended runs of this storage that have a journal.</summary>
    public IReadOnlyList<JournaledRun> Ended { get; }

    /// <summary>The ended runs of this user's other storages.</summary>
    public IReadOnlyList<JournaledRun> Foreign { get; }

    /// <summary>The folders that killed runs and commands left.</summary>
    public IReadOnlyList<string> LeftFolders { get; }

    /// <summary>Whether a run was killed and its leftovers were not removed.</summary>
    public bool WereKilled => LeftFolders.Count > 0 || Ended.Any(run => !run.HasEnded);

    /// <summary>Reads a few small files and starts no program.</summary>
    public static Runs Find(Host host)
    {
        var state = StateFolder.Of(host);
        var journals = new Dictionary<string, JournaledRun?>(StringComparer.Ordinal);
        try
        {
            foreach (var file in state?.Journals ?? [])
            {
                journals[Path.GetFileNameWithoutExtension(file)] = JournaledRun.Read(file);
            }
        }
        catch (Exception e) when (e.IsFileError)
        {
            // Files that cannot be read belong to another user.
        }

        return new Runs(
            [.. new[] { RunFolder.Parent(host), Path.GetTempPath() }.Select(Path.TrimEndingDirectorySeparator)],
            journals,
            state,
            host.Clock.GetUtcNow()
        );
    }

    /// <summary>The state of a working container's run. The mark contains the place of the run's folder.</summary>
    public RunState StateOf(RunMarker marker) => StateOf(marker.RunId, [Path.GetDirectoryName(Path.GetDirectoryName(marker.File))!]);

    /// <summary>The state of a run of which only the identifier is known.</summary>
    public RunState StateOf(string runId) => StateOf(runId, _parents.Select(parent => OwnFolder.PathOf(parent, runId)));

    private RunState StateOf(string runId, IEnumerable<string> folders)
    {
        if (_journals.TryGetValue(runId, out var journal))
        {
            return journal is null ? RunState.Alive : journal.HasEnded ? RunState.Ended : RunState.Killed;
        }

        return folders.Select(IsLeft).FirstOrDefault(left => left is not null) switch
        {
            true => RunState.Killed,
            false => RunState.Alive,
            _ => OwnFolder.MomentOf(runId) is { } begin && _now - begin > OwnFolder.LongestRun ? RunState.Ended : RunState.Alive,
        };
    }

    /// <summary>Whether a run left this folder; null if it does not exist.</summary>
    private bool? IsLeft(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? OwnFolder.IsLeft(folder, _now) : null;
        }
        catch (Exception e) when (e.IsFileError)
        {
            // It belongs to another user, or is being removed.
            return false;
        }
    }
}
