using System.Globalization;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class BuildIntoAListTests : PodmanTest
{
    private const string Id = "sha256:0f213eda66bcae5be674993a3b0c208eb93c9ded7497cd5d4bb8e6f68691bb6a";

    public BuildIntoAListTests() => Fake.Version("4.3.1");

    [Fact]
    public void A_list_with_an_entry_for_each_platform_is_the_answer()
    {
        Absent();
        Built(Index("linux/arm64", "linux/amd64", "linux/arm/v7"));

        var result = Build("linux/amd64", "linux/aarch64", "linux/arm");

        result.ImageId.ShouldBe(Id);
        result.Manifest.ShouldBe(List);
        result.Index!.Manifests.Select(entry => entry.Platform).ShouldBe(
            [(Platform)"linux/amd64", (Platform)"linux/arm64", (Platform)"linux/arm/v7"], ignoreOrder: true);
        Fake.Calls.Select(Verb).ShouldBe(["version", "manifest exists", "build", "manifest inspect"]);
    }

    [Fact]
    public void A_list_that_lacks_platforms_is_a_problem_that_names_them_and_is_removed()
    {
        Absent();
        Built(Index("linux/s390x"));

        var problem = Should.Throw<MultiArchException>(() => Build("linux/amd64", "linux/arm64", "linux/s390x")).Problem;

        problem.Id.ShouldBe("MA1410");
        problem.Why.ShouldBe("linux/amd64 is missing; linux/arm64 is missing.");
        problem.Repair.ShouldContain("Layers = false");
        Verb(Fake.Calls[^1]).ShouldBe("manifest rm");
    }

    [Fact]
    public void An_empty_list_is_a_problem()
    {
        Absent();
        Built("""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":null}""");

        Should.Throw<MultiArchException>(() => Build("linux/amd64")).Problem.Why.ShouldBe("linux/amd64 is missing.");
    }

    [Fact]
    public void Entries_of_an_earlier_build_beside_the_new_ones_are_a_problem_and_the_list_stays()
    {
        Present(Index("linux/amd64", "linux/arm64"));
        Built(Index("linux/amd64", "linux/arm64", "linux/amd64", "linux/arm64"));

        var problem = Should.Throw<MultiArchException>(() => Build("linux/amd64", "linux/arm64")).Problem;

        problem.Why.ShouldBe($"linux/amd64 has 2 entries: {Sha(0)}, {Sha(2)}; linux/arm64 has 2 entries: {Sha(1)}, {Sha(3)}.");
        problem.Repair.ShouldContain("new list name");
        Fake.Calls.Select(Verb).ShouldNotContain("manifest rm");
    }

    [Fact]
    public void One_platform_after_the_other_into_one_list_is_fine()
    {
        Present(Index("linux/amd64"));
        Built(Index("linux/amd64", "linux/arm64"));

        Build("linux/arm64").Index!.Manifests.Count.ShouldBe(2);
    }

    [Fact]
    public void An_entry_that_nobody_asked_for_is_a_problem()
    {
        Absent();
        Built(Index("linux/amd64", "linux/ppc64le"));

        Should.Throw<MultiArchException>(() => Build("linux/amd64")).Problem.Why.ShouldBe($"linux/ppc64le ({Sha(1)}) was not asked for.");
    }

    [Fact]
    public void Without_a_platform_the_native_one_is_wanted()
    {
        Absent();
        Built(Index("linux/arm64"));

        Should.Throw<MultiArchException>(() => Build()).Problem.Why.ShouldStartWith("linux/amd64 is missing;");
    }

    [Fact]
    public void All_platforms_of_the_base_are_each_there_once()
    {
        Absent();
        Built(Index("linux/arm64", "linux/riscv64"));

        Context
            .PodmanBuild(BuildContext(), new PodmanBuildSettings { Manifest = List, AllPlatforms = true })
            .Index!.Manifests.Count.ShouldBe(2);
    }

    [Fact]
    public void A_name_that_is_an_image_is_refused_before_the_build()
    {
        Fake.On("manifest exists").Error($"Error: {List}: image is not a manifest list").Exit(125);

        var problem = Should.Throw<MultiArchException>(() => Build("linux/amd64")).Problem;

        problem.Id.ShouldBe("MA1408");
        problem.Repair.ShouldContain($"podman rmi {List}");
        Fake.Calls.Select(Verb).ShouldBe(["version", "manifest exists"]);
    }

    [Fact]
    public void What_a_failed_build_has_left_is_removed()
    {
        Fake.On("manifest exists", times: 1).Exit(1);
        Fake.On("manifest exists").Exit(0);
        Fake.On("build").Error("Error: something").Exit(1);
        Fake.On("manifest rm").Exit(0);

        Should.Throw<MultiArchException>(() => Build("linux/amd64")).Problem.Why.ShouldBe("Error: something");

        Fake.Calls.Select(Verb).ShouldBe(["version", "manifest exists", "build", "manifest exists", "manifest rm"]);
    }

    [Fact]
    public async Task What_an_interrupted_build_has_left_is_removed()
    {
        Fake.On("manifest exists", times: 1).Exit(1);
        Fake.On("manifest exists").Exit(0);
        Fake.On("build").Do("exit-on-sigint", 0).Add("pid", Fake.Combine("pid")).Add("hold");
        Fake.On("manifest rm").Exit(0);
        using var cancellation = new CancellationTokenSource();

        var building = Context.PodmanBuildAsync(BuildContext(), new PodmanBuildSettings { Manifest = List }, cancellation.Token);
        while (!File.Exists(Fake.Combine("pid")))
        {
            await Task.Delay(10, Token);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(building);
        Verb(Fake.Calls[^1]).ShouldBe("manifest rm");
    }

    [Fact]
    public void The_other_commands_of_a_build_have_its_global_options()
    {
        Absent();
        Built(Index("linux/amd64"));

        Context.PodmanBuild(
            BuildContext(),
            new PodmanBuildSettings
            {
                Manifest = List,
                Root = "/r",
                Jobs = 2,
                EnvironmentVariables = new Dictionary<string, string> { ["X"] = "1" },
            }
        );

        Fake.Calls.ShouldAllBe(call => call.Arguments[0] == "--root=/r" && call.Environment["X"] == "1");
        Fake.Call("manifest inspect").Arguments.ShouldBe(["--root=/r", "manifest", "inspect", List]);
    }

    private static string Sha(int entry) => "sha256:" + entry.ToString("x64", CultureInfo.InvariantCulture);

    private static string Verb(FakeCall call)
    {
        var words = call.Arguments.Where(argument => !argument.StartsWith('-')).ToList();
        return words[0] == "manifest" ? $"manifest {words[1]}" : words[0];
    }

    private PodmanBuildResult Build(params string[] platforms)
    {
        var settings = new PodmanBuildSettings { Manifest = List };
        foreach (var platform in platforms)
        {
            settings.Platforms.Add(platform);
        }

        return Context.PodmanBuild(BuildContext(), settings);
    }

    private void Absent()
    {
        Fake.On("manifest exists", times: 1).Exit(1);
        Fake.On("manifest exists").Exit(0);
    }

    private void Present(string index)
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest inspect", times: 1).Out(index);
    }

    private void Built(string index)
    {
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest inspect").Out(index);
        Fake.On("manifest rm").Exit(0);
    }
}
