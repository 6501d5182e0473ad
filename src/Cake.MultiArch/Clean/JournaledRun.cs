using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Clean;

/// <summary>The notes of a run that has ended.</summary>
/// <param name="File">Its journal.</param>
/// <param name="RunId">The run's identifier.</param>
/// <param name="Folder">The run's folder; null if the run did not note one.</param>
/// <param name="Storage">The storage that podman worked with.</param>
/// <param name="Made">The images that the run made, as podman abbreviates them.</param>
/// <param name="Used">The images that the run took from the layer cache.</param>
/// <param name="HasEnded">Whether the run removed everything that it did not want to leave.</param>
internal sealed record JournaledRun(
    string File, string RunId, string? Folder, string? Storage, HashSet<string> Made, IReadOnlySet<string> Used, bool HasEnded)
{
    /// <summary>When the run began.</summary>
    public DateTimeOffset Moment { get; } = OwnFolder.MomentOf(RunId) ?? DateTimeOffset.MinValue;

    /// <summary>When the run was last known to be alive.</summary>
    public DateTimeOffset LastSign { get; } = System.IO.File.GetLastWriteTimeUtc(File);

    /// <summary>
    /// Reads a journal. Null if the run is alive or may be, if the journal may not be read, or if it was removed meanwhile.
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

    /// <summary>Notes images that the run made but could not note itself.</summary>
    public void Add(IEnumerable<string> images) => Made.UnionWith(images);

    /// <summary>Notes that only images of the run are left, and deletes the journal if there are none.</summary>
    /// <param name="images">The images that still exist, of this run and of others.</param>
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
