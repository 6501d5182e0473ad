using System.Diagnostics;

namespace Cake.MultiArch.IntegrationTests.Git;

/// <summary>A repository that a test prepares with the real git.</summary>
public sealed class Repository
{
    public Repository(string folder)
    {
        Folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Makes an empty one on the branch <c>main</c>, in which commits can be made.</summary>
    public static Repository Create(string folder)
    {
        var repository = new Repository(folder);
        repository.Git("init", "--quiet", "--initial-branch=main");
        repository.Git("config", "user.name", "Tester");
        repository.Git("config", "user.email", "tester@example.com");
        return repository;
    }

    public string Folder { get; }

    public string FileUrl => "file://" + Folder;

    public string Head => Git("rev-parse", "HEAD");

    /// <summary>Writes a file and commits it; returns the commit.</summary>
    public string Commit(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
        File.WriteAllText(Path.Combine(Folder, path), content);
        Git("add", "--", path);
        Git("commit", "--quiet", "--message", path);
        return Head;
    }

    /// <summary>Every file and folder with its size and time: two are equal when nothing was written between them.</summary>
    public IReadOnlyList<string> Snapshot() =>
    [
        .. new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Runs git here and returns what it answered.</summary>
    public string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        var errors = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, $"git {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult()}");
        return output.Trim();
    }
}
