using Cake.Core.Diagnostics;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Plan;

public sealed class PlannerTests : IDisposable
{
    private const string OnBase = "FROM registry.example.com/base:1\nRUN make\n";
    private const string OnScratch = "FROM scratch\nCOPY . /\n";

    private static readonly PodmanVersionInfo Old = Podman(new(4, 3, 1));
    private static readonly PodmanVersionInfo New = Podman(new(5, 8, 6));
    private static readonly PodmanVersionInfo Remote = Old with { Server = Old.Client with { OsArch = "linux/arm64" } };

    private readonly string _source = Directory.CreateTempSubdirectory("multiarch-plan-").FullName;

    public void Dispose() => Directory.Delete(_source, recursive: true);

    [Fact]
    public void One_podman_build_serves_all_platforms_where_that_is_right() =>
        Plan(OnBase, Old).ShouldSatisfyAllConditions(
            plan => plan.Strategy.ShouldBe(Strategy.Manifest),
            plan => plan.KeepLayers.ShouldBeNull(),
            plan => plan.Platforms.Select(platform => platform.ToString()).ShouldBe(["linux/amd64", "linux/arm64"]));

    [Fact]
    public void Content_from_scratch_is_built_separately_while_podmans_cache_does_not_look_at_the_platform()
    {
        Plan(OnScratch, Old).Strategy.ShouldBe(Strategy.Separate);
        Plan(OnScratch, New).Strategy.ShouldBe(Strategy.Manifest);
    }

    [Fact]
    public void A_base_that_is_not_known_could_be_scratch() =>
        Plan("ARG BASE\nFROM ${BASE}\nCOPY . /\n", Old).Strategy.ShouldBe(Strategy.Separate);

    [Fact]
    public void A_base_that_a_build_argument_names_is_known() =>
        Plan("ARG BASE\nFROM ${BASE}\nCOPY . /\n", Old, "--build-arg=BASE=registry.example.com/base:1").Strategy.ShouldBe(Strategy.Manifest);

    [Fact]
    public void Variants_of_one_architecture_are_built_separately_on_every_podman() =>
        Plan(OnBase, New, "--platform=linux/arm/v6,linux/arm/v7").ShouldSatisfyAllConditions(
            plan => plan.Strategy.ShouldBe(Strategy.Separate),
            plan => plan.KeepLayers.ShouldBe(false, "a variant in the cache would be taken for the other's"));

    [Fact]
    public void The_manifest_strategy_does_without_layers_where_they_would_be_mixed_up()
    {
        Plan(OnScratch, Old, "--strategy=manifest").KeepLayers.ShouldBe(false);
        Plan(OnScratch, New, "--strategy=manifest").KeepLayers.ShouldBeNull();
        Plan(OnBase, Old, "--strategy=manifest").KeepLayers.ShouldBeNull();
    }

    [Theory]
    [InlineData("--layers")]
    [InlineData("--cache-from=registry.example.com/cache")]
    [InlineData("--cache-to=registry.example.com/cache")]
    public void Layers_that_would_be_mixed_up_are_not_kept_on_request(string argument) =>
        Should.Throw<MultiArchException>(() => Plan(OnScratch, Old, "--strategy=manifest", argument)).Problem.Repair.ShouldContain("separate");

    [Fact]
    public void What_differs_by_platform_is_built_separately_and_refused_with_the_manifest_strategy()
    {
        Plan(OnBase, New, "--build-arg=linux/arm64:A=b").Strategy.ShouldBe(Strategy.Separate);
        Should.Throw<MultiArchException>(() => Plan(OnBase, New, "--build-arg=linux/arm64:A=b", "--strategy=manifest")).Problem.Id.ShouldBe("MA1044");
    }

    [Fact]
    public void The_list_has_a_name_of_the_runs_own() =>
        Plan(OnBase, Old, "--image=registry.example.com/demo/web:1").ListName.ShouldBe("localhost/multiarch/web:run1");

    [Fact]
    public void Jobs_are_as_many_as_platforms_at_most_as_processors_unless_told()
    {
        Plan(OnBase, Old).Jobs.ShouldBe(Math.Min(2, Environment.ProcessorCount));
        Plan(OnBase, Old, "--jobs=0").Jobs.ShouldBe(0);
        Plan(OnBase, Old, "--jobs=7").Jobs.ShouldBe(7);
    }

    [Theory]
    [InlineData("FROM --platform=linux/amd64 b:1 AS build\nRUN make\nFROM --platform=$TARGETPLATFORM b:1\nCOPY --from=build /a /\n", 1)]
    [InlineData("FROM --platform=$BUILDPLATFORM b:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /a /\n", 1)]
    [InlineData("FROM --platform=linux/amd64 sdk:1 AS build\nRUN make\nFROM --platform=$TARGETPLATFORM b:1\nCOPY --from=build /a /\n", 2)]
    [InlineData("FROM b:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /a /\n", 2)]
    public void Platforms_are_built_one_after_another_where_podman_would_mix_up_their_bases(string containerfile, int expected) =>
        Plan(containerfile, Old).Jobs.ShouldBe(Math.Min(expected, Environment.ProcessorCount));

    [Fact]
    public void More_jobs_than_are_safe_are_kept_when_they_were_asked_for_and_warned_of()
    {
        const string Mixed = "FROM --platform=linux/amd64 b:1 AS build\nRUN make\nFROM --platform=$TARGETPLATFORM b:1\nCOPY --from=build /a /\n";
        var host = Cake(["--jobs=2"]);

        Plan(Mixed, host).Jobs.ShouldBe(2);

        host.Log.LinesAt(Verbosity.Minimal).ShouldContain(line =>
            line.StartsWith("--jobs=2 can give a wrong image: stages of one image stand on b:1 for two platforms", StringComparison.Ordinal));
    }

    [Fact]
    public void The_given_isolation_is_not_second_guessed() => Plan(OnBase, Old, "--isolation=oci").Isolation.ShouldBe(PodmanIsolation.Oci);

    [Fact]
    public void A_host_whose_default_isolation_fails_gets_chroot_and_the_reason_is_logged()
    {
        var host = HybridHost();

        Plan(OnBase, host).Isolation.ShouldBe(PodmanIsolation.Chroot);

        host.Log.LinesAt(Verbosity.Normal).ShouldContain(line => line.StartsWith("Isolation: chroot, because the host mounts cgroups", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--isolation=oci", null)]
    [InlineData("--isolation=oci", "rootless")]
    [InlineData(null, "oci")]
    public void An_isolation_that_was_asked_for_stops_the_check(string? argument, string? variable)
    {
        var host = HybridHost(argument is null ? [] : [argument], variable);

        Plan(OnBase, host).Isolation.ShouldBe(PodmanIsolation.Oci);

        host.Log.Text.ShouldNotContain("Isolation:");
    }

    [Fact]
    public void A_foreign_platform_is_emulated_only_when_a_step_runs()
    {
        PlatformSupport[] support = [new("linux/amd64", SupportMode.Native), new("linux/arm64", SupportMode.Emulated)];

        Modes(Plan(OnBase, Old, support)).ShouldBe("native emulated");
        Modes(Plan(OnScratch, Old, [support[0]])).ShouldBe("native cross");
    }

    [Theory]
    [InlineData("FROM --platform=linux/amd64 b:1 AS build\nRUN make\nFROM --platform=$TARGETPLATFORM b:1\nCOPY --from=build /a /\n", "native cross")]
    [InlineData("FROM --platform=$BUILDPLATFORM b:1 AS build\nRUN make\nFROM b:1\nCOPY --from=build /a /\n", "native cross")]
    [InlineData("FROM b:1 AS unused\nRUN make\nFROM b:1\nCOPY . /\n", "native cross")]
    [InlineData("FROM --platform=linux/s390x b:1 AS mainframe\nRUN make\nFROM --platform=$TARGETPLATFORM b:1\nCOPY --from=mainframe /a /\n", "emulated emulated")]
    public void The_heaviest_stage_is_the_mode_of_the_platform(string containerfile, string expected) =>
        Modes(Plan(containerfile, Old)).ShouldBe(expected);

    [Fact]
    public void A_platform_that_the_host_was_found_to_run_is_not_emulated() =>
        Modes(Plan(OnBase, Old, [new("linux/386", SupportMode.Native)], "--platform=linux/386")).ShouldBe("native");

    [Fact]
    public void Of_a_service_it_is_known_what_is_native_there_and_not_which_isolation_it_needs()
    {
        var host = HybridHost();

        var plan = Plan(OnBase, Remote, [], host);

        plan.Isolation.ShouldBeNull();
        Modes(plan).ShouldBe("emulated remote");
        host.Log.Text.ShouldNotContain("Isolation:");
    }

    [Fact]
    public void A_missing_context_is_named() =>
        Should.Throw<MultiArchException>(() => Plan(OnBase, Old, "--context=nowhere")).Problem.Where.ShouldContain("nowhere");

    [Theory]
    [InlineData(OnScratch, "", null)]
    [InlineData(OnScratch, "linux/arm64", "--smoke=/app")]
    [InlineData(OnBase, "linux/arm64", null)]
    [InlineData(OnBase, "linux/arm64", "--smoke=/app")]
    public void The_host_has_to_run_the_platforms_whose_steps_are_emulated_and_for_a_smoke_test_all_foreign_ones(string containerfile, string platforms, string? smoke)
    {
        string[] arguments = smoke is null ? [] : [smoke];

        string.Join(' ', Source(containerfile, Old, Cake(arguments)).ToRun).ShouldBe(platforms);
        Source(OnScratch, Remote, Cake(arguments)).ToRun.ShouldBeEmpty();
    }

    /// <summary>A host on which the OCI runtime cannot run a step.</summary>
    private TestCake HybridHost(string[]? arguments = null, string? variable = null)
    {
        Directory.CreateDirectory(Path.Combine(Proc, "self"));
        File.WriteAllText(
            Path.Combine(Proc, "self", "mountinfo"),
            "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        return Cake(arguments ?? [], variable);
    }

    private static string Modes(BuildPlan plan) => string.Join(' ', plan.Builds.Select(build => build.Mode.ToString().ToLowerInvariant()));

    private string Proc => Path.Combine(_source, "proc");

    private static PodmanVersionInfo Podman(Version version) =>
        new(new PodmanComponent(version, version.ToString(), version.ToString(), "", "", default, "linux/amd64"), Server: null);

    private BuildPlan Plan(string containerfile, PodmanVersionInfo podman, params string[] arguments) => Plan(containerfile, podman, [], arguments);

    private BuildPlan Plan(string containerfile, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support, params string[] arguments) =>
        Plan(containerfile, podman, support, Cake(arguments));

    private BuildPlan Plan(string containerfile, TestCake cake) => Plan(containerfile, Old, [], cake);

    private BuildPlan Plan(string containerfile, PodmanVersionInfo podman, IReadOnlyList<PlatformSupport> support, TestCake cake)
    {
        var source = Source(containerfile, podman, cake);
        return new Planner(Host.From(cake.Context), new IsolationCheck(Proc)).Plan(source, support, "run1");
    }

    private SourceBuilds Source(string containerfile, PodmanVersionInfo podman, TestCake cake)
    {
        File.WriteAllText(Path.Combine(_source, "Containerfile"), containerfile);
        var settings = new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, new MultiArchDefinition()).Read();
        return SourceBuilds.Read(settings, _source, podman);
    }

    private TestCake Cake(string[] arguments, string? isolation = null)
    {
        var variables = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        variables["BUILDAH_ISOLATION"] = isolation ?? string.Empty;
        return new TestCake(_source, arguments, variables);
    }
}
