using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Build;

/// <summary>A step that fails is told with its platform, its line and podman's exit code, whatever podman's version says of it.</summary>
public sealed class FailingStepTests : BuilderTest
{
    private const string Containerfile3 = "FROM registry.example.com/base:1\n# The step.\nRUN make\nRUN make install\n";
    private const string ThreePlatforms = "--platform=linux/amd64,linux/arm64,linux/s390x";

    private static readonly string[] Begun =
    [
        "[linux/s390x] STEP 1/3: FROM registry.example.com/base:1",
        "[linux/amd64] STEP 1/3: FROM registry.example.com/base:1",
        "[linux/arm64] STEP 1/3: FROM registry.example.com/base:1",
        "[linux/amd64] STEP 2/3: RUN make",
        "[linux/amd64] STEP 3/3: RUN make install",
        "[linux/amd64] COMMIT",
    ];

    [Fact]
    public async Task Podman_before_4_8_does_not_say_which_platform_so_it_is_the_one_that_was_at_the_step()
    {
        Fails("4.3.1", 7, [.. Begun, "[linux/s390x] STEP 2/3: RUN make"], """Error: building at STEP "RUN make": exit status 7""");

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.Id.ShouldBe("MA1440");
        failure.Problem.What.ShouldBe("The build of linux/s390x failed at step 2: RUN make.");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.Problem.Why.ShouldContain("exit status 7");
        failure.Problem.Details.ShouldContain("[linux/s390x] STEP 2/3: RUN make");
        failure.ExitCode.ShouldBe(7);
        failure.Platforms.ShouldBe(["linux/s390x"]);
    }

    [Fact]
    public async Task Podman_before_4_8_may_leave_several_platforms_in_doubt()
    {
        Fails(
            "4.3.1",
            7,
            [.. Begun, "[linux/s390x] STEP 2/3: RUN make", "[linux/arm64] STEP 2/3: RUN make"],
            """Error: building at STEP "RUN make": exit status 7"""
        );

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.What.ShouldMatch("^The build of linux/(s390x or linux/arm64|arm64 or linux/s390x) failed at step 2: RUN make.$");
        failure.Platforms.ShouldBe(["linux/arm64", "linux/s390x"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("4.9.3")]
    [InlineData("5.8.6")]
    public async Task Podman_since_4_8_says_which_platform_even_when_others_were_at_the_same_step(string version)
    {
        Fails(
            version, 7, [.. Begun, "[linux/s390x] STEP 2/3: RUN make", "[linux/arm64] STEP 2/3: RUN make"],
            """Error: [linux/s390x]: building at STEP "RUN make": while running runtime: exit status 7""");

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.Id.ShouldBe("MA1440");
        failure.Problem.What.ShouldBe("The build of linux/s390x failed at step 2: RUN make.");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.ExitCode.ShouldBe(7);
        failure.Platforms.ShouldBe(["linux/s390x"]);
    }

    [Fact]
    public async Task Several_platforms_that_failed_at_the_same_step_are_all_named()
    {
        Fails(
            "5.8.6", 7, [.. Begun, "[linux/s390x] STEP 2/3: RUN make", "[linux/arm64] STEP 2/3: RUN make"],
            "Error: 2 errors occurred:",
            "\t* [linux/arm64]: building at STEP \"RUN make\": while running runtime: exit status 7",
            "\t* [linux/s390x]: building at STEP \"RUN make\": while running runtime: exit status 9",
            "");

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.What.ShouldBe("The build of linux/arm64 and linux/s390x failed at step 2: RUN make.");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.Problem.Why.ShouldContain("[linux/arm64]");
        failure.Problem.Why.ShouldContain("exit status 7");
        failure.Problem.Why.ShouldContain("[linux/s390x]");
        failure.Problem.Why.ShouldContain("exit status 9");
        failure.Platforms.ShouldBe(["linux/arm64", "linux/s390x"]);
    }

    [Fact]
    public async Task Several_platforms_that_failed_at_different_steps_are_all_failed()
    {
        Fails(
            "5.8.6",
            7,
            [.. Begun, "[linux/s390x] STEP 2/3: RUN make", "[linux/arm64] STEP 2/3: RUN make", "[linux/arm64] STEP 3/3: RUN make install"],
            "Error: 2 errors occurred:",
            "\t* [linux/s390x]: building at STEP \"RUN make\": while running runtime: exit status 7",
            "\t* [linux/arm64]: building at STEP \"RUN make install\": while running runtime: exit status 9",
            "");

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.What.ShouldBe("The build of linux/s390x failed at step 2: RUN make.");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.Problem.Why.ShouldContain("[linux/arm64]: building at STEP \"RUN make install\"");
        failure.Platforms.ShouldBe(["linux/s390x", "linux/arm64"]);
    }

    [Theory]
    [InlineData(
        "4.3.1",
        "process failed to start with error: fork/exec /bin/sh: exec format errorprocess exited with error: exec: not startedsubprocess exited with status 1",
        """Error: building at STEP "RUN make": exit status 1"""
    )]
    [InlineData(
        "5.8.6",
        "process failed to start with error: fork/exec /bin/sh: exec format error",
        """Error: [linux/s390x]: building at STEP "RUN make": while running runtime: exit status 1"""
    )]
    [InlineData(
        "5.8.6",
        "exec container process `/bin/sh`: Exec format error",
        """Error: [linux/s390x]: building at STEP "RUN make": while running runtime: exit status 1"""
    )]
    public async Task A_step_that_the_kernel_cannot_run_leads_to_binfmt(string version, string said, string error)
    {
        Fails(version, 1, [.. Begun, "[linux/s390x] STEP 2/3: RUN make", said], error);

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.Id.ShouldBe("MA1441");
        failure.Problem.What.ShouldContain("linux/s390x");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.Problem.Repair.ShouldContain("EnsureBinfmt");
    }

    [Theory]
    [InlineData("bash: ./tool: cannot execute binary file: Exec format error")]
    [InlineData("make: ./tool: Exec format error")]
    public async Task A_step_that_only_prints_the_words_has_just_failed(string said)
    {
        Fails("4.3.1", 2, [.. Begun, "[linux/s390x] STEP 2/3: RUN make", said], """Error: building at STEP "RUN make": exit status 2""");

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.Id.ShouldBe("MA1440");
        failure.Problem.Details.ShouldContain(said);
    }

    [Fact]
    public async Task What_a_podman_inside_of_a_step_says_is_not_taken_for_podmans_own_error()
    {
        Fails(
            "5.8.6",
            7,
            [.. Begun, "[linux/s390x] STEP 2/3: RUN make"],
            """Error: [linux/arm64]: building at STEP "RUN inner": exit status 1""",
            """Error: [linux/s390x]: building at STEP "RUN make": exit status 7"""
        );

        var failure = await FailAsync(ThreePlatforms);

        failure.Problem.What.ShouldBe("The build of linux/s390x failed at step 2: RUN make.");
        failure.Platforms.ShouldBe(["linux/s390x"]);
    }

    [Fact]
    public async Task One_after_the_other_the_platform_is_the_one_that_was_built()
    {
        Fake.Version("4.3.1");
        Fake.On("build", times: 1).WriteFile("--iidfile", Id);
        Fake.On("build")
            .Out("STEP 1/3: FROM registry.example.com/base:1")
            .Out("STEP 2/3: RUN make")
            .Error("""Error: building at STEP "RUN make": exit status 7""")
            .Exit(7);

        var failure = await FailAsync(ThreePlatforms, "--strategy=separate");

        failure.Problem.What.ShouldBe("The build of linux/arm64 failed at step 2: RUN make.");
        failure.Problem.Where.ShouldBe($"{Containerfile}:3");
        failure.ExitCode.ShouldBe(7);
        failure.Platforms.ShouldBe(["linux/arm64"]);
        CallsOf("build").Count.ShouldBe(2);
    }

    private void Fails(string version, int exitCode, string[] output, params string[] errors)
    {
        Fake.Version(version);
        var steps = Fake.On("build");
        foreach (var line in output)
        {
            steps.Out(line);
        }

        foreach (var line in errors)
        {
            steps.Error(line);
        }

        steps.Exit(exitCode);
    }

    private Task<MultiArchException> FailAsync(params string[] arguments) =>
        Should.ThrowAsync<MultiArchException>(() => BuildAsync(Containerfile3, arguments));
}
