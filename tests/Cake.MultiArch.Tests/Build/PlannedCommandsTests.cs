using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Tests.Build;

/// <summary>The commands that <c>PlanMultiArch</c> prints are those that the run executes, word by word.</summary>
public sealed class PlannedCommandsTests : BuilderTest
{
    private const string OnBase = "FROM registry.example.com/base:1\nRUN make\n";
    private const string WithSharedStage = "FROM --platform=linux/amd64 registry.example.com/sdk:1 AS sdk\nRUN make\n"
        + "FROM --platform=$TARGETPLATFORM registry.example.com/base:1\nCOPY --from=sdk /a /a\n";

    public PlannedCommandsTests()
    {
        Fake.On("build").WriteFile("--iidfile", Id);
        Fake.On("manifest create").Out("1234");
        Fake.On("manifest add").Exit(0);
    }

    [Theory]
    [InlineData(OnBase, 1, "--strategy=manifest")]
    [InlineData(OnBase, 1, "--strategy=manifest", "--jobs=1", "--no-cache", "--pull=newer")]
    [InlineData(WithSharedStage, 2, "--strategy=manifest", "--jobs=2", "--label=a=b, c")]
    [InlineData(OnBase, 5, "--strategy=separate")]
    [InlineData(OnBase, 5, "--strategy=separate", "--build-arg=linux/arm64:A=it's \"1\"", "--secret=id=key,src=ctx/Containerfile")]
    [InlineData(OnBase, 5, "--strategy=separate", "--jobs=2", "--tls-verify=false")]
    public async Task They_are_the_same(string containerfile, int commands, params string[] arguments)
    {
        Fake.Version("4.3.1");
        RightList("linux/amd64", "linux/arm64");
        var (source, plan) = await PlanAsync(containerfile, ["--platform=linux/amd64,linux/arm64", .. arguments]);

        await BuildAsync(source, plan);

        var planned = Planned(source, plan);
        planned.Count.ShouldBe(commands);
        planned.ShouldBe(Executed());
    }

    [Fact]
    public async Task An_entry_with_a_variant_is_the_same()
    {
        Fake.Version("4.3.1");
        RightList("linux/arm/v7");
        var (source, plan) = await PlanAsync("FROM scratch\nCOPY . /\n", "--platform=linux/arm/v7", "--strategy=separate");

        await BuildAsync(source, plan);

        Planned(source, plan).ShouldBe(Executed());
        Planned(source, plan)[^1].ShouldContain("--variant=v7");
    }

    [Fact]
    public async Task A_copy_of_the_Containerfile_is_all_that_differs()
    {
        Fake.Version("4.3.1");
        RightList("linux/amd64", "linux/arm64");
        await File.WriteAllTextAsync(Fake.Combine("ctx.dockerignore"), "", Token);
        var (source, plan) = await PlanAsync(
            "FROM --platform=$BUILDPLATFORM registry.example.com/sdk:1\nCOPY . /\n",
            "--platform=linux/amd64,linux/arm64",
            "--strategy=manifest");

        await BuildAsync(source, plan);

        var planned = Planned(source, plan).ShouldHaveSingleItem();
        var executed = Executed().ShouldHaveSingleItem();
        planned.ShouldContain($"--file={Containerfile}");
        planned.Where(word => !word.StartsWith("--file=", StringComparison.Ordinal))
            .ShouldBe(executed.Where(word => !word.StartsWith("--file=", StringComparison.Ordinal)));
        new PlanCommands(Host, source, plan).Steps().Select(step => step.Text).ShouldContain(
            $"Cake.MultiArch gives podman a copy of {Containerfile} with line 1: FROM --platform=linux/amd64 registry.example.com/sdk:1. "
            + "Before you paste: change the file so");
    }

    private void RightList(params string[] platforms)
    {
        Fake.On("manifest inspect").Out(Index(platforms));
        Fake.On("image inspect").Out(Images(platforms));
    }

    /// <summary>The commands of the plan, with the identifier that the shell would read.</summary>
    private List<string[]> Planned(SourceBuilds source, BuildPlan plan) =>
    [
        .. new PlanCommands(Host, source, plan).Steps().Select(step => step.Command).OfType<IReadOnlyList<string>>()
            .Select(words => words[0] == "sh" ? WithId(words[^1]) : words)
            .Select(words => WithoutFolder(words.Skip(1))),
    ];

    private static string[] WithId(string line) =>
        [.. (line[..line.IndexOf("$(", StringComparison.Ordinal)] + Id["sha256:".Length..]).Split(' ')];

    private List<string[]> Executed() =>
    [
        .. Fake.Calls.Where(call => call.Arguments[0] == "build" || call.Arguments is ["manifest", "create" or "add", ..])
            .Select(call => WithoutFolder(call.Arguments)),
    ];

    /// <summary>Without what lies in a folder of the run, which the plan says in words.</summary>
    private static string[] WithoutFolder(IEnumerable<string> words) =>
    [
        .. words.Where(word => !word.StartsWith("--iidfile=", StringComparison.Ordinal)
            && !word.StartsWith("--secret=id=multiarch-run-", StringComparison.Ordinal)),
    ];
}
