using System.Runtime.Versioning;
using Cake.MultiArch.Git;

namespace Cake.MultiArch.IntegrationTests.Git;

/// <summary>
/// What git starts on its own (hooks, filters, helpers of submodules) inherits its environment, and is not trusted with the password.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class GitEnvironmentTests : IDisposable
{
    private const string Password = "p@ss w0rd'\"$HOME%#";

    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("hooksPath")]
    [InlineData("templateDir")]
    public async Task Hooks_filters_and_submodules_do_not_see_the_password(string kind)
    {
        _workshop.Set("MULTIARCH_GIT_PASSWORD", Password);
        _workshop.Set("MULTIARCH_REGISTRY_PASSWORD", "registry-" + Password);
        _workshop.Set("GIT_ALLOW_PROTOCOL", "http:file");
        var inner = WithFilter(_workshop.Repository("inner", "inner"));
        var outer = WithFilter(_workshop.Repository("outer", "outer"));
        outer.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.Folder, "inner");
        outer.Git("config", "--file", ".gitmodules", "submodule.inner.url", "../inner");
        outer.Git("add", ".gitmodules");
        outer.Git("commit", "--quiet", "--message", "submodule");
        Watch(kind);
        using var server = new GitHttpServer(_workshop.Served) { Account = $"ci:{Password}" };

        await _workshop.CloneAsync(new GitSource(server.Url + "outer", Username: "ci", Password: Password));

        _workshop.ClonedFile("inner/file.txt").ShouldBe("inner");
        var dumps = Directory.GetFiles(Dumps).Select(File.ReadAllText).ToList();
        Directory.GetFiles(Dumps, "hook.*").Length.ShouldBeGreaterThanOrEqualTo(2, "the clone's and the submodule's");
        Directory.GetFiles(Dumps, "filter.*").Length.ShouldBeGreaterThanOrEqualTo(2);
        dumps.ShouldAllBe(dump => dump.Contains("GIT_TERMINAL_PROMPT=0"), "a hook or filter of git's was not heard");
        dumps.ShouldAllBe(dump => !dump.Contains(Password) && !dump.Contains("_PASSWORD="));
        Directory.EnumerateFileSystemEntries(_workshop.Private).ShouldBeEmpty();
    }

    private string Dumps => Directory.CreateDirectory(Path.Combine(_workshop.Root, "dumps")).FullName;

    private static Repository WithFilter(Repository repository)
    {
        repository.Commit(".gitattributes", "file.txt filter=watch\n");
        return repository;
    }

    /// <summary>Makes hooks and a filter that write down the environment they are started with.</summary>
    private void Watch(string kind)
    {
        var hooks = Directory.CreateDirectory(Path.Combine(_workshop.Home, "template", "hooks")).FullName;
        foreach (var name in new[] { "post-checkout", "reference-transaction" })
        {
            var hook = Path.Combine(hooks, name);
            File.WriteAllText(hook, $"#!/bin/sh\nenv >{Dumps}/hook.$$\n");
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var place = kind == "hooksPath" ? $"[core]\n\thooksPath = {hooks}\n" : $"[init]\n\ttemplateDir = {Path.GetDirectoryName(hooks)}\n";
        File.WriteAllText(
            Path.Combine(_workshop.Home, ".gitconfig"),
            $"{place}[filter \"watch\"]\n\tsmudge = \"env >{Dumps}/filter.$$; cat\"\n\trequired = true\n"
        );
    }
}
