using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>The pipeline publishes to a registry with passwords, with a user name and password of its own.</summary>
public class LoginTests(BaseImages baseImages)
{
    private const string Username = "ci";
    private const string Password = "s3cret/of-the'registry\"";

    [Fact]
    public async Task The_right_password_publishes_and_pulls_and_nobody_is_logged_in_afterwards()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, Private(Password));
        var places = new CredentialPlaces(host);
        var theirs = places.WriteAll("registry.example.com", "somebody", "else");
        var before = Stamps(theirs);
        LogIn(host, Password);
        var context = host.Context("site", $"FROM {host.Base}\nCOPY Containerfile /here\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}");

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        Stamps(theirs).ShouldBe(before);
        places.Files().ShouldBe(theirs, ignoreOrder: true);
        (await TestProgram.RunAsync("podman", "login", "--get-login", host.Registry.Address)).ExitCode.ShouldBe(125);
        Directory.GetFileSystemEntries(places.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_ends_the_run_before_anything_is_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, Private(Password));
        var places = new CredentialPlaces(host);
        LogIn(host, "wr0ng-one");
        var context = host.Context("site", $"FROM {host.Base}\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}");

        var problem = result.ShouldHaveFailed("MA1426");
        problem.What.ShouldBe($"{host.Registry.Address} does not accept the user name or the password.");
        problem.Repair.ShouldBe("Check both. A token may have expired.");
        result.Failure!.ExitCode.ShouldBe(125);
        (result.Failure + result.Log.Text + result.Report).ShouldNotContain("wr0ng-one");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        Directory.GetFileSystemEntries(places.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_password_the_run_says_where_it_has_looked()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, Private(Password));
        var places = new CredentialPlaces(host);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /here\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}");

        var problem = result.ShouldHaveFailed("MA1508");
        problem.What.ShouldBe($"The registry {host.Registry.Address} requires credentials.");
        problem.Why.ShouldContain($"{places.Runtime}, {places.Config}, {places.Docker}");
        problem.Repair.ShouldBe($"podman login {host.Registry.Address}, or set a file with --authfile.");
        result.Failure!.ExitCode.ShouldBe(1);
    }

    [Theory]
    [InlineData("double\"quote'single")]
    [InlineData("$HOME${PATH}$(id)`id`%HOME%%PATH%")]
    [InlineData(" with spaces ")]
    [InlineData("a:colon::and\\back\\slash\\")]
    [InlineData("#hash&and;semi|pipe<>*?!~^")]
    [InlineData("-leading-dash")]
    [InlineData("--password=x")]
    [InlineData("pässwörd-密码-🔑")]
    [InlineData("{\"auths\":{}},[]=+/@")]
    [InlineData("200", 200)]
    public async Task A_password_may_have_every_character(string password, int length = 0)
    {
        password = password.PadRight(length, 'x');
        await using var host = await PipelineHost.CreateAsync(baseImages, Private(password));
        LogIn(host, password);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /here\n");

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("site")}", "--platform=linux/amd64");

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64"]);
        result.Log.Text.ShouldNotContain(password, Case.Sensitive);
    }

    [Fact]
    public async Task The_runner_fails_with_the_sentence_and_without_the_password()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, Private(Password));
        LogIn(host, "wr0ng-one");
        var context = Path.Combine(host.WorkingDirectory, host.Context("site", $"FROM {host.Base}\n"));
        await CakeRunner.PrepareAsync();

        var run = await CakeRunner.RunAsync(
            "--target=PushMultiArch",
            $"--context={context}",
            $"--image={host.Reference("site")}",
            "--tls-verify=false",
            $"--report={host.Folder.Combine("report")}",
            "--verbosity=diagnostic"
        );

        run.ExitCode.ShouldBe(1, run.Output + run.Error);
        (run.Output + run.Error).ShouldContain($"MA1426: {host.Registry.Address} does not accept the user name or the password.");
        (run.Output + run.Error).ShouldNotContain("wr0ng-one");
    }

    [Fact]
    public async Task Two_runs_at_once_have_credentials_of_their_own()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var one = await LoopbackRegistry.StartAsync(Private("one's") with { Username = "one" });
        await using var two = await LoopbackRegistry.StartAsync(Private("two's") with { Username = "two" });
        var places = new CredentialPlaces(host);
        var context = host.Context("site", "FROM scratch\nCOPY Containerfile /here\n");

        var results = await Task.WhenAll(
            Enumerable.Range(1, 3).SelectMany(round => new[] { RunAsync(one, "one", round), RunAsync(two, "two", round) })
        );

        results.ShouldAllBe(result => result.Failure == null, string.Join('\n', results.Select(result => result.Failure?.Message)));
        Directory.GetFileSystemEntries(places.Temporary).ShouldBeEmpty();

        Task<PipelineResult> RunAsync(LoopbackRegistry registry, string name, int round) =>
            Task.Run(() =>
                host.RunAsync(
                    run => run.PushAsync(),
                    [
                        $"--context={context}",
                        $"--image={registry.Address}/site:{round}",
                        "--platform=linux/amd64",
                        $"--report={host.Folder.Combine($"{name}-{round}")}",
                    ],
                    variables: new() { ["MULTIARCH_REGISTRY_USERNAME"] = name, ["MULTIARCH_REGISTRY_PASSWORD"] = $"{name}'s" }
                )
            );
    }

    private static LoopbackRegistryOptions Private(string password) => new() { Username = Username, Password = password };

    private static void LogIn(PipelineHost host, string password)
    {
        host.Set("MULTIARCH_REGISTRY_USERNAME", Username);
        host.Set("MULTIARCH_REGISTRY_PASSWORD", password);
    }

    private static List<string> Stamps(IEnumerable<string> files) =>
        [.. files.Select(file => $"{file} {File.GetLastWriteTimeUtc(file):O} {Convert.ToHexString(File.ReadAllBytes(file))}")];
}
