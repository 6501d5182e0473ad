using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class BuildTests : PodmanTest
{
    private const string Id = "sha256:0f213eda66bcae5be674993a3b0c208eb93c9ded7497cd5d4bb8e6f68691bb6a";

    public BuildTests() => Fake.Version("4.3.1");

    [Fact]
    public void A_build_answers_the_identifier_of_the_image()
    {
        Fake.On("build").Out("STEP 1/1: FROM scratch").WriteFile("--iidfile", Id);

        var result = Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { Tags = { "localhost/web:1" } });

        result.ShouldBe(new PodmanBuildResult(Id));
        Log.Lines.ShouldBe(["STEP 1/1: FROM scratch"]);
        var arguments = Fake.Call("build").Arguments;
        arguments[..2].ShouldBe(["build", "--tag=localhost/web:1"]);
        arguments[^2..].ShouldBe(["--platform=linux/amd64", BuildContext()]);
    }

    [Fact]
    public void A_secret_is_given_by_its_name_and_masked_and_one_without_a_value_is_refused()
    {
        const string Value = "npm_s3cret";
        Fake.On("build").Add("env", "NPM_TOKEN").Out("token: " + Value).Out("line-of-the-file").WriteFile("--iidfile", Id);
        File.WriteAllText(Fake.Combine("key"), "line-of-the-file\n");
        Environment.Variables["NPM_TOKEN"] = Value;

        Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { Secrets = { "id=npm,env=NPM_TOKEN", "id=key,src=key" } });
        var failure = Should.Throw<MultiArchException>(() =>
            Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { Secrets = { "id=npm,env=NOT_SET_ANYWHERE" } })
        );

        var call = Fake.Call("build");
        call.Arguments.ShouldContain("--secret=id=npm,env=NPM_TOKEN");
        call.Environment["NPM_TOKEN"].ShouldBe(Value);
        call.Line.ShouldNotContain(Value);
        Log.Lines.ShouldBe(["[REDACTED]", "token: [REDACTED]", "[REDACTED]"]);
        failure.Problem.Id.ShouldBe("MA1251");
    }

    [Fact]
    public void The_file_for_the_identifier_leaves_no_trace_and_one_of_the_users_own_is_written()
    {
        Fake.On("build").WriteFile("--iidfile", Id);
        File.WriteAllText(Fake.Combine("id"), "an earlier build's");

        Context.PodmanBuild(BuildContext()).ImageId.ShouldBe(Id);
        Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { ImageIdFile = "id" }).ImageId.ShouldBe(Id);

        var files = Fake
            .Calls.Skip(1)
            .Select(call =>
                call.Arguments.Single(argument => argument.StartsWith("--iidfile=", StringComparison.Ordinal))["--iidfile=".Length..]
            )
            .ToList();
        Directory.Exists(Path.GetDirectoryName(files[0])).ShouldBeFalse();
        files[1].ShouldBe(Fake.Combine("id"));
        File.ReadAllText(files[1]).ShouldBe(Id);
    }

    [Fact]
    public void What_an_earlier_build_wrote_into_the_users_file_is_not_this_builds_answer()
    {
        Fake.On("build").Exit(9);
        File.WriteAllText(Fake.Combine("id"), Id);

        Context
            .PodmanBuild(BuildContext(), new PodmanBuildSettings { ImageIdFile = "id", HandleExitCode = _ => true })
            .ImageId.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("linux/arm64", null, "--platform=linux/arm64")]
    [InlineData(null, "arm64", "--arch=arm64")]
    [InlineData(null, null, "--platform=linux/amd64")]
    public void Podman_is_always_told_what_to_build_for(string? platform, string? arch, string expected)
    {
        Fake.On("build").WriteFile("--iidfile", Id);
        var settings = new PodmanBuildSettings { Arch = arch };
        if (platform is not null)
        {
            settings.Platforms.Add(platform);
        }

        Context.PodmanBuild(BuildContext(), settings);

        Fake.Call("build")
            .Arguments.Where(argument =>
                argument.StartsWith("--platform", StringComparison.Ordinal) || argument.StartsWith("--arch", StringComparison.Ordinal)
            )
            .ShouldBe([expected]);
    }

    [Theory]
    [InlineData(
        "WARNING: image platform ({arm64 linux  [] }) does not match the expected platform ({amd64 linux  [] })",
        "linux/arm64",
        "linux/amd64"
    )]
    [InlineData("WARNING: image platform (linux/arm64) does not match the expected platform (linux/amd64)", "linux/arm64", "linux/amd64")]
    [InlineData(
        "[linux/arm/v6] WARNING: image platform ({arm linux  [] v7}) does not match the expected platform ({arm linux  [] v6})",
        "linux/arm/v7",
        "linux/arm/v6"
    )]
    public void A_base_of_another_platform_fails_the_build_though_podman_only_warns(string warning, string actual, string expected)
    {
        Fake.On("build").Error(warning).WriteFile("--iidfile", Id);

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext())).Problem;

        problem.Id.ShouldBe("MA1409");
        problem.What.ShouldBe($"The base image is for {actual}, not for {expected}.");
        problem.Details.ShouldBe([warning]);
    }

    [Fact]
    public void The_warning_is_heard_in_a_quiet_build_which_shows_nothing()
    {
        Fake.On("build")
            .Out("STEP")
            .Error("WARNING: image platform (linux/arm64) does not match the expected platform (linux/amd64)")
            .WriteFile("--iidfile", Id);

        Should
            .Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { Quiet = true }))
            .Problem.Id.ShouldBe("MA1409");

        Log.Lines.ShouldBeEmpty();
        Fake.Call("build").Arguments.ShouldNotContain("--quiet");
    }

    [Theory]
    [InlineData("log")]
    [InlineData("log_linux_arm64")]
    public void The_warning_is_found_in_the_log_file_and_that_of_an_earlier_build_is_not(string file)
    {
        const string Warning = "WARNING: image platform (linux/arm64) does not match the expected platform (linux/amd64)\n";
        File.WriteAllText(Fake.Combine(file), Warning);
        Fake.On("build", times: 1).WriteFile("--iidfile", Id);
        Fake.On("build").Add("append", Fake.Combine(file), "STEP 1\n" + Warning).WriteFile("--iidfile", Id);
        var settings = new PodmanBuildSettings { LogFile = "log", LogSplit = true };

        Context.PodmanBuild(BuildContext(), settings).ImageId.ShouldBe(Id);
        Should.Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), settings)).Problem.Id.ShouldBe("MA1409");
    }

    [Fact]
    public void Several_platforms_and_a_tag_are_refused_before_anything_is_built()
    {
        var settings = new PodmanBuildSettings { Tags = { "localhost/web:1" }, Platforms = { "linux/amd64", "linux/arm64" } };

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), settings)).Problem;

        problem.Id.ShouldBe("MA1407");
        problem.What.ShouldContain("linux/amd64, linux/arm64");
        problem.Repair.ShouldContain("Manifest");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void One_platform_in_two_spellings_is_one_and_may_have_a_tag()
    {
        Fake.On("build").WriteFile("--iidfile", Id);

        Context
            .PodmanBuild(
                BuildContext(),
                new PodmanBuildSettings { Tags = { "localhost/web:1" }, Platforms = { "linux/arm64", "linux/aarch64" } }
            )
            .ImageId.ShouldBe(Id);
    }

    [Fact]
    public void All_platforms_and_a_tag_are_refused() =>
        Should
            .Throw<MultiArchException>(() =>
                Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { AllPlatforms = true, Tags = { "a" } })
            )
            .Problem.Id.ShouldBe("MA1413");

    [Theory]
    [InlineData("localhost/BAD:5")]
    [InlineData("localhost/web:1:2")]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("localhost/web@sha256:0f213eda66bcae5be674993a3b0c208eb93c9ded7497cd5d4bb8e6f68691bb6a")]
    public void A_list_name_that_podman_would_refuse_after_the_build_is_refused_before(string name)
    {
        Should
            .Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { Manifest = name }))
            .Problem.Id.ShouldBe("MA1406");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_context_that_is_missing_is_named()
    {
        var problem = Should.Throw<MultiArchException>(() => Context.PodmanBuild("no/such")).Problem;

        problem.Id.ShouldBe("MA1414");
        problem.Where.ShouldBe(Fake.Combine("no/such"));
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_Containerfile_that_is_missing_is_named()
    {
        Directory.CreateDirectory(Fake.Combine("empty"));

        Should
            .Throw<MultiArchException>(() => Context.PodmanBuild("empty"))
            .Problem.Why.ShouldContain("neither a Containerfile nor a Dockerfile");
        Should
            .Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), new PodmanBuildSettings { File = "nofile" }))
            .Problem.Where.ShouldBe(Fake.Combine("nofile"));
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_Dockerfile_and_a_file_outside_the_context_are_fine()
    {
        Fake.On("build").WriteFile("--iidfile", Id);
        Directory.CreateDirectory(Fake.Combine("docker"));
        File.WriteAllText(Fake.Combine("docker/Dockerfile"), "FROM scratch\n");

        Context.PodmanBuild("docker").ImageId.ShouldBe(Id);
        Context.PodmanBuild(Fake.Folder, new PodmanBuildSettings { File = "docker/Dockerfile" }).ImageId.ShouldBe(Id);
    }

    [Fact]
    public void An_address_is_handed_on_as_it_is_and_refused_as_a_folder()
    {
        Fake.On("build").WriteFile("--iidfile", Id);

        Context.PodmanBuild(new Uri("https://example.com/a/../web.tar.gz"), new PodmanBuildSettings()).ImageId.ShouldBe(Id);

        Fake.Call("build").Arguments[^1].ShouldBe("https://example.com/a/../web.tar.gz");
        Should
            .Throw<MultiArchException>(() => Context.PodmanBuild("https://example.com/web.tar.gz"))
            .Problem.Repair.ShouldContain("new Uri");
    }

    [Theory]
    [InlineData("type=SNP,passphrase=s3cret", "key.pem")]
    [InlineData(null, "key.pem:s3cret")]
    public void A_passphrase_in_the_arguments_is_refused_and_not_shown(string? workload, string key)
    {
        var settings = new PodmanBuildSettings { ConfidentialWorkload = workload, DecryptionKeys = { key } };

        var failure = Should.Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext(), settings));

        failure.Problem.Id.ShouldBe("MA1412");
        failure.ToString().ShouldNotContain("s3cret");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void A_failing_step_gives_podmans_exit_code_and_the_last_lines()
    {
        Fake.On("build").Out("STEP 2/2: RUN exit 7").Error("Error: building at STEP \"RUN exit 7\": exit status 7").Exit(7);

        var failure = Should.Throw<MultiArchException>(() => Context.PodmanBuild(BuildContext()));

        failure.ExitCode.ShouldBe(7);
        failure.Message.ShouldContain("Podman: Process returned an error (exit code 7).");
        failure.Problem.Details.ShouldBe(
            ["STEP 2/2: RUN exit 7", "Error: building at STEP \"RUN exit 7\": exit status 7"],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task A_build_that_is_cancelled_is_cancelled_though_podman_ends_with_0()
    {
        Fake.On("build").Do("exit-on-sigint", 0).Add("pid", Fake.Combine("pid")).Add("hold");
        using var cancellation = new CancellationTokenSource();

        var building = Context.PodmanBuildAsync(BuildContext(), new PodmanBuildSettings(), cancellation.Token);
        while (!File.Exists(Fake.Combine("pid")))
        {
            await Task.Delay(10, Token);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(building);
        Processes.Gone.ShouldBeGone(Fake.Combine("pid"));
    }
}
