using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Frosting;
using Cake.MultiArch.IntegrationTests.Git;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>A whole run with every kind of secret, and then a search for them wherever they could be.</summary>
[SupportedOSPlatform("linux")]
public sealed class LeakTests(BaseImages baseImages) : IAsyncLifetime
{
    private static readonly SearchedSecret RegistryPassword = new("the registry's password", "reg1stry p@ss/w\"ord+é", "publisher");
    private static readonly SearchedSecret BasePassword = new("the password of the helper", "b@se-s3cret'of the\\helper", "reader");
    private static readonly SearchedSecret GitPassword = new("git's password", "g1t-t0ken/$HOME%&#", "ci");
    private static readonly SearchedSecret VariableSecret = new("the secret of a variable", "npm_V4r=iable,s3cret \"quoted\"");
    private static readonly SearchedSecret FileSecret = new("the secret of a file", "f1le-s3cret-of+several/lines");

    private PipelineHost _host = null!;
    private LoopbackRegistry _destination = null!;
    private GitHttpServer _git = null!;
    private LeakWatch _watch = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await PipelineHost.CreateAsync(baseImages, new() { Username = BasePassword.Username, Password = BasePassword.Value });
        _destination = await LoopbackRegistry.StartAsync(new() { Username = RegistryPassword.Username, Password = RegistryPassword.Value });
        _watch = await LeakWatch.CreateAsync(
            _host.Folder, [RegistryPassword, BasePassword, GitPassword, VariableSecret, FileSecret], "podman", "git", "git-lfs", "skopeo");
        _host.Folder.Write("keys/token", $"a first line of the file\n{FileSecret.Value}\n");
        _host.Folder.Write("keys/ring", new JObject { ["Username"] = BasePassword.Username, ["Secret"] = BasePassword.Value }.ToString());
        _watch.Write("watch/bin/docker-credential-leak-test", $"exec cat '{_host.Folder.Combine("keys", "ring")}'");
        var hook = _watch.Write("hooks/post-checkout", "");
        _host.Folder.Write("home/.gitconfig", $"[core]\n\thooksPath = {Path.GetDirectoryName(hook)}\n");
        CredentialPlaces.Write(
            _host.Folder.Combine("home/.docker/config.json"),
            new JObject { ["credHelpers"] = new JObject { [_host.Registry.Address] = "leak-test" } }
        );
        _host.Folder.Write("tmp/kept", "");
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        _git?.Dispose();
        await _destination.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("manifest", "true")]
    [InlineData("separate", "true")]
    [InlineData("manifest", "exit 7")]
    public async Task A_run_leaves_its_secrets_nowhere(string strategy, string last)
    {
        Serve($"""
            FROM {_host.Base}
            COPY . /srv
            RUN --mount=type=secret,id=token --mount=type=secret,id=key \
                echo '{Hash(VariableSecret.Value)}  /run/secrets/token' | sha256sum -c - && grep -q 'a first line' /run/secrets/key && \
                cat /run/secrets/token /run/secrets/key && env && sleep 1 && {last}

            """);

        using var run = await RunAsync([
            "--secret=id=token,env=NPM_TOKEN",
            "--secret=id=key,src=" + _host.Folder.Combine("keys", "token"),
            $"--strategy={strategy}",
        ]);

        run.Process.ExitCode.ShouldBe(last == "true" ? 0 : 1, run.Output);
        run.Output.ShouldContain("[REDACTED]", customMessage: "the step writes its secrets");
        foreach (var program in new[] { "podman", "git", "docker-credential-leak-test", "post-checkout", "busybox" })
        {
            _watch
                .Programs()
                .ShouldContain(
                    name => name.StartsWith(program, StringComparison.Ordinal),
                    $"{program} was not seen, but {string.Join(' ', _watch.Programs())}"
                );
        }

        Found(run).ShouldBeEmpty(run.Output);
        if (last == "true")
        {
            (await new Published(_destination.CreateClient(), "demo/site").PlatformsAsync("1")).ShouldBe(["linux/amd64", "linux/arm64"]);
            (await new Published(_destination.CreateClient(), "demo/site").FileAsync("arm64", "srv/.git/config", "1"))
                .ShouldNotBeNull()
                .ShouldContain(_git.Url);
        }
    }

    /// <summary>The search finds what is there: a step and a build argument that give secrets away, and files and texts with one.</summary>
    [Fact]
    public async Task What_is_given_away_is_found()
    {
        Serve($"""
            FROM {_host.Base}
            ARG LEAK
            RUN --mount=type=secret,id=token cp /run/secrets/token /told

            """);

        using var run = await RunAsync([
            "--secret=id=token,env=NPM_TOKEN",
            $"--build-arg=LEAK={FileSecret.Value}",
            "--platform=linux/amd64",
        ]);
        _host.Folder.Write("tmp/kept", Convert.ToBase64String(Encoding.UTF8.GetBytes($"ci:{GitPassword.Value}")));
        _host.Folder.Write("home/kept", Uri.EscapeDataString(RegistryPassword.Value));

        var found = Found(run);

        found.ShouldContain($"{FileSecret.Name} in an argument of podman");
        found.ShouldContain($"{GitPassword.Name} in tmp/kept");
        found.ShouldContain($"{RegistryPassword.Name} in home/kept");
        found.ShouldContain(
            place => place.StartsWith($"{VariableSecret.Name} in the registry's", StringComparison.Ordinal),
            string.Join('\n', found)
        );
        _watch.InProcesses((_, _, _) => false).ShouldContain($"{VariableSecret.Name} in the environment of podman");
        _watch
            .InText(
                "a text",
                $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"publisher:{RegistryPassword.Value}"))}"
            )
            .ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Clone")]
    [InlineData("Build")]
    public async Task A_run_that_is_told_to_end_leaves_no_file_with_a_secret(string stage)
    {
        Serve(
            $"FROM {_host.Base}\nRUN --mount=type=secret,id=token cat /run/secrets/token; echo the step has be''gun; sleep 5000\n",
            hangs: stage == "Clone"
        );
        using var run = Start(["--secret=id=token,env=NPM_TOKEN"]);
        if (stage == "Build")
        {
            await run.SaysAsync("the step has begun");
        }
        else
        {
            await UntilAsync(() => !_git.Requests.IsEmpty, run);
        }

        Directory
            .GetDirectories(_host.Folder.Combine("tmp"))
            .Select(folder => Path.Combine(folder, "private"))
            .Where(Directory.Exists)
            .SelectMany(_watch.InFiles)
            .ShouldContain(
                place => place.StartsWith(stage == "Build" ? RegistryPassword.Name : GitPassword.Name, StringComparison.Ordinal),
                "there would be nothing to leave"
            );
        run.Signal(UnixSignal.Terminate);
        await EndAsync(run);

        run.Output.ShouldContain("MA1105");
        Found(run).ShouldBeEmpty(run.Output);
        _watch.InFiles(_host.Store.Root).ShouldBeEmpty();
        Directory.GetFileSystemEntries(_host.Folder.Combine("tmp"), "cake-multiarch*").ShouldBeEmpty();
    }

    /// <summary>Where a secret is that must not be there.</summary>
    private IReadOnlyList<string> Found(RunningCake run) =>
    [
        // The build itself is given the variable, and what podman starts for itself inherits it, also the helper that it asks for the
        // password of the base image's registry; the steps do not.
        .. _watch.InProcesses((program, commands, secret) => secret == VariableSecret.Name
            && (program == "docker-credential-leak-test" || commands.Contains("/podman build ", StringComparison.Ordinal))
            && program != "busybox" && !program.StartsWith("qemu", StringComparison.Ordinal)),
        .. _watch.InText("the log", run.Output),
        .. _watch.InFiles(_host.Folder.Combine("report")),
        .. _watch.InFiles(_host.Folder.Combine("tmp")),
        .. _watch.InFiles(_host.Folder.Combine("home")),
        .. _watch.InFiles(_host.Folder.Combine("origin")),
        .. _watch.InFiles(_destination.DataFolder).Select(place => place.Replace(" in ", " in the registry's ", StringComparison.Ordinal)),
    ];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private void Serve(string containerfile, bool hangs = false)
    {
        var repository = Repository.Create(_host.Folder.Combine("origin", "site"));
        repository.Commit("Containerfile", containerfile);
        _git = new GitHttpServer(_host.Folder.Combine("origin")) { Account = $"{GitPassword.Username}:{GitPassword.Value}", Hangs = hangs };
    }

    private async Task<RunningCake> RunAsync(string[] arguments)
    {
        var run = Start(arguments);
        await EndAsync(run);
        return run;
    }

    private RunningCake Start(string[] arguments)
    {
        var run = CakeRunner.StartProgram(
            FrostingProgram.Plain,
            [
                "--target=PushMultiArch", $"--git-url={_git.Url}site", $"--image={_destination.Address}/demo/site:1", "--tls-verify=false",
                $"--report={_host.Folder.Combine("report")}", "--verbosity=diagnostic", .. arguments,
            ],
            new()
            {
                ["PATH"] = $"{_watch.Bin}:{Environment.GetEnvironmentVariable("PATH")}",
                ["HOME"] = _host.Folder.Combine("home"),
                ["GIT_CONFIG_GLOBAL"] = _host.Folder.Combine("home", ".gitconfig"),
                ["TMPDIR"] = _host.Folder.Combine("tmp"),
                ["XDG_RUNTIME_DIR"] = Directory.CreateDirectory(_host.Folder.Combine("home", "runtime")).FullName,
                ["MULTIARCH_REGISTRY_USERNAME"] = RegistryPassword.Username!,
                ["MULTIARCH_REGISTRY_PASSWORD"] = RegistryPassword.Value,
                ["MULTIARCH_GIT_USERNAME"] = GitPassword.Username!,
                ["MULTIARCH_GIT_PASSWORD"] = GitPassword.Value,
                ["NPM_TOKEN"] = VariableSecret.Value,

                // The names under which a CI system has the same.
                ["CI_REGISTRY_PASSWORD"] = RegistryPassword.Value,
                ["CI_JOB_TOKEN"] = GitPassword.Value,
            });
        _watch.Follow(run.Process.Id);
        return run;
    }

    private static Task EndAsync(RunningCake run) =>
        run
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

    private static async Task UntilAsync(Func<bool> condition, RunningCake run)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            (patience.Elapsed > TimeSpan.FromSeconds(60) || run.Process.HasExited).ShouldBeFalse(run.Output);
            await Task.Delay(20);
        }
    }
}
