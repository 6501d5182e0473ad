using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class FindingPodmanTests : PodmanTest
{
    private const string DockerJson =
        """{"Client":{"Platform":{"Name":"Docker Engine - Community"},"Version":"28.2.2","ApiVersion":"1.50","Os":"linux","Arch":"amd64"},"Server":null}""";

    [Fact]
    public async Task Podman_is_found_and_asked_once()
    {
        Fake.Version("4.3.1").On("manifest exists").Exit(0);

        var version = await Podman.VersionAsync(new PodmanVersionSettings(), Token);
        await Podman.ManifestExistsAsync(List, new ManifestExistsSettings(), Token);
        await Podman.ManifestExistsAsync(List, new ManifestExistsSettings(), Token);

        version.Version.ShouldBe(new Version(4, 3, 1));
        version.Client.GoVersion.ShouldBe("go1.19.8");
        version.OsArch.ShouldBe("linux/amd64");
        version.Server.ShouldBeNull();
        Fake.Calls.Select(call => call.Arguments[0]).ShouldBe(["version", "manifest", "manifest"]);
    }

    [Fact]
    public void A_script_asks_once_however_many_aliases_it_calls()
    {
        Fake.Version("5.4.2").On("manifest exists").Exit(1);

        Context.PodmanVersion().Version.ShouldBe(new Version(5, 4, 2));
        Context.ManifestExists(List).ShouldBeFalse();
        Context.PodmanVersion();

        Fake.Calls.Count(call => call.Arguments[0] == "version").ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_is_asked_on_its_own_and_the_older_side_decides()
    {
        Fake.On("--connection=arm version")
            .Out(
                """{"Client":{"APIVersion":"5.4.2","Version":"5.4.2","OsArch":"linux/amd64"},"Server":{"APIVersion":"4.9.4","Version":"4.9.4-rhel","OsArch":"linux/arm64"}}"""
            );
        Fake.Version("5.4.2");

        (await Podman.VersionAsync(new PodmanVersionSettings(), Token)).Version.ShouldBe(new Version(5, 4, 2));
        var remote = await Podman.VersionAsync(new PodmanVersionSettings { Connection = "arm" }, Token);

        remote.Version.ShouldBe(new Version(4, 9, 4));
        remote.OsArch.ShouldBe("linux/arm64");
        remote.Server!.Text.ShouldBe("4.9.4-rhel");
    }

    [Fact]
    public async Task Variables_that_select_a_service_are_asked_for_on_their_own_and_others_are_not()
    {
        Fake.Version("5.4.2");

        await Podman.VersionAsync(new PodmanVersionSettings(), Token);
        await Podman.VersionAsync(
            new PodmanVersionSettings { EnvironmentVariables = new Dictionary<string, string> { ["TMPDIR"] = "/x" } },
            Token
        );
        Fake.Calls.Count.ShouldBe(1);
        await Podman.VersionAsync(
            new PodmanVersionSettings { EnvironmentVariables = new Dictionary<string, string> { ["CONTAINER_HOST"] = "unix:///x" } },
            Token
        );

        Fake.Calls.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("4.2.1", "4.2.1")]
    [InlineData("3.4.4", "3.4.4")]
    public async Task A_podman_that_is_too_old_is_refused_with_its_version(string version, string words)
    {
        Fake.Version(version);

        var problem = (
            await Should.ThrowAsync<MultiArchException>(Podman.ManifestExistsAsync(List, new ManifestExistsSettings(), Token))
        ).Problem;

        problem.Id.ShouldBe("MA1403");
        problem.What.ShouldContain(words);
        problem.Why.ShouldContain("4.3");
        Fake.Calls.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_service_that_is_too_old_is_refused()
    {
        Fake.On("version")
            .Out("""{"Client":{"Version":"5.4.2","OsArch":"linux/amd64"},"Server":{"Version":"3.4.4","OsArch":"linux/arm64"}}""");

        var problem = (
            await Should.ThrowAsync<MultiArchException>(Podman.VersionAsync(new PodmanVersionSettings { Connection = "arm" }, Token))
        ).Problem;

        problem.Id.ShouldBe("MA1403");
        problem.What.ShouldContain("3.4.4");
        problem.Where.ShouldContain("service");
    }

    [Fact]
    public async Task A_podman_that_does_not_answer_is_a_problem_and_is_stopped()
    {
        Fake.On("version").Add("pid", Fake.Combine("pid")).Add("hold");

        var problem = (await Should.ThrowAsync<MultiArchException>(
            new PodmanClient(Host) { AnswerLimit = TimeSpan.FromSeconds(1) }.VersionAsync(new PodmanVersionSettings(), Token))).Problem;

        problem.Id.ShouldBe("MA1404");
        problem.Where.ShouldBe("podman version --format=json");
        Processes.Gone.ShouldBeGone(Fake.Combine("pid"));
    }

    [Fact]
    public async Task A_connection_that_is_dead_is_a_problem()
    {
        Fake.On("version")
            .Error("Cannot connect to Podman. Please verify your connection")
            .Error("Error: unable to connect to Podman socket: dial unix /x: connect: no such file or directory")
            .Exit(125);

        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.VersionAsync(new PodmanVersionSettings { Url = "unix:///x" }, Token)
        );

        failure.Problem.Id.ShouldBe("MA1438");
        failure.ExitCode.ShouldBe(125);
    }

    [Fact]
    public async Task Without_podman_the_problem_names_the_commands_that_install_it()
    {
        var podman = new PodmanClient(TestHost.Create());

        var problem = (await Should.ThrowAsync<MultiArchException>(podman.VersionAsync(new PodmanVersionSettings(), Token))).Problem;

        problem.Id.ShouldBe("MA1401");
        problem.Repair.ShouldContain("./build.sh --setup");
        problem.Repair.ShouldContain("apt-get install podman");
    }

    [Fact]
    public async Task A_docker_that_is_podman_is_used()
    {
        using var docker = new FakePodmanFolder("docker");
        docker
            .On("--version")
            .Error("Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.")
            .Out("podman version 4.3.1");
        docker
            .Version("4.3.1")
            .On("manifest exists")
            .Error("Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.")
            .Exit(1);
        var tools = new TestTools();
        tools.RegisterFile(docker.Program);
        var podman = new PodmanClient(TestHost.Create(tools: tools));

        (await podman.ManifestExistsAsync(List, new ManifestExistsSettings(), Token)).ShouldBeFalse();

        docker.Calls.Select(call => call.Arguments[0]).ShouldBe(["--version", "version", "manifest"]);
    }

    [Fact]
    public async Task A_real_docker_is_refused()
    {
        using var docker = new FakePodmanFolder("docker");
        docker.On("--version").Out("Docker version 28.2.2, build e6534b4");
        var tools = new TestTools();
        tools.RegisterFile(docker.Program);

        var problem = (await Should.ThrowAsync<MultiArchException>(
            new PodmanClient(TestHost.Create(tools: tools)).VersionAsync(new PodmanVersionSettings(), Token))).Problem;

        problem.Id.ShouldBe("MA1402");
        problem.Why.ShouldContain("Docker version 28.2.2");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_real_docker_given_as_tool_path_is_refused_even_when_its_service_is_down(int exitCode)
    {
        Fake.On("version").Out(DockerJson).Error("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.").Exit(exitCode);

        var problem = (await Should.ThrowAsync<MultiArchException>(
            Podman.VersionAsync(new PodmanVersionSettings { ToolPath = Fake.Program }, Token))).Problem;

        problem.Id.ShouldBe("MA1402");
        problem.Why.ShouldContain("28.2.2");
    }

    [Fact]
    public async Task A_tool_path_wins_over_what_would_be_found()
    {
        using var other = new FakePodmanFolder("my-podman");
        other.Version("5.8.6");
        Environment.WorkingDirectory = other.Folder;

        (await Podman.VersionAsync(new PodmanVersionSettings { ToolPath = "./my-podman" }, Token)).Version.ShouldBe(new Version(5, 8, 6));

        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tool_path_that_does_not_exist_is_a_problem()
    {
        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.VersionAsync(new PodmanVersionSettings { ToolPath = "/no/podman" }, Token)
        );

        failure.Problem.Id.ShouldBe("MA1101");
    }

    [Fact]
    public async Task A_failure_to_answer_is_asked_again()
    {
        Fake.On("version", times: 1).Error("Error: something passing").Exit(125);
        Fake.Version("4.3.1");

        var failure = await Should.ThrowAsync<MultiArchException>(Podman.VersionAsync(new PodmanVersionSettings(), Token));
        var version = await Podman.VersionAsync(new PodmanVersionSettings(), Token);

        failure.Message.ShouldContain("Podman: Process returned an error (exit code 125).");
        version.Version.ShouldBe(new Version(4, 3, 1));
    }
}
