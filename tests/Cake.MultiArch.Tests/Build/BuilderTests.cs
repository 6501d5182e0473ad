using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Build;

/// <summary>What podman says that it has built is looked at before anything believes it.</summary>
public sealed class BuilderTests : BuilderTest
{
    private const string OnBase = "FROM registry.example.com/base:1\nRUN make\n";
    private const string TwoPlatforms = "--platform=linux/amd64,linux/arm64";

    private static readonly string[] Both = ["linux/amd64", "linux/arm64"];

    public BuilderTests() => Fake.On("manifest rm").Exit(0);

    [Fact]
    public async Task A_right_list_is_what_was_built()
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index("linux/arm64", "linux/amd64"));
        Fake.On("image inspect").Out(Images(Both));

        var built = await BuildAsync(OnBase, TwoPlatforms);

        built.Platforms.Select(platform => (platform.Platform, platform.ImageId, platform.LocalDigest, platform.SizeBytes)).ShouldBe(
        [
            ((Platform)"linux/amd64", ImageId(0), "sha256:" + 1.ToString("x64", null), 1000L),
            ((Platform)"linux/arm64", ImageId(1), "sha256:" + 0.ToString("x64", null), 1001L),
        ]);
        CallsOf("build").Count.ShouldBe(1);
        CallsOf("image inspect")[0]
            .Arguments[^2..]
            .ShouldBe(built.Platforms.Select(platform => $"localhost/multiarch/{Name}@{platform.LocalDigest}"));
    }

    [Fact]
    public async Task A_list_that_stays_wrong_without_the_cache_is_a_failure_that_names_what_it_lacks()
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index("linux/arm64"));

        var problem = await FailAsync(OnBase, TwoPlatforms);

        problem.Id.ShouldBe("MA1442");
        problem.Why.ShouldBe("linux/amd64 is missing.");
        var builds = CallsOf("build");
        builds.Count.ShouldBe(2);
        builds[0].Arguments.ShouldNotContain("--layers=false");
        builds[1].Arguments.ShouldContain("--layers=false");
        Commands().ShouldBe(["build", "manifest inspect", "manifest rm", "build", "manifest inspect"]);
    }

    [Fact]
    public async Task A_list_that_is_right_without_the_cache_is_what_was_built_and_the_user_is_told()
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect", times: 1).Out(Index("linux/arm64"));
        Fake.On("manifest inspect").Out(Index(Both));
        Fake.On("image inspect").Out(Images(Both));

        (await BuildAsync(OnBase, TwoPlatforms)).Platforms.Count.ShouldBe(2);

        Log.Text.ShouldContain("The list is wrong (linux/amd64 is missing)");
    }

    [Theory]
    [InlineData("--jobs=2", 2)]
    [InlineData("--jobs=1", 1)]
    public async Task A_base_image_that_podman_loses_while_platforms_are_built_at_once_is_built_on_one_after_another(
        string jobs,
        int builds
    )
    {
        Fake.Version("4.3.1");
        Fake.On("build", times: 1)
            .Error(
                "Error: creating build container: locating pulled image \"registry.example.com/base:1\" name in containers storage: registry.example.com/base:1: image not known"
            )
            .Exit(125);
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest exists").Exit(1);
        Fake.On("manifest inspect").Out(Index(Both));
        Fake.On("image inspect").Out(Images(Both));

        if (builds == 1)
        {
            (await FailAsync(OnBase, TwoPlatforms, jobs)).Id.ShouldBe("MA1485");
        }
        else
        {
            (await BuildAsync(OnBase, TwoPlatforms, jobs)).Platforms.Count.ShouldBe(2);
            Log.Text.ShouldContain("was lost during the build. Building again, one platform after another.");
            CallsOf("build")[1].Arguments.ShouldContain("--jobs=1");
        }

        CallsOf("build").Count.ShouldBe(builds);
    }

    [Fact]
    public async Task A_stage_that_is_the_same_for_all_platforms_is_built_first()
    {
        const string Shared =
            "FROM --platform=linux/amd64 registry.example.com/sdk:1 AS assets\nRUN make\nFROM --platform=$TARGETPLATFORM registry.example.com/base:1\nCOPY --from=assets /a /a\n";
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index(Both));
        Fake.On("image inspect").Out(Images(Both));

        await BuildAsync(Shared, TwoPlatforms, "--jobs=2");
        CallsOf("build").Count.ShouldBe(2);
        CallsOf("build")[0].Arguments.ShouldContain("--target=assets");
        CallsOf("build")[0].Arguments.ShouldContain("--platform=linux/amd64");
        CallsOf("build")[0].Arguments.ShouldAllBe(argument => !argument.StartsWith("--manifest", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--jobs=1")]
    [InlineData("--no-cache")]
    [InlineData("--layers=false")]
    public async Task Where_it_would_not_be_found_again_or_is_so_anyway_it_is_not(string argument)
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index(Both));
        Fake.On("image inspect").Out(Images(Both));

        await BuildAsync(
            "FROM --platform=linux/amd64 a AS assets\nRUN make\nFROM --platform=$TARGETPLATFORM b\nCOPY --from=assets /a /a\n",
            TwoPlatforms,
            argument
        );

        CallsOf("build").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("--no-cache")]
    [InlineData("--layers=false")]
    public async Task Without_the_cache_there_is_no_second_build(string argument)
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index("linux/arm64"));

        (await FailAsync(OnBase, TwoPlatforms, argument)).Id.ShouldBe("MA1442");

        CallsOf("build").Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_entry_with_an_image_of_another_architecture_is_wrong()
    {
        Fake.Version("4.3.1");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index(Both));
        Fake.On("image inspect").Out(Images("linux/amd64", "linux/amd64"));

        var problem = await FailAsync(OnBase, TwoPlatforms);

        problem.Id.ShouldBe("MA1442");
        problem.Why.ShouldBe("the entry linux/arm64 holds an image whose config says linux/amd64.");
    }

    [Fact]
    public async Task Podman_5_is_asked_for_each_image_by_its_digest()
    {
        Fake.Version("5.8.6");
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(Index(Both));
        for (var i = 0; i < 2; i++)
        {
            var digest = "sha256:" + i.ToString("x64", null);
            Fake.On($"digest={digest}").Out($"{ImageId(7)} {Digest.Of("list"u8)} localhost/multiarch/{Name}\n{ImageId(i)} {digest} <none>");
        }

        Fake.On("image inspect").Out(Images("linux/amd64", "linux/s390x"));

        (await FailAsync(OnBase, TwoPlatforms, "--no-cache")).Why.ShouldBe(
            "the entry linux/arm64 holds an image whose config says linux/s390x."
        );

        Fake.Call("image inspect").Arguments[^2..].ShouldBe([ImageId(0), ImageId(1)]);
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task Exit_code_0_without_an_image_is_a_failure(string strategy)
    {
        Fake.Version("4.3.1");
        Fake.On("build").Out("STEP 1/2: FROM registry.example.com/base:1").Exit(0);

        (await FailAsync(OnBase, TwoPlatforms, $"--strategy={strategy}")).Id.ShouldBe("MA1443");

        Commands().ShouldBe(["build"]);
    }

    [Fact]
    public async Task Separate_builds_do_not_overlap_and_platforms_with_a_variant_come_last()
    {
        var (order, go) = (Fake.Combine("order"), Fake.Combine("go"));
        Fake.Version("4.3.1");
        Fake.On("build").Add("append", order, "begin ").Add("wait-for", go).WriteFile("--iidfile", Id).Add("append", order, "end ");
        Fake.On("manifest create").Out("1234");
        Fake.On("manifest add").Exit(0);
        Fake.On("manifest inspect").Out(Index("linux/amd64", "linux/arm/v7", "linux/arm64"));
        Fake.On("image inspect").Out(Images("linux/arm64", "linux/amd64", "linux/arm"));

        var building = BuildAsync(OnBase, "--platform=linux/arm/v7,linux/arm64,linux/amd64", "--strategy=separate", "--jobs=4");
        while (CallsOf("build").Count == 0 && !building.IsCompleted)
        {
            await Task.Delay(20, Token);
        }

        // Time enough for a second one to begin, were it not to wait for the first.
        await Task.Delay(500, Token);
        CallsOf("build").Count.ShouldBe(1);
        await File.WriteAllTextAsync(go, "", Token);
        await building;

        (await File.ReadAllTextAsync(order, Token)).ShouldBe("begin end begin end begin end ");
        CallsOf("build").SelectMany(PlatformsOf).ShouldBe([(Platform)"linux/arm64", (Platform)"linux/amd64", (Platform)"linux/arm/v7"]);
        CallsOf("build")
            .ShouldAllBe(call => call.Arguments.Contains($"--label={BuildCommands.PlatformLabel}={PlatformsOf(call).Single()}"));
        CallsOf("manifest add")
            .Select(call => call.Arguments[^1])
            .ShouldAllBe(image => image == "containers-storage:" + Id.Replace("sha256:", "", StringComparison.Ordinal));
        Commands()[^2..].ShouldBe(["manifest inspect", "image inspect"]);
    }

    /// <summary>Without a destination the image has the name of the working directory.</summary>
    private string Name => Path.GetFileName(Fake.Folder).ToLowerInvariant();

    private List<string> Commands() =>
        [
            .. Fake
                .Calls.Where(call => call.Arguments[0] != "version")
                .Select(call =>
                    call.Arguments[0] is "manifest" or "image" ? $"{call.Arguments[0]} {call.Arguments[1]}" : call.Arguments[0]
                ),
        ];

    private async Task<Problem> FailAsync(string containerfile, params string[] arguments) =>
        (await Should.ThrowAsync<MultiArchException>(() => BuildAsync(containerfile, arguments))).Problem;
}
