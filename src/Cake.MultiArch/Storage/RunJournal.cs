using System.Text;
using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Storage;

/// <summary>
/// Records at once what a run makes, so that leftovers of a killed run are known too. The journal is locked while the run is alive.
/// </summary>
internal sealed partial class RunJournal : IDisposable
{
    public const string Extension = ".run";
    public const string FolderWord = "folder";
    public const string StorageWord = "storage";
    public const string MadeWord = "made";
    public const string UsedWord = "used";
    public const string EndedWord = "ended";

    /// <summary>How often a live run updates the time of its journal.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    /// <summary>Podman 4 abbreviates identifiers to this many digits, podman 5 to one more.</summary>
    private const int Digits = 11;

    /// <summary>Images are removed in seconds. A run does not wait forever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly FileStream? _file;
    private readonly Timer? _timer;
    private readonly HashSet<string> _noted = new(StringComparer.Ordinal);
    private readonly FileStream? _build;

    /// <param name="file">The file to write and to keep locked; null to note nothing.</param>
    /// <param name="build">The lock that prevents the removal of images.</param>
    public RunJournal(FileStream? file, FileStream? build)
    {
        _file = file;
        _build = build;
        _timer = file is null ? null : new Timer(_ => Live(), null, Heartbeat, Heartbeat);
    }

    /// <summary>Notes nothing.</summary>
    public static RunJournal None { get; } = new(null, null);

    /// <summary>An image's identifier as the journal stores it.</summary>
    public static string Abbreviate(string id) => id[..Digits];

    public static bool IsName(string file) => Name().IsMatch(file);

    /// <summary>
    /// Starts a journal, and waits while images are being removed. If nothing can be noted, the run continues and logs it.
    /// </summary>
    public static async Task<RunJournal> BeginAsync(Host host, RunFolder folder, CancellationToken token)
    {
        var state = StateFolder.Of(host);
        try
        {
            if (state is null)
            {
                throw new IOException("Neither XDG_STATE_HOME nor HOME is set.");
            }

            state.Make();
            var build = await WaitAsync(host, state, token);
            try
            {
                var file = LockedFile.Create(state.JournalOf(folder.RunId))
                    ?? throw new IOException("Locks do nothing there, so that nobody could tell whether it lives.");
                var journal = new RunJournal(file, build);
                journal.Note(FolderWord, folder.Root);
                journal.Note(StorageWord, state.Storage);
                return journal;
            }
            catch
            {
                build?.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e.IsFileError)
        {
            host.Detail($"CleanMultiArch will not know the images of this run: {e.Message}");
            return None;
        }
    }

    /// <summary>Whether an image was noted.</summary>
    public bool Knows(string image)
    {
        lock (_lock)
        {
            return _noted.Contains(Abbreviate(image));
        }
    }

    /// <summary>Notes a line. When this returns, the line survives a kill of the process.</summary>
    public void Note(string word, string value)
    {
        lock (_lock)
        {
            try
            {
                _noted.Add(value);
                _file?.Write(Encoding.UTF8.GetBytes($"{word} {value}\n"));
                _file?.Flush();
            }
            catch (Exception e) when (e.IsFileError)
            {
                // A full disk makes the build itself fail.
            }
        }
    }

    /// <summary>Notes that the run removed everything that it did not want to leave.</summary>
    public void End() => Note(EndedWord, "");

    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _build?.Dispose(); // Others may remove images now.
            try
            {
                _file?.Dispose();
            }
            catch (Exception e) when (e.IsFileError)
            {
                // The file is closed anyway. A network file system may report a full disk only now.
            }
        }
    }

    private void Live()
    {
        lock (_lock)
        {
            try
            {
                if (_file is { SafeFileHandle.IsClosed: false })
                {
                    File.SetLastWriteTimeUtc(_file.SafeFileHandle, DateTime.UtcNow);
                }
            }
            catch (Exception e) when (e.IsFileError)
            {
                // An exception on the timer's thread would end the process.
            }
        }
    }

    private static async Task<FileStream?> WaitAsync(Host host, StateFolder state, CancellationToken token)
    {
        var began = host.Clock.GetTimestamp();
        FileStream? build;
        while ((build = state.TryBuild()) is null && host.Clock.GetElapsedTime(began) < Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), token);
        }

        return build;
    }

    [GeneratedRegex("^" + OwnFolder.IdPattern + @"\" + Extension + "$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
