using System.Diagnostics;
using System.Runtime.Versioning;
using Cake.MultiArch.Git;

namespace Cake.MultiArch.IntegrationTests.Git;

[SupportedOSPlatform("linux")]
public sealed class GitCredentialTests : IDisposable
{
    private const string Account = "ci:p@ss w0rd'\"$HOME%";
    private const string Password = "p@ss w0rd'\"$HOME%";

    private readonly GitWorkshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public async Task A_password_is_handed_over_and_left_nowhere()
    {
        var commit = _workshop.Repository("web", "1").Head;
        using var server = new GitHttpServer(_workshop.Served) { Account = Account };
        var store = Path.Combine(_workshop.Home, "stored-credentials");
        File.WriteAllText(Path.Combine(_workshop.Home, ".gitconfig"), $"[credential]\n\thelper = store --file {store}\n");
        var trace = Path.Combine(_workshop.Root, "trace");
        _workshop.Set("GIT_TRACE2_EVENT", trace);

        (await _workshop.CloneAsync(new GitSource(server.Url + "web", Username: "ci", Password: Password))).Commit.ShouldBe(commit);

        server.Credentials.ShouldContain(Account);
        File.Exists(store).ShouldBeFalse("a credential helper has stored the password");
        var commands = File.ReadAllLines(trace);
        commands.ShouldContain(line => line.Contains("remote-http", StringComparison.Ordinal));
        Directory.EnumerateFiles(_workshop.Root, "*", SearchOption.AllDirectories)
            .Where(file => Spellings(Password).Any(File.ReadAllText(file).Contains))
            .ShouldBeEmpty("files, and among them the trace of every command line");
        Spellings(Password).ShouldAllBe(spelling => !_workshop.Log.Text.Contains(spelling));
        Directory.EnumerateFileSystemEntries(_workshop.Private).ShouldBeEmpty();
        File.GetUnixFileMode(_workshop.Private).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("http://ci@", null, "ci")]
    [InlineData("http://ci%40example.com@", "ignored", "ci@example.com")]
    [InlineData("http://", null, "git")]
    [InlineData("http://", "ci@example.com", "ci@example.com")]
    public async Task The_user_is_the_one_of_the_URL_then_the_one_given_then_git(string start, string? username, string expected)
    {
        _workshop.Repository("web", "1");
        using var server = new GitHttpServer(_workshop.Served) { Account = $"{expected}:token" };
        await _workshop.CloneAsync(new GitSource($"{start}127.0.0.1:{server.Port}/web", Username: username, Password: "token\n"));
        server.Credentials.Last().ShouldBe($"{expected}:token");
    }

    [Fact]
    public async Task Missing_credentials_name_the_variables()
    {
        _workshop.Repository("web", "1");
        using var server = new GitHttpServer(_workshop.Served) { Account = Account };
        var problem = await _workshop.FailAsync(new GitSource(server.Url + "web"));
        problem.Id.ShouldBe("MA1308");
        problem.Repair.ShouldContain("MULTIARCH_GIT_USERNAME");
        problem.Repair.ShouldContain("MULTIARCH_GIT_PASSWORD");
    }

    [Fact]
    public async Task Wrong_credentials_are_said_to_be_refused_and_are_not_repeated()
    {
        _workshop.Repository("web", "1");
        using var server = new GitHttpServer(_workshop.Served) { Account = Account };
        var problem = await _workshop.FailAsync(new GitSource(server.Url + "web", Username: "ci", Password: "not-the-password"));
        problem.Id.ShouldBe("MA1308");
        problem.Why.ShouldContain("Authentication failed");
        problem.ToString().ShouldNotContain("not-the-password");
        server.Credentials.ShouldContain("ci:not-the-password");
    }

    [Fact]
    public async Task Without_a_password_the_users_own_credential_helper_is_asked()
    {
        _workshop.Repository("web", "1");
        using var server = new GitHttpServer(_workshop.Served) { Account = "me:stored" };
        File.WriteAllText(Path.Combine(_workshop.Home, "stored"), $"http://me:stored@127.0.0.1:{server.Port}\n");
        File.WriteAllText(Path.Combine(_workshop.Home, ".gitconfig"), $"[credential]\n\thelper = store --file {_workshop.Home}/stored\n");
        await _workshop.CloneAsync(new GitSource(server.Url + "web"));
        _workshop.ClonedFile().ShouldBe("1");
    }

    [Fact]
    public async Task Submodules_are_cloned_down_to_the_last_with_the_password_of_their_common_server()
    {
        _workshop.Set("GIT_ALLOW_PROTOCOL", "http:file");
        var inner = _workshop.Repository("inner", "old", "inner");
        var middle = _workshop.Repository("middle", "middle");
        AddSubmodule(middle, inner, "../inner", "deep/inner");
        var outer = _workshop.Repository("outer", "outer");
        AddSubmodule(outer, middle, "../middle", "libs/middle");
        using var server = new GitHttpServer(_workshop.Served) { Account = Account };

        await _workshop.CloneAsync(new GitSource(server.Url + "outer", Username: "ci", Password: Password));

        _workshop.ClonedFile("libs/middle/file.txt").ShouldBe("middle");
        _workshop.ClonedFile("libs/middle/deep/inner/file.txt").ShouldBe("inner");
        new Repository(Path.Combine(_workshop.Clone, "libs/middle/deep/inner")).Git("rev-list", "--count", "HEAD").ShouldBe("1");
    }

    [Fact]
    public async Task A_submodule_at_a_commit_that_is_no_tip_is_cloned_from_a_server_that_hands_out_tips_only()
    {
        _workshop.Set("GIT_ALLOW_PROTOCOL", "http:file");
        var inner = _workshop.Repository("inner", "recorded");
        var outer = _workshop.Repository("outer", "outer");
        AddSubmodule(outer, inner, "../inner", "inner");
        inner.Commit("file.txt", "newer");
        using var server = new GitHttpServer(_workshop.Served) { SpeaksVersion2 = false };

        await _workshop.CloneAsync(new GitSource(server.Url + "outer"));
        _workshop.ClonedFile("inner/file.txt").ShouldBe("recorded");
    }

    [Fact]
    public async Task A_submodule_on_another_host_is_not_given_the_password()
    {
        using var other = new GitHttpServer(_workshop.Served) { Account = "somebody:else" };
        using var server = new GitHttpServer(_workshop.Served) { Account = Account };
        foreach (var url in new[]
        {
            other.Url + "inner",
            $"http://ci@127.0.0.1:{other.Port}/inner",

            // The question for the password holds the user name, which here looks like the host that may be answered.
            $"http://ci%40127.0.0.1:{server.Port}%2f'@127.0.0.1:{other.Port}/inner",
            $"http://ci%40127.0.0.1%3a{server.Port}'%3a%20@127.0.0.1:{other.Port}/inner",
        })
        {
            Directory.Delete(_workshop.Served, recursive: true);
            var outer = _workshop.Repository("outer", "outer");
            AddSubmodule(outer, _workshop.Repository("inner", "inner"), url, "inner");

            var problem = await _workshop.FailAsync(new GitSource(server.Url + "outer", Username: "ci", Password: Password));

            problem.Id.ShouldBe("MA1316");
            problem.Repair.ShouldContain($"The password is sent to http://127.0.0.1:{server.Port} only.");
            other.Requests.ShouldNotBeEmpty();
            other.Credentials.ShouldAllBe(credentials => !credentials.Contains(Password), url);
            other.Requests.Clear();
            Directory.Delete(_workshop.Clone, recursive: true);
        }
    }

    [Fact]
    public async Task A_redirect_to_another_host_is_not_given_the_password()
    {
        _workshop.Repository("web", "1");
        using var other = new GitHttpServer(_workshop.Served) { Account = "somebody:else" };
        using var server = new GitHttpServer(_workshop.Served) { RedirectTo = other.Url };

        (await _workshop.FailAsync(new GitSource(server.Url + "web", Username: "ci", Password: Password))).Id.ShouldBe("MA1308");
        other.Requests.ShouldNotBeEmpty();
        other.Credentials.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Username for 'https://git.example.com': ", "ci")]
    [InlineData("Username for \"https://git.example.com\"", "ci")]
    [InlineData("Password for 'https://ci@git.example.com': ", "secret")]
    [InlineData("Password for \"https://ci@git.example.com\"", "secret")]
    [InlineData("Username for 'https://evil.example.com': ", null)]
    [InlineData("Username for 'http://git.example.com': ", null)]
    [InlineData("Username for 'https://git.example.com:8443': ", null)]
    [InlineData("Username for 'https://git.example.com.evil.example': ", null)]
    [InlineData("Password for 'https://other@git.example.com': ", null)]
    [InlineData("Password for 'https://ci@git.example.com/'@evil.example.com': ", null)]
    [InlineData("Password for 'https://ci@git.example.com@evil.example.com': ", null)]
    [InlineData("Enter passphrase for key '/srv/keys/id_rsa': ", null)]
    public async Task Only_questions_of_the_one_server_are_answered(string question, string? answer)
    {
        Directory.CreateDirectory(_workshop.Private);
        using var askPass = await GitAskPass.CreateAsync(
            "https://git.example.com",
            "ci",
            "secret",
            _workshop.Private,
            TestContext.Current.CancellationToken
        );
        Directory
            .GetFiles(_workshop.Private)
            .ShouldAllBe(file =>
                (File.GetUnixFileMode(file) & ~UnixFileMode.UserExecute) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
            );
        var start = new ProcessStartInfo(askPass.Environment["GIT_ASKPASS"]!, [question]) { RedirectStandardOutput = true };
        foreach (var (name, value) in askPass.Environment)
        {
            start.Environment[name] = value;
        }

        using var script = Process.Start(start)!;
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        (output, script.ExitCode).ShouldBe(answer is null ? ("", 1) : (answer + "\n", 0));
    }

    [Fact]
    public async Task A_token_in_the_place_of_the_user_name_is_not_in_the_environment_of_git()
    {
        var checkout = new Repository(Path.Combine(_workshop.Root, "checkout"));
        checkout.Git("clone", "--quiet", _workshop.Repository("web", "1").FileUrl, ".");
        using var server = new GitHttpServer(_workshop.Served) { Account = "ghp_0123456789:" };
        checkout.Git("remote", "set-url", "origin", $"http://ghp_0123456789@127.0.0.1:{server.Port}/web");
        var trace = Path.Combine(_workshop.Root, "trace");
        _workshop.Set("GIT_TRACE2_EVENT", trace);
        _workshop.Set("GIT_TRACE2_ENV_VARS", "MULTIARCH_GIT_USERNAME,MULTIARCH_GIT_USERNAME_ENCODED,GIT_ASKPASS");

        var names = await (await _workshop.OpenAsync(checkout.Folder)).ListNamesAsync(ci: null, TestContext.Current.CancellationToken);

        names.Gap.ShouldBeNull();
        server.Credentials.ShouldContain("ghp_0123456789:");
        var variables = File.ReadAllLines(trace).Where(line => line.Contains("\"event\":\"def_param\"", StringComparison.Ordinal)).ToList();
        variables.ShouldContain(line => line.Contains("git-askpass", StringComparison.Ordinal));
        variables.ShouldAllBe(line => !line.Contains("ghp_0123456789"));
        Directory.EnumerateFileSystemEntries(_workshop.Private).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("my-ssh", false)]
    public async Task Ssh_asks_no_questions_unless_the_user_chose_how_it_is_started(string? command, bool batchMode)
    {
        var bin = Directory.CreateDirectory(Path.Combine(_workshop.Root, "bin")).FullName;
        foreach (var name in new[] { "ssh", "my-ssh" })
        {
            File.WriteAllText(
                Path.Combine(bin, name),
                $"#!/bin/sh\necho \"$@\" >>{_workshop.Root}/ssh-arguments\necho 'git@git.example.com: Permission denied (publickey).' >&2\nexit 255\n"
            );
            File.SetUnixFileMode(Path.Combine(bin, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        _workshop.Set("PATH", bin + ":" + Environment.GetEnvironmentVariable("PATH"));
        _workshop.Set("GIT_SSH", null);
        _workshop.Set("GIT_SSH_COMMAND", command);

        var problem = await _workshop.FailAsync(new GitSource("ssh://git.example.com/web.git"));
        problem.Id.ShouldBe("MA1308");
        problem.Repair.ShouldContain("ssh-add");
        File.ReadAllLines(Path.Combine(_workshop.Root, "ssh-arguments"))
            .ShouldAllBe(line => line.Contains("-o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=30") == batchMode);
    }

    private static void AddSubmodule(Repository outer, Repository inner, string url, string path)
    {
        outer.Git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.Folder, path);
        outer.Git("config", "--file", ".gitmodules", $"submodule.{path}.url", url);
        outer.Git("add", ".gitmodules");
        outer.Git("commit", "--quiet", "--message", "submodule");
    }

    private static IEnumerable<string> Spellings(string password) =>
    [
        password,
        Uri.EscapeDataString(password),
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("ci:" + password)),
    ];
}
