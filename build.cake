// The repository's own build. build.sh makes artifacts/addin/addin.cake, which brings the addin and the recipe.
#load "artifacts/addin/*.cake"
#if MULTIARCH_ADDIN

// The sample is the image, unless the caller brings a source of their own.
if (!HasArgument("git-url") && !HasEnvironmentVariable("MULTIARCH_GIT_URL") && !HasArgument("context"))
{
    var sample = MultiArch.Image("site").Context("samples/site");

    Task("SampleBase")
        .Description("Makes the sample's base image from Debian's busybox where docker.io cannot be reached.")
        .IsDependeeOf("CloneMultiArch")
        .WithCriteria(!HasArgument("build-arg"), "--build-arg is given")
        .Does<MultiArchRun>(async run =>
    {
        if (await CanPullAsync())
            return;

        var made = StartProcess("sh", new ProcessSettings
        {
            Arguments = ProcessArgumentBuilder.FromStringsQuoted(["eng/sample-base.sh", "artifacts/sample-base", .. run.Platforms.Select(platform => $"{platform}")]),
            RedirectStandardOutput = true,
        }, out var output);
        sample.BuildArg("BASE", made == 0 ? output.Last() : throw new CakeException("The sample has no base image: docker.io cannot be reached, and none could be made. What the script said stands above."));
    });
}

// Any answer will do: what matters is whether the network leads there.
async System.Threading.Tasks.Task<bool> CanPullAsync()
{
    using var client = new System.Net.Http.HttpClient { Timeout = TimeSpan.FromSeconds(3) };
    try
    {
        using var answer = await client.GetAsync("https://registry-1.docker.io/v2/");
        return true;
    }
    catch (Exception e) when (e is System.Net.Http.HttpRequestException or OperationCanceledException)
    {
        return false;
    }
}

Task("Test")
    .Description("Runs the tests; --tests=unit or --tests=integration runs one half, --filter=… xunit's query filter. Results: artifacts/tests.")
    .Does(() =>
{
    var halves = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["unit"] = "tests/Cake.MultiArch.Tests/Cake.MultiArch.Tests.csproj",
        ["integration"] = "tests/Cake.MultiArch.IntegrationTests/Cake.MultiArch.IntegrationTests.csproj",
    };
    var wanted = Argument("tests", "all");
    if (wanted != "all" && !halves.ContainsKey(wanted))
        throw new CakeException($"--tests={wanted} is unknown. It is unit, integration or all.");

    var results = MakeAbsolute(Directory("artifacts/tests"));
    EnsureDirectoryExists(results);
    CleanDirectory(results);
    var failed = new List<string>();
    foreach (var (half, project) in halves)
    {
        if (wanted != "all" && !half.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            continue;
        var arguments = new ProcessArgumentBuilder()
            .Append("test").Append("--project").AppendQuoted(project)
            .Append("--configuration").Append(Argument("configuration", "Release"))
            .Append("--results-directory").AppendQuoted(results.FullPath)
            .Append("--report-xunit-trx").Append("--report-xunit-trx-filename").Append($"{half}.trx");
        if (HasArgument("filter"))
            arguments.Append("--filter-query").AppendQuoted(Argument<string>("filter"));
        if (StartProcess("dotnet", new ProcessSettings { Arguments = arguments }) != 0)
            failed.Add(half);
    }

    if (failed.Count > 0)
        throw new CakeException($"The {string.Join(" and ", failed)} tests failed. What each said stands in artifacts/tests.");
});

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
    Information("Targets (./build.sh --target=NAME):");
    foreach (var task in Tasks.OrderBy(task => task.Name, StringComparer.Ordinal))
        Information("  {0,-24} {1}", task.Name, task.Description);
});

RunTarget(Argument("target", "Default"));
#else
throw new CakeException("The addin is not built yet. Run ./build.sh (build.ps1 on Windows) once; after that dotnet cake works as well.");
#endif
