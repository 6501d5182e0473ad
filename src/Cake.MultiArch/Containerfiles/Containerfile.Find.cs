using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Containerfiles;

/// <summary>Finds and reads the Containerfile.</summary>
internal sealed partial class Containerfile
{
    /// <summary>The names that podman looks for in a context, in its order.</summary>
    private static readonly string[] UsualNames = ["Containerfile", "Dockerfile"];

    /// <summary>
    /// Finds the Containerfile as podman does. A given name is searched first in the working directory, then in the context. Without a
    /// name, it is the context's Containerfile, otherwise its Dockerfile.
    /// </summary>
    /// <param name="contextFolder">The build context.</param>
    /// <param name="explicitFile">The file that the user names; null if there is none.</param>
    /// <param name="workingDirectory">The base of relative paths; null for the process's working directory.</param>
    /// <returns>The file's absolute path.</returns>
    /// <exception cref="MultiArchException">
    /// The context is not a folder (MA1020) or cannot be read (MA1490), no file is found (MA1021), or the given name is a folder
    /// (MA1022).
    /// </exception>
    public static string Find(string contextFolder, string? explicitFile, string? workingDirectory = null)
    {
        workingDirectory ??= Environment.CurrentDirectory;
        var context = System.IO.Path.GetFullPath(contextFolder.Length == 0 ? "." : contextFolder, workingDirectory);
        if (!Directory.Exists(context))
        {
            throw new MultiArchException(ContainerfileProblems.NoContext(context, isFile: File.Exists(context)));
        }

        string[] candidates = string.IsNullOrEmpty(explicitFile)
            ? [.. UsualNames.Select(name => System.IO.Path.Combine(context, name))]
            : [.. new[] { workingDirectory, context }.Select(folder => System.IO.Path.GetFullPath(explicitFile, folder)).Distinct()];
        if (candidates.FirstOrDefault(File.Exists) is { } found)
        {
            return found;
        }

        if (candidates.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new MultiArchException(ContainerfileProblems.IsFolder(folder));
        }

        var what = string.IsNullOrEmpty(explicitFile) ? "Containerfile" : Quotation.Of(explicitFile);
        throw new MultiArchException(ContainerfileProblems.NotFound(what, candidates, Similar(context)));
    }

    /// <summary>Finds and reads the Containerfile, see <see cref="Find"/>.</summary>
    /// <exception cref="MultiArchException">
    /// It is not found (MA1020, MA1021, MA1022), it cannot be read (MA1022, MA1490), or it has no FROM (MA1023).
    /// </exception>
    public static Containerfile Load(string contextFolder, string? explicitFile, string? workingDirectory = null)
    {
        var path = Find(contextFolder, explicitFile, workingDirectory);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(ContainerfileProblems.CannotRead(path, e.Message), inner: e);
        }

        var containerfile = Parse(text, path);
        return containerfile.Stages.Count > 0 ? containerfile : throw new MultiArchException(ContainerfileProblems.NoFrom(path));
    }

    /// <summary>Files of the context that a user may have meant: dockerfile, Dockerfile.prod, web.Containerfile.</summary>
    private static List<string> Similar(string context) =>
        [
            .. FilesOf(context)
                .Select(path => System.IO.Path.GetFileName(path))
                .Where(name =>
                    UsualNames.Any(usual => name.Contains(usual, StringComparison.OrdinalIgnoreCase))
                    && !name.EndsWith("ignore", StringComparison.OrdinalIgnoreCase)
                )
                .Order(StringComparer.Ordinal)
                .Take(10),
        ];

    /// <summary>The files of a context. Fails for a folder that may not be read, because an empty answer would be wrong.</summary>
    /// <exception cref="MultiArchException">It may not be read (MA1490).</exception>
    internal static string[] FilesOf(string context)
    {
        try
        {
            return Directory.GetFiles(context);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(ContainerfileProblems.ContextUnreadable(context, e.Message), inner: e);
        }
    }
}
