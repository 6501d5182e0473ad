using Cake.Core.IO;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Tools;

/// <summary>
/// The file into which a program writes its answer. It is the user's file if the settings name one, otherwise a file for this command
/// only.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    private readonly PrivateFolder? _folder;
    private readonly string _file;

    /// <summary>Deletes the user's file, so that the answer of an earlier run is not read as this run's.</summary>
    /// <param name="host">Has the working directory for a relative path.</param>
    /// <param name="given">The user's file; null if there is none.</param>
    /// <param name="flag">The flag that names the file.</param>
    public AnswerFile(Host host, FilePath? given, string flag)
    {
        if (given is not null)
        {
            _file = host.FullPath(given.FullPath);
            if (File.Exists(_file))
            {
                File.Delete(_file);
            }

            return;
        }

        _folder = new PrivateFolder();
        _file = _folder.Combine("answer");
        Arguments = [$"{flag}={_file}"];
    }

    /// <summary>The flag for the file; empty if the settings contain it.</summary>
    public IReadOnlyList<string> Arguments { get; } = [];

    /// <summary>Reads the answer; null if there is none.</summary>
    public string? Read() => File.Exists(_file) && File.ReadAllText(_file).Trim() is { Length: > 0 } text ? text : null;

    public void Dispose() => _folder?.Dispose();
}
