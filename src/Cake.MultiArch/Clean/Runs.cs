using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>How far a run is.</summary>
internal enum RunState
{
    /// <summary>It runs, or nothing here tells that it does not: it can be in another container with the same storage.</summary>
    Alive,

    /// <summary>It ended without cleaning up.</summary>
    Killed,

    /// <summary>It has ended and cleaned up; what is still there it left on purpose.</summary>
    Ended,
}

/// <summary>Who lives, who has ended and who was killed: the one rule for all that removes or tells leftovers.</summary>
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

        // A run that was killed can have had another TMPDIR.
        _parents = [.. parents.Concat(Ended.Select(run => Path.GetDirectoryName(run.Folder)).OfType<string>()).Distinct()];
        LeftFolders =
        [
            .. _parents.SelectMany(OwnFolder.All).Distinct().Where(folder => IsLeft(folder) == true).Order(StringComparer.Ordinal),
        ];
    }

    public StateFolder? State { get; }

    /// <summary>The runs in this storage that live no more and of which something is noted.</summary>
    public IReadOnlyList<JournaledRun> Ended { get; }

    /// <summary>Those of other storages of this user.</summary>
    public IReadOnlyList<JournaledRun> Foreign { get; }

    /// <summary>The folders of runs and commands that were killed.</summary>
    public IReadOnlyList<string> LeftFolders { get; }

    /// <summary>Whether a run was killed and nobody has cleaned up for it.</summary>
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
            // What cannot be read is another user's.
        }

        return new Runs(
            [.. new[] { RunFolder.Parent(host), Path.GetTempPath() }.Select(Path.TrimEndingDirectorySeparator)],
            journals,
            state,
            host.Clock.GetUtcNow()
        );
    }

    /// <summary>How far the run of a working container is, which notes where its run's folder was.</summary>
    public RunState StateOf(RunMarker marker) => StateOf(marker.RunId, [Path.GetDirectoryName(Path.GetDirectoryName(marker.File))!]);

    /// <summary>How far a run is of which nothing but the identifier is known.</summary>
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

    /// <summary>Null when there is no such folder.</summary>
    private bool? IsLeft(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? OwnFolder.IsLeft(folder, _now) : null;
        }
        catch (Exception e) when (e.IsFileError)
        {
            // Another user's, or it goes just now.
            return false;
        }
    }
}
