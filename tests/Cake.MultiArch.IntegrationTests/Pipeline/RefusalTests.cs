using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Every failure a user meets is a sentence that says what, where and why, and changes nothing.</summary>
public class RefusalTests(BaseImages baseImages)
{
    private const string Password = "s3cret-of-the-registry";

    [Theory]
    [InlineData("--platform=linux/arm46", "linux/arm46", "MA1002")]
    [InlineData("--image=Registry.example.com/Demo/Web:v1", "Demo/Web", "MA1010")]
    [InlineData("--image=web", "web", "MA1011")]
    [InlineData("--strategy=seperate", "separate", "MA1042")]
    [InlineData("--jobs=many", "many", "MA1042")]
    [InlineData("--context=nowhere", "nowhere", "MA1020")]
    [InlineData("--containerfile=Missing", "Missing", "MA1021")]
    [InlineData("--image=127.0.0.1:1/web@sha256:0123456789012345678901234567890123456789012345678901234567890123", "digest", "MA1012")]
    [InlineData("--build-arg==x", "NAME=VALUE", "MA1042")]
    [InlineData("--git-branch=main", "--git-url", "MA1044")]
    [InlineData("--registry-password=hunter2", "MULTIARCH_REGISTRY_PASSWORD", "MA1040")]
    [InlineData("--authfile=nowhere.json", "nowhere.json", "MA1802")]
    public async Task Bad_input_is_refused_with_a_sentence_before_anything_is_built(string argument, string named, string id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(".", "FROM scratch\nCOPY data /data\n", ("data", "x"));

        var result = await host.PushAsync(argument);

        var problem = result.ShouldHaveFailed(id);
        problem.ToString().ShouldContain(named);
        problem.Repair.ShouldNotBeEmpty();
        (problem + result.Log.Text + result.Report).ShouldNotContain("hunter2");
        result.Report["error"]!["message"]!.Value<string>().ShouldBe(problem.What);
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        Directory.Exists(Path.Combine(host.WorkingDirectory, "artifacts", "oci")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("manifest", "--jobs=1")]
    [InlineData("manifest", "--jobs=3")]
    [InlineData("separate", "--jobs=1")]
    public async Task A_step_that_fails_is_named_with_platform_line_and_the_last_lines(string strategy, string jobs)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"""
            FROM {host.Base} AS one
            RUN uname -m > /machine

            FROM {host.Base}
            COPY --from=one /machine /machine
            # Only s390x fails.
            RUN if [ "$(uname -m)" = s390x ]; then \
                  echo about to fail; sleep 1; exit 7; \
                fi

            """);

        var result = await host.PushAsync(
            $"--context={context}",
            $"--image={host.Reference("site")}",
            "--platform=linux/amd64,linux/arm64,linux/s390x",
            $"--strategy={strategy}",
            jobs
        );

        var problem = result.ShouldHaveFailed("MA1440");
        problem.What.ShouldContain("linux/s390x");
        problem.Where.ShouldEndWith("site/Containerfile:7");
        problem.What.ShouldContain("step 3 of stage 2");
        problem.Details.ShouldContain(line => line.Contains("about to fail"));
        problem.Details.Count.ShouldBeLessThanOrEqualTo(30);
        result.Failure!.ExitCode.ShouldBe(7);
        result.Image["platforms"]!.Last!["status"]!.Value<string>().ShouldBe("failed");
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    /// <summary>
    /// Podman 5 then writes an error a platform, and builds the others to their end; podman 4.3 does not say which failed.
    /// </summary>
    [Theory]
    [InlineData("manifest", "linux/(amd64|arm64) (or|and) linux/(amd64|arm64)")]
    [InlineData("separate", "linux/amd64")]
    public async Task A_step_that_fails_on_every_platform_is_named(string strategy, string platforms)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\n\nRUN echo about to fail; exit 7\n");

        var result = await host.PushAsync(
            $"--context={context}",
            "--platform=linux/amd64,linux/arm64",
            $"--strategy={strategy}",
            "--jobs=2"
        );

        var problem = result.ShouldHaveFailed("MA1440");
        problem.What.ShouldMatch(platforms);
        problem.Where.ShouldEndWith("site/Containerfile:3");
        result.Failure!.ExitCode.ShouldBe(7);
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--git-url=file:///nowhere/at-all.git", "nowhere")]
    [InlineData("--git-branch=mian", "mian")]
    [InlineData("--git-commit=0123456789abcdef0123456789abcdef01234567", "0123456789abcdef")]
    public async Task A_repository_branch_or_commit_that_does_not_exist_is_named(string argument, string named)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = host.Folder.Combine("origin");
        _ = (await TestProgram.RunAsync("git", "init", "--quiet", "--initial-branch=main", origin)).Text;
        _ = (
            await TestProgram.RunAsync(
                "git",
                "-C",
                origin,
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@example.com",
                "commit",
                "--quiet",
                "--allow-empty",
                "--message=one"
            )
        ).Text;

        var result = await host.PushAsync(
            argument.StartsWith("--git-url", StringComparison.Ordinal) ? [argument] : [$"--git-url=file://{origin}", argument]
        );

        result.Failure.ShouldNotBeNull(result.Log.Text);
        result.Failure.Problem.Id.ShouldStartWith("MA13");
        result.Failure.Message.ShouldContain(named);
    }

    [Fact]
    public async Task A_registry_that_is_down_is_named()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Files(host);
        await host.Registry.StopAsync();

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("files")}");

        var problem = result.ShouldHaveFailed("MA1501");
        problem.ToString().ShouldContain(host.Registry.Address);
        problem.Why.ShouldContain("refused");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_registry_that_wants_credentials_is_named_and_the_login_is_the_repair()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        var context = Files(host);

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("files")}");

        var problem = result.ShouldHaveFailed("MA1508");
        problem.ToString().ShouldContain(host.Registry.Address);
        problem.Repair.ShouldContain("podman login", Case.Insensitive);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_before_the_build_and_shown_nowhere()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        var context = Files(host);

        var result = await host.RunAsync(
            run => run.PushAsync(),
            [$"--context={context}", $"--image={host.Reference("files")}", "--registry-username=ci"],
            variables: new() { ["MULTIARCH_REGISTRY_PASSWORD"] = "wrong-but-secret" });

        result.ShouldHaveFailed("MA1426").ToString().ShouldContain(host.Registry.Address);
        (result.Failure + result.Log.Text + result.Report).ShouldNotContain("wrong-but-secret");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Right_credentials_publish_and_are_gone_afterwards()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        var context = Files(host);

        var result = await host.RunAsync(
            run => run.PushAsync(),
            [$"--context={context}", $"--image={host.Reference("files")}", "--registry-username=ci"],
            variables: new() { ["MULTIARCH_REGISTRY_PASSWORD"] = Password, ["TMPDIR"] = temporary });

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "files").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        Directory.GetFileSystemEntries(temporary).ShouldBeEmpty();
        (result.Log.Text + result.Report).ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_told()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, new LoopbackRegistryOptions { Tls = true });
        var context = Files(host);

        var result = await host.PushAsync($"--context={context}", $"--image={host.Reference("files")}", "--multiarch-tls-verify=true");

        var problem = result.ShouldHaveFailed("MA1504");
        problem.What.ShouldContain("certificate");
        problem.ToString().ShouldContain(host.Registry.Address);
    }

    [Fact]
    public async Task The_report_of_an_earlier_run_does_not_outlive_a_failure()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Files(host);
        (await host.PushAsync($"--context={context}")).Report["succeeded"]!.Value<bool>().ShouldBeTrue();

        var failed = await host.PushAsync($"--context={context}", "--platform=linux/nothing");

        failed.Report["succeeded"]!.Value<bool>().ShouldBeFalse();
        failed.Report["images"]!.ShouldBeEmpty();
    }

    private static string Files(PipelineHost host) => host.Context("files", "FROM scratch\nCOPY data /data\n", ("data", "x"));
}
