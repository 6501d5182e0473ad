using System.Text;
using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Git;
using Cake.MultiArch.IntegrationTests.Soak;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>The Jenkinsfiles for an agent that is a host, in a consumer's repository.</summary>
public class JenkinsfileTests(BaseImages baseImages)
{
    private const string Root = "Jenkinsfile";
    private const string Agent = "recipes/jenkins/agent.Jenkinsfile";

    public static IEnumerable<TheoryDataRow<string>> RootFirst => Rounds.Variants<TheoryDataRow<string>>([new(Root)], [new(Agent)]);

    public static IEnumerable<TheoryDataRow<string>> AgentFirst => Rounds.Variants<TheoryDataRow<string>>([new(Agent)], [new(Root)]);

    [Theory]
    [MemberData(nameof(RootFirst))]
    public async Task It_publishes_what_the_commit_says_and_shows_tag_and_digest(string jenkinsfile)
    {
        await using var job = await SiteJob.CreateAsync(baseImages, jenkinsfile);

        using var build = (await job.BuildAsync()).ShouldBe("SUCCESS");

        (await job.Published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
        (await job.Published.FileAsync("arm64", "/srv/machine")).ShouldBe("aarch64\n");
        build.Description.ShouldBe($"{job.Image}@{await job.Published.DigestAsync()}");
        build.Archived.ShouldBe(["artifacts/multiarch-report.json"]);
        build.TestResults.ShouldBe(jenkinsfile == Agent ? ["artifacts/tests/site.xml 1 0"] : []);
        (await job.LeftoversAsync()).ShouldBeEmpty();

        // By hand the same commit gives the same images.
        var byHand = await job.RunScriptAsync("--target=PushMultiArch", $"--image={job.Registry.Address}/demo/site:by-hand");
        byHand.ExitCode.ShouldBe(0, byHand.Output + byHand.Error);
        (await job.Published.ChildrenAsync("by-hand")).ShouldBe(await job.Published.ChildrenAsync());

        // The next build in the same workspace takes the next commit.
        job.Write("site/index.html", "<title>second</title>\n");
        await job.CommitAsync();
        using var next = (await job.BuildAsync()).ShouldBe("SUCCESS");

        (await job.Published.FileAsync("amd64", "/srv/index.html")).ShouldBe("<title>second</title>\n");
        next.Description.ShouldBe($"{job.Image}@{await job.Published.DigestAsync()}");
        next.Description.ShouldNotBe(build.Description);
    }

    [Theory]
    [MemberData(nameof(AgentFirst))]
    public async Task The_first_build_of_a_job_has_no_parameters_and_takes_their_defaults(string jenkinsfile)
    {
        await using var job = await SiteJob.CreateAsync(baseImages, jenkinsfile);
        job.Description["parameters"] = new JObject();
        job.Replace("registry.example.com/demo/site:v1", job.Image);
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("SUCCESS");

        (await job.Published.PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    [Theory]
    [MemberData(nameof(RootFirst))]
    public async Task A_step_that_fails_fails_the_build_which_tells_why_and_keeps_the_report(string jenkinsfile)
    {
        await using var job = await SiteJob.CreateAsync(baseImages, jenkinsfile);
        using var before = (await job.BuildAsync()).ShouldBe("SUCCESS");
        job.Write("site/Containerfile", "ARG BASE\nFROM ${BASE}\nRUN echo more; exit 3\n");
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("FAILURE");

        build.Log.ShouldContain("ERROR: script returned exit code 1");
        build.Description!.ShouldStartWith("MA");
        build.Description!.ShouldContain("RUN echo more; exit 3");
        build.Archived.ShouldBe(["artifacts/multiarch-report.json"]);
        before.Description.ShouldBe($"{job.Image}@{await job.Published.DigestAsync()}", "the tag was moved");
    }

    [Fact]
    public async Task Nothing_of_the_last_build_is_taken_for_this_one_s()
    {
        await using var job = await SiteJob.CreateAsync(baseImages, Agent);
        using var before = (await job.BuildAsync()).ShouldBe("SUCCESS");
        job.Write("build.sh", "#!/bin/sh\nexit 7\n");
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("FAILURE");

        build.Description.ShouldBeNull();
        build.Archived.ShouldBeEmpty();
        build.TestResults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Tests_that_fail_are_recorded_and_nothing_is_published()
    {
        await using var job = await SiteJob.CreateAsync(baseImages, Agent);
        job.Write("site/index.html", "no title\n");
        await job.CommitAsync();

        using var build = (await job.BuildAsync()).ShouldBe("FAILURE");

        build.TestResults.ShouldBe(["artifacts/tests/site.xml 1 1"]);
        build.Log.ShouldContain("\"build & push\" skipped due to earlier failure(s)");
        (await job.Published.DigestAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_pull_request_is_built_without_credentials_and_not_published()
    {
        await using var job = await SiteJob.CreateAsync(baseImages, Agent);
        job.Description["variables"] = new JObject { ["CHANGE_ID"] = "12" };
        job.Description["credentials"] = new JObject();

        using var build = (await job.BuildAsync()).ShouldBe("SUCCESS");

        var report = JObject.Parse(
            await File.ReadAllTextAsync(
                job.Folder.Combine("archive", "artifacts", "multiarch-report.json"),
                TestContext.Current.CancellationToken
            )
        );
        report["images"]![0]!["platforms"]!.Select(platform => platform["status"]!.Value<string>()).ShouldBe(["succeeded", "succeeded"]);
        (await job.Published.DigestAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Another_repository_is_cloned_with_its_own_credentials()
    {
        await using var job = await SiteJob.CreateAsync(baseImages, Agent);
        using var server = new GitHttpServer(job.Folder.Path) { Account = "robot:t0ken&word" };
        job.Description["parameters"]!["GIT_SOURCE"] = $"{server.Url}origin/.git";
        job.Description["parameters"]!["GIT_CREDENTIALS"] = "source";
        job.Description["credentials"]!["source"] = new JArray("robot", "t0ken&word");

        using var build = (await job.BuildAsync()).ShouldBe("SUCCESS");

        build.Log.ShouldNotContain("t0ken");
        server.Credentials.ShouldContain("robot:t0ken&word");
        (await job.Published.FileAsync("amd64", "/srv/index.html")).ShouldBe("<title>first</title>\n");
    }

    [Theory]
    [MemberData(nameof(RootFirst))]
    public async Task An_abort_during_the_build_leaves_no_process_no_credentials_and_no_tag(string jenkinsfile)
    {
        await using var job = await SiteJob.CreateAsync(baseImages, jenkinsfile);
        var seconds = $"{Random.Shared.Next(5000, 9000)}.{Environment.ProcessId}";
        job.Write("site/Containerfile", $"ARG BASE\nFROM ${{BASE}}\nRUN sleep {seconds}\n");
        await job.CommitAsync();
        using var build = job.Start();
        var processes = new RunProcesses(session: -1, job.Folder.Path);
        var step = new RunProcesses(session: -1, seconds);
        await Waiting.UntilAsync(
            () => build.HasEnded || step.Left().Any(line => line.EndsWith($" sleep {seconds}", StringComparison.Ordinal)),
            "The step did not begin.",
            seconds: 120
        );
        await build.AbortAsync();
        await build.EndAsync();

        build.ShouldBe("ABORTED");
        build.Log.ShouldContain("Sending interrupt signal to process");
        build.Log.ShouldNotContain("process did not stop");
        build.Log.Contains("MA1105", StringComparison.Ordinal).ShouldBeTrue(build.Log);
        build.Description!.ShouldStartWith("MA1105: ");
        build.Archived.ShouldBe(["artifacts/multiarch-report.json"]);
        (await processes.LeftAfterAsync(TimeSpan.FromSeconds(2)))
            .Where(line => !line.Contains("docker-registry", StringComparison.Ordinal))
            .ShouldBeEmpty();
        step.Left().ShouldBeEmpty();
        (await job.LeftoversAsync()).ShouldBeEmpty(build.Log);
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{JenkinsJob.Username}:{JenkinsJob.Password}"));
        (await TestProgram.RunAsync("grep", "-rlF", "-e", JenkinsJob.Password, "-e", encoded, job.Folder.Path)).Output.ShouldBeEmpty();
        (await job.Published.DigestAsync()).ShouldBeNull();
    }
}
