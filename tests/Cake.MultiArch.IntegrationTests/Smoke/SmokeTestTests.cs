using System.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Elf;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Smoke;

/// <summary>A command in real images, by real containers, natively and emulated.</summary>
public sealed class SmokeTestTests(BaseImages baseImages)
{
    private static readonly string[] All = ["linux/amd64", "linux/arm64", "linux/s390x"];

    [Fact]
    public async Task The_words_are_run_in_the_image_of_each_platform_as_they_are_with_its_user_folder_and_variables()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync(All);
        var before = await host.Store.ImageIdsAsync();

        var results = await host.RunAsync(
            image,
            """sh -c 'uname -m; id -u; id -g; pwd; echo "$GREETING $1"; ls /sys/class/net; cat; echo >/tmp/written' sh "two  words" """
        );

        results.Select(result => result.Platform.ToString()).ShouldBe(All);
        results.Select(result => result.LastLines[0]).ShouldBe(["x86_64", "aarch64", "s390x"]);
        results.ShouldAllBe(result =>
            result.LastLines.Skip(1).SequenceEqual(new[] { "1234", "5678", "/var", "good morning two  words", "lo" })
        );
        results.ShouldAllBe(result => result.ExitCode == 0 && result.Duration > TimeSpan.Zero);
        host.Log.Text.ShouldContain("[linux/s390x] good morning two  words");
        host.Log.Text.ShouldContain("[linux/s390x] smoke test passed after");
        (await host.ContainersAsync()).ShouldBeEmpty();
        (await host.Store.ImageIdsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task An_image_that_is_a_static_program_and_nothing_else_is_tested_too()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BuildAsync(
            "FROM scratch\nCOPY app /\n",
            ["linux/arm64"],
            ("app", ElfProbe.Write(ElfArchitecture.Find("arm64")!, exitCode: 0))
        );

        (await host.RunAsync(image, "/app --version")).ShouldHaveSingleItem().LastLines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Neither_secrets_nor_proxies_of_this_process_come_into_the_container()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64");
        host.Pipeline.Set("MULTIARCH_REGISTRY_PASSWORD", "hunter2-registry");
        host.Pipeline.Set("HTTP_PROXY", "http://user:hunter2-proxy@127.0.0.1:9");
        host.Pipeline.Set(
            "CONTAINERS_CONF",
            await ContainerHost.WriteAsync(
                host.Pipeline.Folder,
                "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\nenv_host = true"
            )
        );

        var lines = (await host.RunAsync(image, "env")).ShouldHaveSingleItem().LastLines;

        lines.ShouldContain("GREETING=good morning");
        lines.ShouldNotContain(line => line.Contains("hunter2") || line.Contains("PROXY") || line.StartsWith("TMPDIR"));
    }

    [Fact]
    public async Task A_command_that_fails_on_some_platforms_is_told_of_each_with_its_last_lines()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync(All);

        var one = await Should.ThrowAsync<MultiArchException>(() =>
            host.RunAsync(image, "sh -c 'echo looking; test $(uname -m) != aarch64 || exit 7'")
        );
        one.Problem.Id.ShouldBe("MA1631");
        one.Problem.What.ShouldBe("The smoke test of linux/arm64 ended with exit code 7.");
        one.Problem.Details.ShouldBe(["looking"]);
        one.ExitCode.ShouldBe(7);
        one.Platforms.ShouldBe(["linux/arm64"]);

        var two = await Should.ThrowAsync<MultiArchException>(() => host.RunAsync(image, "sh -c 'test $(uname -m) = aarch64 || nosuch'"));
        two.Problem.What.ShouldBe("The smoke test failed on 2 platforms.");
        two.Problem.Why.ShouldContain("linux/amd64 ended with exit code 127");
        two.Problem.Why.ShouldContain("linux/s390x ended with exit code 127");
        two.Platforms.ShouldBe(["linux/amd64", "linux/s390x"]);
        (await host.ContainersAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nosuch", "MA1632", "No folder of its PATH has such a file.")]
    [InlineData("/bin/nosuch --version", "MA1632", "The image has no such file.")]
    [InlineData("/etc", "MA1633", "folder")]
    [InlineData("/bin/plain", "MA1633", "lacks execute permission")]
    [InlineData("/bin/foreign", "MA1634", "exec format error")]
    [InlineData("/bin/script", "MA1632", "its loader or the program in its first line")]
    [InlineData("sh -c /bin/foreign", "MA1631", "")]
    public async Task A_program_that_does_not_start_is_told_with_its_cause(string command, string id, string why)
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BuildAsync(
            $"FROM {host.Pipeline.Base}\nCOPY foreign script plain /bin/\nRUN chmod 644 /bin/plain\n",
            ["linux/amd64"],
            ("foreign", ElfProbe.Write(ElfArchitecture.Find("loong64")!)),
            ("script", "#!/bin/nosuch\n"u8.ToArray()),
            ("plain", "text\n"u8.ToArray())
        );

        var failure = await Should.ThrowAsync<MultiArchException>(() => host.RunAsync(image, command));

        failure.Problem.Id.ShouldBe(id, failure.Message);
        failure.Problem.Why.ShouldContain(why, customMessage: failure.Message);
        failure.Problem.What.ShouldContain("linux/amd64");
        (await host.ContainersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_cannot_be_started_is_not_taken_for_a_host_that_cannot()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BuildAsync($"FROM {host.Pipeline.Base}\nUSER somebody\n", ["linux/amd64"]);

        var failure = await Should.ThrowAsync<MultiArchException>(() => host.RunAsync(image, "/bin/true"));

        failure.Problem.Id.ShouldBe("MA1637", failure.Message);
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_killed_with_its_container_whatever_it_does_with_signals()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64", "linux/arm64");
        var began = Stopwatch.StartNew();

        var failure = await Should.ThrowAsync<MultiArchException>(() =>
            host.RunAsync(image, "sh -c 'trap : INT TERM; echo waiting; while :; do sleep 60; done'", seconds: 4)
        );

        failure.Problem.Id.ShouldBe("MA1635");
        failure.Problem.What.ShouldBe("The smoke test of linux/amd64 did not end within 4 seconds.");
        failure.Problem.Details.ShouldBe(["waiting"]);
        failure.Platforms.ShouldBe(["linux/amd64"]);
        began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        (await host.ContainersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_interrupted_test_leaves_no_container()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64");

        await Should.ThrowAsync<OperationCanceledException>(() =>
            host.InterruptAsync(image, "sh -c 'echo begun; sleep 600'", "[linux/amd64] begun")
        );

        (await host.ContainersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_killed_test_left_a_clean_up_removes_and_leaves_that_of_a_run_that_lives_and_of_others()
    {
        const string Killed = "20250102030405-0a1b2c3d";
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64");
        var left = ContainerRun.OfImage(Killed, "linux/amd64", image.Platforms[0].ImageId, ["sleep", "600"], TimeSpan.FromMinutes(10));
        var living = ContainerRun.OfImage(
            host.Folder.RunId,
            "linux/amd64",
            image.Platforms[0].ImageId,
            ["sleep", "600"],
            TimeSpan.FromMinutes(10)
        );
        foreach (var container in new[] { left, living })
        {
            _ = (
                await host.PodmanAsync(
                    container.Arguments(isRemote: false).SelectMany(word => word == "run" ? new[] { "run", "--detach" } : [word])
                )
            ).Text;
        }

        _ = (
            await host.PodmanAsync(
                "run",
                "--detach",
                "--name=another",
                $"--label={RunContainer.Label}={Killed}",
                "--network=none",
                "--entrypoint=",
                image.Platforms[0].ImageId[7..],
                "sleep",
                "600"
            )
        ).Text;

        var leftovers = (await host.CheckAsync(new LeftoversCheck(), "linux/amd64"))
            .Single(finding => finding.Problem?.Id == "MA1923")
            .Problem!;
        leftovers.Repair.ShouldBe($"podman rm --force {left.Name}");
        var (log, failure) = await host.Pipeline.CleanAsync();

        failure.ShouldBeNull();
        log.Text.ShouldContain($"Removed the container {left.Name} of a smoke test");
        var there = (await host.ContainersAsync()).Split('\n');
        there.Order().ShouldBe(new[] { "another", living.Name }.Order());
        _ = (await host.PodmanAsync("rm", "--force", "--time=0", "another", living.Name)).Text;
    }

    [Theory]
    [InlineData("default_ulimits = [\"nofile=2147483584:2147483584\"]", "higher limits than this host or pod allows", "default_ulimits")]
    [InlineData(
        "default_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\nseccomp_profile = \"/nosuch.json\"",
        "/nosuch.json",
        "Run this on an agent that can run containers, or"
    )]
    public async Task A_host_that_cannot_run_containers_says_why_and_what_to_do(string containers, string why, string repair)
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64", "linux/arm64");
        host.Pipeline.Set("CONTAINERS_CONF", await ContainerHost.WriteAsync(host.Pipeline.Folder, containers));

        var failure = await Should.ThrowAsync<MultiArchException>(() => host.RunAsync(image, "true"));

        failure.Problem.Id.ShouldBe("MA1636", failure.Message);
        failure.Problem.What.ShouldContain("this host cannot run containers");
        failure.Problem.Why.ShouldContain(why);
        failure.Problem.Repair.ShouldContain(repair);
        failure.Problem.Repair.ShouldContain("leave --smoke out");
        failure.Platforms.ShouldBe(["linux/amd64"]);

        var found = await host.CheckAsync(new ContainersCheck(), "linux/amd64,linux/arm64");
        found.ShouldHaveSingleItem().Problem!.Id.ShouldBe("MA1636");
    }

    [Fact]
    public async Task Before_the_build_a_test_program_shows_for_each_platform_whether_a_container_of_it_can_be_run()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);

        (await host.CheckAsync(new ContainersCheck(), "linux/s390x,linux/arm64,linux/amd64"))
            .Select(finding => $"{finding.Status}: {finding.Message}")
            .ShouldBe([
                "Ok: linux/amd64 runs in a container",
                "Ok: linux/s390x runs in a container",
                "Ok: linux/arm64 runs in a container",
            ]);
        var foreign = await host.CheckAsync(new ContainersCheck(), "linux/loong64,linux/amd64");
        foreign.Select(finding => finding.Status).ShouldBe([FindingStatus.Ok, FindingStatus.Failure]);
        foreign[1].Message.ShouldContain("linux/loong64");

        (await host.ContainersAsync()).ShouldBeEmpty();
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        Directory.GetDirectories(host.Pipeline.Folder.Combine("tmp")).ShouldBe([host.Folder.Root]);
    }

    [Fact]
    public async Task A_podman_service_runs_the_command_and_keeps_no_container()
    {
        await using var host = await SmokeHost.CreateAsync(baseImages);
        var image = await host.BusyboxAsync("linux/amd64", "linux/s390x");
        await using var service = await PodmanService.StartAsync(host.Store, containersConf: host.ContainersConf);
        host.Pipeline.Set("CONTAINER_HOST", service.Url);

        (await host.RunAsync(image, "sh -c 'uname -m; id -u'"))
            .Select(result => string.Join(' ', result.LastLines))
            .ShouldBe(["x86_64 1234", "s390x 1234"]);
        (await IdAsync("sh -c 'exit 3'")).ShouldBe("MA1631");
        (await IdAsync("nosuch")).ShouldBe("MA1632");
        (await IdAsync("sleep 600", seconds: 4)).ShouldBe("MA1635");
        (await host.ContainersAsync()).ShouldBeEmpty();

        async Task<string> IdAsync(string command, double seconds = 60) =>
            (await Should.ThrowAsync<MultiArchException>(() => host.RunAsync(new BuiltImage("", [image.Platforms[0]]), command, seconds)))
                .Problem
                .Id;
    }
}
