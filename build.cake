// The repository's own build. build.sh makes artifacts/addin/addin.cake, which brings the addin and the recipe.
#load "artifacts/addin/*.cake"
#if MULTIARCH_ADDIN

// The sample is the image, unless the caller brings a source of their own.
var givesSource = !string.IsNullOrEmpty(EnvironmentVariable("MULTIARCH_GIT_URL"))
    || new[] { "git-url", "context" }.Any(name => HasArgument(name) || HasArgument($"multiarch-{name}"));
if (!givesSource)
{
    var sample = MultiArch.Image("site").Context("samples/site");
    var givesBase = new[] { "build-arg", "multiarch-build-arg" }
        .Any(name => Arguments(name, "").Any(pair => pair.Contains("BASE=", StringComparison.Ordinal)));

    Task("SampleBase")
        .Description("Makes the sample's base image from Debian's busybox where docker.io cannot be reached.")
        .IsDependeeOf("CheckMultiArch")
        .IsDependeeOf("PlanMultiArch")
        .IsDependeeOf("DoctorMultiArch")
        .WithCriteria(!givesBase, "--build-arg names the base")
        .Does<MultiArchRun>(async run =>
    {
        // The Containerfile's own default is pulled.
        if (await DockerHubAnswersAsync())
            return;

        // StartProcess may lose the last line of a program that ends right after it.
        var platforms = run.Platforms.Select(platform => platform.ToString());
        using var script = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["eng/sample-base.sh", "artifacts/sample-base", .. platforms])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var words = script.StandardError.ReadToEndAsync();
        var list = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
            throw new CakeException($"docker.io cannot be reached, and no base image for the sample could be made here: {(await words).Trim()}\n"
                + "Name one that can be pulled: --build-arg=BASE=registry.example.com/library/busybox:stable");
        sample.BuildArg("BASE", list.Trim());
        Information("The base is {0}", list.Trim());
    });
}

// A registry answers 401 to whom it does not know; anything else may come from a proxy that does not let podman through either.
async System.Threading.Tasks.Task<bool> DockerHubAnswersAsync()
{
    using var client = new System.Net.Http.HttpClient { Timeout = TimeSpan.FromSeconds(3) };
    try
    {
        using var answer = await client.GetAsync("https://registry-1.docker.io/v2/");
        return answer.StatusCode is System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.Unauthorized;
    }
    catch (Exception e) when (e is System.Net.Http.HttpRequestException or OperationCanceledException)
    {
        return false;
    }
}

const string UnitTests = "tests/Cake.MultiArch.Tests/Cake.MultiArch.Tests.csproj";
const string IntegrationTests = "tests/Cake.MultiArch.IntegrationTests/Cake.MultiArch.IntegrationTests.csproj";

// A test of the integration tests sets the environment of its process, so each process runs its tests one after another. Two
// processes share the two cores of a small agent. Each takes one half of the namespaces; a new namespace falls to the second one.
string[] firstHalf = [.. new[] { "Pipeline", "Podman", "Plan", "Clean", "Credentials", "Smoke", "Bootstrap" }.Select(name => $"Cake.MultiArch.IntegrationTests.{name}")];

Task("Test")
    .Description("Runs the tests; --tests=unit or --tests=integration runs one half, --filter=… xunit's query filter. Results: artifacts/tests.")
    .Does(() =>
{
    var wanted = Argument("tests", "all").ToLowerInvariant();
    if (wanted is not ("unit" or "integration" or "all"))
        throw new CakeException($"--tests={wanted} is unknown. Give unit, integration or all.");

    var filter = HasArgument("filter") ? new[] { "--filter-query", Argument<string>("filter") } : [];
    var unit = new TestRun("unit", UnitTests, filter);
    TestRun[] integration = filter.Length > 0
        ? [new TestRun("integration", IntegrationTests, filter)]
        : [
            new TestRun("integration-1", IntegrationTests, ["--filter-namespace", .. firstHalf]),
            new TestRun("integration-2", IntegrationTests, ["--filter-not-namespace", .. firstHalf]),
        ];
    RunTests(wanted switch { "unit" => [[unit]], "integration" => [integration], _ => [[unit], integration] });
});

Task("Soak")
    .Description("Repeats what Test runs once (--rounds=50), then runs the tests on another podman. More than an hour, as root. Results: artifacts/tests.")
    .Does(() =>
{
    var rounds = Argument("rounds", 50);
    if (rounds < 1)
        throw new CakeException($"--rounds={rounds} is not a number of rounds. Give 1 or more.");

    var other = MakeAbsolute(Directory("artifacts/podman-trixie"));
    var script = ProcessArgumentBuilder.FromStringsQuoted(["eng/podman-trixie.sh", other.FullPath]);
    if (StartProcess("sh", new ProcessSettings { Arguments = script }) != 0)
        throw new CakeException("The other podman could not be made. What eng/podman-trixie.sh said stands above.");

    const string Tests = "Cake.MultiArch.IntegrationTests";
    RunTests(
        [new TestRun("soak", IntegrationTests, ["--filter-namespace", $"{Tests}.Soak"]) { Variables = { ["MULTIARCH_SOAK_ROUNDS"] = $"{rounds}" } }],

        // All that starts podman.
        [new TestRun("soak-podman-trixie", IntegrationTests, ["--filter-not-namespace", $"{Tests}.Binfmt", $"{Tests}.Bootstrap", $"{Tests}.Git"])
        {
            Variables = { ["MULTIARCH_SOAK_ROUNDS"] = "1", ["PATH"] = $"{other}/bin:{EnvironmentVariable("PATH")}" },
        }]);
});

// Runs groups of test runs one after another, and the runs of a group at the same time. Each run writes artifacts/tests/NAME.trx
// and NAME.junit.xml. Every run is started, also if another one has failed.
void RunTests(params TestRun[][] groups)
{
    var results = MakeAbsolute(Directory("artifacts/tests"));
    EnsureDirectoryExists(results);
    CleanDirectory(results);
    var configuration = Argument("configuration", "Release");
    foreach (var project in groups.SelectMany(group => group).Select(run => run.Project).Distinct())
        DotNetBuild(project, new DotNetBuildSettings { Configuration = configuration, NoLogo = true, Verbosity = DotNetVerbosity.Quiet });

    var failed = groups.SelectMany(group => group
            .Select(run => (run.Name, Process: StartAndReturnProcess("dotnet", Settings(run))))
            .ToList()
            .Where(run =>
            {
                run.Process.WaitForExit();
                return run.Process.GetExitCode() != 0;
            }))
        .Select(run => run.Name)
        .ToList();
    ShowSlowest(results);
    if (failed.Count > 0)
        throw new CakeException($"The {string.Join(" and ", failed)} tests failed; artifacts/tests has what each test said.");

    ProcessSettings Settings(TestRun run) => new()
    {
        Arguments = ProcessArgumentBuilder.FromStringsQuoted(
        [
            "test", "--project", run.Project, "--configuration", configuration, "--no-build", "--results-directory", results.FullPath,
            "--report-xunit-trx", "--report-xunit-trx-filename", $"{run.Name}.trx",
            "--report-xunit-junit", "--report-xunit-junit-filename", $"{run.Name}.junit.xml", .. run.Filter,
        ]),
        EnvironmentVariables = run.Variables,
    };
}

void ShowSlowest(DirectoryPath results)
{
    const int Shown = 10;
    var tests = GetFiles($"{results}/*.trx")
        .SelectMany(file => System.Xml.Linq.XDocument.Load(file.FullPath).Descendants())
        .Where(element => element.Name.LocalName == "UnitTestResult" && element.Attribute("duration") is not null)
        .Select(element => (Name: element.Attribute("testName").Value, Time: TimeSpan.Parse(element.Attribute("duration").Value)));
    Information("The {0} slowest tests, in seconds:", Shown);
    foreach (var (name, time) in tests.OrderByDescending(test => test.Time).Take(Shown))
        Information("{0,6:0.0}  {1}", time.TotalSeconds, name);
}

record TestRun(string Name, string Project, IReadOnlyList<string> Filter)
{
    public Dictionary<string, string> Variables { get; } = [];
}

Task("Pack")
    .Description("Makes the packages in artifacts/packages.")
    .Does(() =>
{
    var packages = MakeAbsolute(Directory("artifacts/packages"));
    EnsureDirectoryExists(packages);
    CleanDirectory(packages);
    DotNetPack("Cake.MultiArch.sln", new DotNetPackSettings { Configuration = "Release", OutputDirectory = packages, NoLogo = true });
});

Task("Default")
    .Description("Lists the targets.")
    .Does(() =>
{
    foreach (var task in Tasks.OrderBy(task => task.Name, StringComparer.Ordinal))
        Information("{0,-16} {1}", task.Name, task.Description);
    Information("");
    Information("./build.sh --target=NAME runs one; ./build.sh --setup --target=PushMultiArch builds the sample on a machine that has nothing yet.");
});

RunTargets(Arguments("target", "Default"));
#else
throw new CakeException("The addin is not built yet. Run ./build.sh (build.ps1 on Windows) once; after that dotnet cake works as well.");
#endif
