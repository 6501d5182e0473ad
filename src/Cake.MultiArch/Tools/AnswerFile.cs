using Cake.Core.IO;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Tools;

/// <summary>
/// The file into which a program writes its answer: the user's own, which the settings name already, or one for this command only.
/// </summary>
internal sealed class AnswerFile : IDisposable
{
    private readonly PrivateFolder? _folder;
    private readonly string _file;

    /// <summary>Deletes the user's file, so that the answer of an earlier run is not read as this run's.</summary>
    /// <param name="host">Whose working directory a relative path is relative to.</param>
    /// <param name="given">The user's file; null when there is none.</param>
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

    /// <summary>The flag, unless the settings give it.</summary>
    public IReadOnlyList<string> Arguments { get; } = [];

    /// <summary>The answer; null when there is none.</summary>
    public string? Read() => File.Exists(_file) && File.ReadAllText(_file).Trim() is { Length: > 0 } text ? text : null;

    public void Dispose() => _folder?.Dispose();
}
