using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>The pipeline publishes to a registry that wants tokens, where a user can be known and still not be allowed to push.</summary>
public class TokenTests(BaseImages baseImages)
{
    private const string Username = "ci";
    private const string Password = "t0ken-s3cret:\"of the service\"";

    [Fact]
    public async Task The_right_password_is_sent_to_the_service_and_publishes()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var tokens = await TokenRegistry.StartAsync(new() { Username = Username, Password = Password });

        var result = await PushAsync(host, tokens, Password);

        result.ShouldHaveSucceeded();
        tokens.Requests.ShouldContain(request =>
            request.StartsWith(Username, StringComparison.Ordinal) && request.Contains("demo/site:", StringComparison.Ordinal)
        );
        (await new Published(tokens.CreateClient("demo/site"), "demo/site").PlatformsAsync()).ShouldBe(["linux/amd64"]);
        (result.Log.Text + result.Report).ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_wrong_password_ends_the_run_before_anything_is_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var tokens = await TokenRegistry.StartAsync(new() { Username = Username, Password = Password });

        var result = await PushAsync(host, tokens, "wr0ng-one");

        result.ShouldHaveFailed("MA1426").ToString().ShouldNotContain("wr0ng-one");
        result.Failure!.ExitCode.ShouldBe(125);
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    /// <summary>The service lets strangers in, and gives them nothing.</summary>
    [Fact]
    public async Task Without_a_password_the_run_says_that_none_was_used()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var tokens = await TokenRegistry.StartAsync(new() { Username = Username, Password = Password });
        _ = new CredentialPlaces(host);

        var result = await PushAsync(host, tokens, null);

        var problem = result.ShouldHaveFailed("MA1950");
        problem.Why.ShouldContain("No credentials were used.");
        problem.Repair.ShouldContain($"podman login {tokens.Address}");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_who_may_only_pull_is_told_so_before_anything_is_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await using var tokens = await TokenRegistry.StartAsync(new() { Username = Username, Password = Password, Rights = _ => ["pull"] });

        var result = await PushAsync(host, tokens, Password);

        var problem = result.ShouldHaveFailed("MA1950");
        problem.What.ShouldBe($"The registry {tokens.Address} does not allow a push to demo/site.");
        problem.Repair.ShouldContain($"podman login {tokens.Address}");
        result.Failure!.ExitCode.ShouldBe(1);
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        (result.Log.Text + result.Report).ShouldNotContain(Password);
    }

    private static Task<PipelineResult> PushAsync(PipelineHost host, TokenRegistry tokens, string? password)
    {
        host.Set("MULTIARCH_REGISTRY_USERNAME", password is null ? null : Username);
        host.Set("MULTIARCH_REGISTRY_PASSWORD", password);
        return host.PushAsync(
            $"--context={host.Context("site", "FROM scratch\nCOPY Containerfile /here\n")}",
            $"--image={tokens.Address}/demo/site:v1",
            "--platform=linux/amd64"
        );
    }
}
