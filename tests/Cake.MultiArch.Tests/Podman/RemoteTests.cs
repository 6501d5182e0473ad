using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>What is refused before podman starts, because a service would do the work.</summary>
public sealed class RemoteTests : PodmanTest
{
    private const string Client = """{"Version":"4.3.1","OsArch":"linux/amd64"}""";

    [Fact]
    public async Task A_flag_that_would_be_ignored_is_refused_with_the_property_and_two_ways_out()
    {
        Fake.On("version").Out($$"""{"Client":{{Client}},"Server":{{Client}}}""");

        var problem = await FailureAsync(
            Podman.ManifestPushAsync(List, "registry.example.com/web:1", new ManifestPushSettings { SignBy = "ci@example.com" }, Token)
        );

        problem.Id.ShouldBe("MA1460");
        problem.What.ShouldBe("A podman service does not support --sign-by.");
        problem.Where.ShouldBe($"ManifestPushSettings.SignBy; {Fake.Program}");
        problem.Repair.ShouldContain("Remove the setting");
        problem.Repair.ShouldContain("CONTAINER_HOST");
        Fake.Calls.Select(call => call.Arguments[0]).ShouldBe(["version"]);
    }

    [Fact]
    public async Task A_flag_that_newer_clients_hand_on_is_refused_with_the_version()
    {
        Fake.On("version").Out($$"""{"Client":{{Client}},"Server":{{Client}}}""");

        var problem = await FailureAsync(
            Podman.BuildAsync(BuildContext(), new PodmanBuildSettings { Volumes = { "/cache:/cache" } }, onLine: null, Token)
        );

        problem.What.ShouldBe("A podman service does not support --volume.");
        problem.Why.ShouldContain("since podman 4.4. This is podman 4.3.1");
    }

    [Fact]
    public async Task An_option_that_the_client_of_a_service_does_not_know_is_told_by_name()
    {
        Fake.On("--root=/images").Error("Error: unknown flag: --root").Error("See 'podman --help'").Exit(125);
        Fake.On("version").Out($$"""{"Client":{{Client}},"Server":{{Client}}}""");

        var problem = await FailureAsync(
            Podman.ManifestExistsAsync(List, new ManifestExistsSettings { Url = "unix:///run/podman.sock", Root = "/images" }, Token)
        );

        problem.Id.ShouldBe("MA1460");
        problem.Where.ShouldStartWith("ManifestExistsSettings.Root");
        Fake.Calls[^1].Arguments.ShouldBe(["--url=unix:///run/podman.sock", "version", "--format=json"]);
    }

    [Fact]
    public async Task A_second_build_context_that_would_not_be_sent_is_refused_and_an_address_is_not()
    {
        Fake.On("version").Out($$"""{"Client":{{Client}},"Server":{{Client}}}""");
        Fake.On("build").WriteFile("--iidfile", "sha256:1").Exit(0);
        var context = BuildContext();

        var problem = await FailureAsync(
            Podman.BuildAsync(context, new PodmanBuildSettings { BuildContexts = { ["assets"] = Fake.Folder } }, onLine: null, Token)
        );
        await Podman.BuildAsync(
            context,
            new PodmanBuildSettings { BuildContexts = { ["assets"] = "https://example.com/assets.git" } },
            onLine: null,
            Token
        );

        problem.Id.ShouldBe("MA1460");
        problem.Where.ShouldBe($"PodmanBuildSettings.BuildContexts; {Fake.Folder}");
        problem.Why.ShouldContain("since 5.6. This is podman 4.3.1");
    }

    [Theory]
    [InlineData("oci:/srv/layout:1")]
    [InlineData("dir:/srv/web")]
    [InlineData("docker-archive:/srv/web.tar")]
    public async Task A_service_pushes_to_registries_only(string destination)
    {
        Fake.On("version").Out($$"""{"Client":{{Client}},"Server":{{Client}}}""");

        var problem = await FailureAsync(Podman.ManifestPushAsync(List, destination, new ManifestPushSettings(), Token));

        problem.Id.ShouldBe("MA1461");
        problem.Where.ShouldBe(destination);
        Fake.Calls.Count.ShouldBe(1);
    }

    private static async Task<Problem> FailureAsync(Task task) => (await Should.ThrowAsync<MultiArchException>(task)).Problem;
}
