using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Git;

/// <summary>A folder of a test's own with repositories in it, an own HOME, and the host that clones them.</summary>
public sealed class GitWorkshop : IDisposable
{
    private readonly Dictionary<string, string?> _variables = [];
    private readonly TestCake _cake;

    public GitWorkshop()
    {
        Root = Directory.CreateTempSubdirectory("multiarch-git-").FullName;
        _cake = new TestCake(Root);
        Home = Directory.CreateDirectory(Path.Combine(Root, "home")).FullName;
        Set("HOME", Home);
        Set("XDG_CONFIG_HOME", null);
        Set("GIT_CONFIG_NOSYSTEM", "1");
        Set("GIT_CONFIG_GLOBAL", null);
        foreach (var role in new[] { "AUTHOR", "COMMITTER" })
        {
            Set($"GIT_{role}_NAME", "Tester");
            Set($"GIT_{role}_EMAIL", "tester@example.com");
        }
    }

    public string Root { get; }

    public string Home { get; }

    public string Clone => Path.Combine(Root, "clone");

    public string Private => Path.Combine(Root, "private");

    public string Served => Directory.CreateDirectory(Path.Combine(Root, "served")).FullName;

    public TestLog Log => _cake.Log;

    /// <summary>Sets a variable of this process, which git inherits, until the workshop is closed.</summary>
    public void Set(string name, string? value)
    {
        _variables.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    /// <summary>Makes a repository that can be served, with one commit for each content of <c>file.txt</c>.</summary>
    public Repository Repository(string name, params string[] contents)
    {
        var repository = new Repository(Path.Combine(Served, name));
        repository.Git("init", "--quiet", "--initial-branch=main");
        foreach (var content in contents)
        {
            repository.Commit("file.txt", content);
        }

        return repository;
    }

    internal Host Host => Host.From(_cake.Context);

    internal Task<ClonedSource> CloneAsync(GitSource source) => CloneUntilAsync(source, TestContext.Current.CancellationToken);

    internal Task<ClonedSource> CloneUntilAsync(GitSource source, CancellationToken token) =>
        new GitClone(Host).CloneAsync(source, Clone, Private, token);

    /// <summary>Opens a source that git knows.</summary>
    internal async Task<SourceReader> OpenAsync(string folder, GitSource? clone = null, GitLogin? login = null) =>
        (await TryOpenAsync(folder, clone, login)).ShouldNotBeNull();

    internal Task<SourceReader?> TryOpenAsync(string folder, GitSource? clone = null, GitLogin? login = null) =>
        SourceReader.OpenAsync(
            Host,
            folder,
            clone,
            login,
            Directory.CreateDirectory(Private).FullName,
            TestContext.Current.CancellationToken
        );

    internal async Task<Problem> FailAsync(GitSource source) =>
        (await Should.ThrowAsync<MultiArchException>(() => CloneAsync(source))).Problem;

    public string ClonedFile(string path = "file.txt") => File.ReadAllText(Path.Combine(Clone, path));

    public string GitInClone(params string[] arguments) => new Repository(Clone).Git(arguments);

    public void Dispose()
    {
        foreach (var (name, value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        Directory.Delete(Root, recursive: true);
    }
}
