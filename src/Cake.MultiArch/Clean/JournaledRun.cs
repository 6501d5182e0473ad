using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>What a run that lives no more has noted.</summary>
/// <param name="File">Its journal.</param>
/// <param name="RunId">The run's identifier.</param>
/// <param name="Folder">The run's folder; null when it did not come so far.</param>
/// <param name="Storage">The storage that podman worked with.</param>
/// <param name="Made">The images that the run made, as podman abbreviates them.</param>
/// <param name="Used">Those that it took from the layer cache.</param>
/// <param name="HasEnded">Whether it has removed all that it did not want to leave.</param>
internal sealed record JournaledRun(
    string File, string RunId, string? Folder, string? Storage, HashSet<string> Made, IReadOnlySet<string> Used, bool HasEnded)
{
    /// <summary>When the run began.</summary>
    public DateTimeOffset Moment { get; } = OwnFolder.MomentOf(RunId) ?? DateTimeOffset.MinValue;

    /// <summary>When the run was last known to live.</summary>
    public DateTimeOffset LastSign { get; } = System.IO.File.GetLastWriteTimeUtc(File);

    /// <summary>
    /// Reads a journal; null when its run lives or nothing tells that it does not, when it may not be read, or somebody has just removed
    /// it.
    /// </summary>
    public static JournaledRun? Read(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read));
            if (!LockedFile.IsKept(file))
            {
                return null;
            }

            var lines = reader.ReadToEnd().Split('\n')[..^1] // What has no end the disk had no room for.
                .Select(line => line.Split(' ', 2)).Where(pair => pair.Length == 2)
                .ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
            return new JournaledRun(
                file,
                Path.GetFileNameWithoutExtension(file),
                lines[RunJournal.FolderWord].FirstOrDefault(),
                lines[RunJournal.StorageWord].FirstOrDefault(),
                lines[RunJournal.MadeWord].ToHashSet(StringComparer.Ordinal),
                lines[RunJournal.UsedWord].ToHashSet(StringComparer.Ordinal),
                lines[RunJournal.EndedWord].Any());
        }
        catch (Exception e) when (e.IsFileError)
        {
            return null;
        }
    }

    /// <summary>Notes images that the run made and could not note itself.</summary>
    public void Add(IEnumerable<string> images) => Made.UnionWith(images);

    /// <summary>Notes that nothing of the run is left but images, and forgets it when there are none.</summary>
    /// <param name="images">The images that are still there, of this run and of others.</param>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The journal may not be written.</exception>
    public void Keep(IReadOnlySet<string> images)
    {
        List<string> lines =
        [
            .. Made.Where(images.Contains).Select(image => $"{RunJournal.MadeWord} {image}"),
            .. Used.Where(images.Contains).Select(image => $"{RunJournal.UsedWord} {image}"),
        ];
        if (lines.Count == 0)
        {
            System.IO.File.Delete(File);
        }
        else if (
            string.Concat(
                lines.Prepend($"{RunJournal.StorageWord} {Storage}").Append($"{RunJournal.EndedWord} ").Select(line => line + "\n")
            )
                is var text
            && text != System.IO.File.ReadAllText(File)
        )
        {
            WholeFile.Write(File, text);
        }
    }
}
