namespace Cake.MultiArch.Plan;

/// <summary>
/// Makes a clone the same on every machine while it is built. Two things differ between clones: the folder <c>.git</c>, which holds times
/// and the server's own packs, and file modes, of which git stores only the executable bit while the umask decides the rest.
/// </summary>
/// <remarks>https://git-scm.com/docs/gitattributes, https://git-scm.com/docs/git-clone</remarks>
internal sealed class ReproducibleSource : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Run = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _repository;
    private readonly string _elsewhere;

    /// <param name="folder">The top folder of the clone.</param>
    /// <param name="elsewhere">The place for <c>.git</c> meanwhile. It must not exist yet.</param>
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
    /// <param name="plan">The plan of the build.</param>
    /// <param name="isClone">Whether the run builds from its own clone.</param>
    public static IEnumerable<string> Doubts(BuildPlan plan, bool isClone)
    {
        if (!isClone)
        {
            yield return "--reproducible: the working directory has untracked files and file modes that are not part of the commit. "
                + "Use --git-url to build only the commit.";
        }

        var unpinned = plan.Builds
            .SelectMany(build => build.Stages.Select(stage => (File: build.Containerfile, stage.Built.Stage, build.Inputs.BuildArgs)))
            .Select(use => (use.File.Path, use.Stage.Line, Base: use.File.BaseImage(use.Stage, use.BuildArgs)))
            .Where(use => use.Base?.Contains('@', StringComparison.Ordinal) == false)
            .Select(use => $"{use.Path}:{use.Line}: {use.Base}")
            .Distinct()
            .ToList();
        if (unpinned.Count > 0)
        {
            yield return "--reproducible: these names can point to other images later, and an agent can have an older copy. "
                + $"Use digests, or add --pull: {string.Join("; ", unpinned)}";
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
