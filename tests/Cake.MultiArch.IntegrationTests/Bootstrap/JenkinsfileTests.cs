namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The Jenkinsfile, read by Groovy and run against a stand-in for Jenkins that really runs its commands.</summary>
public class JenkinsfileTests
{
    private static readonly string Text = File.ReadAllText(Sources.PathOf("Jenkinsfile"));

    [Fact]
    public async Task It_clones_then_builds_and_pushes_with_the_credentials_and_keeps_the_report()
    {
        await using var checkout = Agent();

        var finished = (await RunAsync(checkout, Text)).ShouldSucceed();

        Steps(finished).ShouldBe(
        [
            "agent base", "stage clone", "container base", "checkout", "stage build & push", "container base", "credentials registry",
            "sh ./build.sh --target=PushMultiArch --image=\"$IMAGE\" --platform=\"$PLATFORM\"", "archive artifacts/multiarch-report.json",
        ]);
        checkout.CakeArguments.ShouldBe(
            ["--target=PushMultiArch", "--image=registry.example.com/demo/site:v1", "--platform=linux/amd64,linux/arm64"]);
        var environment = File.ReadAllLines(checkout.StateOf("environment"));
        environment.ShouldContain("MULTIARCH_REGISTRY_USERNAME=ci");
        environment.ShouldContain("MULTIARCH_REGISTRY_PASSWORD=s3cret");
        environment.ShouldContain("NO_COLOR=1");
        (finished.Output + finished.Error).ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_push_that_fails_fails_the_pipeline_and_the_report_is_kept_all_the_same()
    {
        await using var checkout = Agent();
        await File.WriteAllTextAsync(checkout.StateOf("exit-code"), "1", TestContext.Current.CancellationToken);

        var finished = (await RunAsync(checkout, Text)).ShouldFail();

        Steps(finished)[^1].ShouldBe("archive artifacts/multiarch-report.json");
        finished.Error.ShouldContain("script returned exit code 1");
    }

    [Theory]
    [InlineData("stages {", "stages", "startup failed")]
    [InlineData("archiveArtifacts", "archiveArtefacts", "archiveArtefacts() is applicable")]
    public async Task A_mistake_in_the_file_is_found(string right, string wrong, string message)
    {
        await using var checkout = Agent();

        (await RunAsync(checkout, Text.Replace(right, wrong, StringComparison.Ordinal))).ShouldFail().Error.ShouldContain(message);
    }

    private static Checkout Agent()
    {
        var checkout = new Checkout();
        checkout.AddPrograms("podman");
        return checkout;
    }

    private static string[] Steps(Finished finished) =>
    [
        .. finished.Output.Split('\n')
            .Where(line => line.StartsWith("jenkins: ", StringComparison.Ordinal))
            .Select(line => line["jenkins: ".Length..]),
    ];

    private static async Task<Finished> RunAsync(Checkout checkout, string jenkinsfile)
    {
        checkout.Write("Jenkinsfile", jenkinsfile);
        var environment = Programs.Inherited();
        // Groovy's own launcher needs the system's tools behind the stand-ins.
        environment["PATH"] = $"{checkout.Environment()["PATH"]}:{environment["PATH"]}";
        environment.Remove("NO_COLOR");
        // Debian's launcher looks for its default Java, which is absent where another one is installed.
        environment.TryAdd("JAVA_HOME", Path.GetFullPath("../..", new FileInfo(Programs.Find("java")).ResolveLinkTarget(returnFinalTarget: true)!.FullName));
        return await Programs.RunAsync(
            checkout.Root, environment, "groovy", Sources.PathOf("tests/Cake.MultiArch.IntegrationTests/Bootstrap/jenkins.groovy"), "Jenkinsfile");
    }
}
