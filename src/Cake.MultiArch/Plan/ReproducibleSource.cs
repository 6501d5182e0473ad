namespace Cake.MultiArch.Plan;

/// <summary>
/// Makes a clone the same on every machine as long as it is built. git's own folder is not: it holds times, and what the server has
/// packed together. Neither
/// are the modes of files, of which git knows only whether they may be run; the rest is the umask of whoever clones.
/// </summary>
/// <remarks>https://git-scm.com/docs/gitattributes, https://git-scm.com/docs/git-clone</remarks>
internal sealed class ReproducibleSource : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _repository;
    private readonly string _elsewhere;

    /// <param name="folder">The top of the clone.</param>
    /// <param name="elsewhere">Where git's folder is meanwhile; it is not there yet.</param>
    /// <exception cref="IOException">A file cannot be changed.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be changed.</exception>
    public ReproducibleSource(string folder, string elsewhere)
    {
        (_repository, _elsewhere) = (Path.Combine(folder, ".git"), elsewhere);
        Directory.Move(_repository, _elsewhere);
        if (!OperatingSystem.IsWindows())
        {
            SetModes(new DirectoryInfo(folder));
        }
    }

    /// <summary>What else the digest of a reproducible build depends on, in sentences.</summary>
    /// <param name="plan">What is built.</param>
    /// <param name="isClone">Whether it is built from a clone of the run's own.</param>
    public static IEnumerable<string> Doubts(BuildPlan plan, bool isClone)
    {
        if (!isClone)
        {
            yield return "--reproducible: the working directory is built, whose untracked files and modes are not the commit's; --git-url builds the commit alone.";
        }

        var unpinned = plan
            .Builds.SelectMany(build =>
                build.Stages.Select(stage =>
                    (build.Containerfile, stage.Built.Stage, Base: build.Containerfile.BaseImage(stage.Built.Stage, build.Inputs.BuildArgs))
                )
            )
            .Where(stage => stage.Base is { } name && !name.Contains('@', StringComparison.Ordinal))
            .Select(stage => $"{stage.Containerfile.Path}:{stage.Stage.Line}: {stage.Base}")
            .Distinct()
            .ToList();
        if (unpinned.Count > 0)
        {
            yield return $"--reproducible: what these names mean can change, and an agent can have an older copy; name them by digest, or add --pull: {string.Join("; ", unpinned)}";
        }
    }

    public void Dispose() => Directory.Move(_elsewhere, _repository);

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void SetModes(DirectoryInfo folder)
    {
        folder.UnixFileMode = ForAll | Run;
        foreach (var entry in folder.EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
        {
            if (entry is DirectoryInfo inner)
            {
                SetModes(inner);
            }
            else
            {
                entry.UnixFileMode = (entry.UnixFileMode & UnixFileMode.UserExecute) == 0 ? ForAll : ForAll | Run;
            }
        }
    }
}
