using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Git;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Tags that follow from git and the CI system, in a registry.</summary>
public class TagTests(BaseImages baseImages)
{
    [Fact]
    public async Task A_release_that_is_cloned_gets_its_version_its_series_and_latest()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.1", "v1.4.2");

        var result = await PushAsync(host, "", $"--git-url={origin.FileUrl}", "--git-branch=v1.4.2", "--tags=semver,sha,branch,latest");

        result.ShouldHaveSucceeded();
        (await TagsAsync(host)).ShouldBe(["1", "1.4", "1.4.2", "latest", $"sha-{origin.Head[..12]}"], ignoreOrder: true);
        References(result)
            .ShouldBe(
                new[] { "1.4.2", "1.4", "1", $"sha-{origin.Head[..12]}", "latest" }.Select(tag => $"{host.Registry.Address}/site:{tag}")
            );
        result.NormalLog.ShouldContain($"Tags: 1.4.2, 1.4, 1, sha-{origin.Head[..12]}, latest");
        result.NormalLog.ShouldContain("branch: no branch is checked out");
    }

    [Fact]
    public async Task A_fix_of_an_old_series_leaves_the_tags_of_the_new_one_where_they_are()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.2", "v2.0.0");
        (await PushAsync(host, "", $"--git-url={origin.FileUrl}", "--git-branch=v2.0.0", "--tags=semver,latest")).ShouldHaveSucceeded();
        var site = new Published(host.Registry.CreateClient(), "site");
        var latest = await site.DigestAsync("latest");

        (await PushAsync(host, "", $"--git-url={origin.FileUrl}", "--git-branch=v1.4.2", "--tags=semver,latest")).ShouldHaveSucceeded();

        (await TagsAsync(host)).ShouldBe(["1", "1.4", "1.4.2", "2", "2.0", "2.0.0", "latest"], ignoreOrder: true);
        (await site.DigestAsync("latest")).ShouldBe(latest);
        (await site.DigestAsync("1")).ShouldNotBe(latest);
    }

    [Fact]
    public async Task A_checkout_of_a_CI_system_that_knows_only_its_commit_gets_the_tag_that_is_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.1", "v1.4.2");
        Directory.Delete(host.WorkingDirectory);
        origin.Git("clone", "--quiet", "--depth=1", "--no-tags", origin.FileUrl, host.WorkingDirectory);
        var checkout = new Repository(host.WorkingDirectory);
        checkout.Git("checkout", "--quiet", "--detach");

        var result = await PushAsync(
            host,
            $"GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_REF_TYPE=tag GITHUB_REF_NAME=v1.4.2 GITHUB_REF=refs/tags/v1.4.2 GITHUB_SHA={origin.Head}",
            "--tags=semver,latest"
        );

        result.ShouldHaveSucceeded();
        (await TagsAsync(host)).ShouldBe(["1", "1.4", "1.4.2", "latest"], ignoreOrder: true);

        checkout.Git("remote", "set-url", "origin", host.Folder.Combine("gone"));
        var offline = await PushAsync(
            host,
            "JENKINS_URL=http://jenkins.example.com TAG_NAME=v1.4.2 BRANCH_NAME=v1.4.2",
            "--tags=semver,latest"
        );
        offline.ShouldHaveSucceeded();
        References(offline).ShouldBe([$"{host.Registry.Address}/site:1.4.2"]);
        offline.NormalLog.ShouldContain("The git tags and branches of the repository cannot be listed.");
        offline.NormalLog.ShouldContain("MA1307");
    }

    [Fact]
    public async Task A_branch_adds_its_tag_to_the_one_that_was_written_and_a_layout_keeps_its_name()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.2");
        origin.Git("branch", "feature/a");
        var layout = host.Folder.Combine("layout");

        var result = await host.RunAsync(
            run => run.PushAsync(),
            [
                $"--git-url={origin.FileUrl}",
                "--git-branch=feature/a",
                $"--image={host.Registry.Address}/site:edge",
                $"--image=oci:{layout}",
                "--tags=branch",
            ],
            variables: CiVariables.Only("")
        );

        result.ShouldHaveSucceeded();
        (await TagsAsync(host)).ShouldBe(["edge", "feature-a"], ignoreOrder: true);
        References(result)
            .ShouldBe([$"{host.Registry.Address}/site:edge", $"{host.Registry.Address}/site:feature-a", $"oci:{layout}:latest"]);
    }

    [Fact]
    public async Task A_pull_request_for_which_no_rule_gives_a_tag_fails_before_it_builds()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.2");

        var result = await PushAsync(
            host,
            "JENKINS_URL=http://jenkins.example.com CHANGE_ID=7 BRANCH_NAME=PR-7",
            $"--git-url={origin.FileUrl}",
            "--tags=semver,latest"
        );

        var problem = result.ShouldHaveFailed("MA1550");
        problem.Why.ShouldContain("this is a pull request");
        problem.Repair.ShouldContain("--tags=semver,latest,sha");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
        (
            await PushAsync(
                host,
                "JENKINS_URL=http://jenkins.example.com CHANGE_ID=7 BRANCH_NAME=PR-7",
                $"--git-url={origin.FileUrl}",
                "--tags=semver,branch,latest"
            )
        ).ShouldHaveSucceeded();
        (await TagsAsync(host)).ShouldBe(["pr-7"]);
    }

    [Fact]
    public async Task A_build_alone_needs_no_tag_and_the_push_behind_it_does()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Context(".", "FROM scratch\nCOPY Containerfile /\n");
        string[] arguments = [$"--image={host.Registry.Address}/site", "--tags=sha"];

        (await host.RunAsync(run => run.BuildAsync(), arguments, variables: CiVariables.Only(""))).ShouldHaveSucceeded();

        var result = await host.RunAsync(
            async run =>
            {
                await run.BuildAsync();
                await run.PushAsync();
            },
            arguments, variables: CiVariables.Only(""));
        result.ShouldHaveFailed("MA1550").Why.ShouldContain("not in a git repository that can be read");
        (await new Published(host.Registry.CreateClient(), "site").DigestAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task The_plan_has_the_tags_and_publishes_nothing()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.2");
        var file = host.Folder.Combine("plan.txt");
        host.Folder.Write("work/artifacts/multiarch-report.json", "{}");

        var result = await host.RunAsync(
            run => run.PlanAsync(),
            [$"--git-url={origin.FileUrl}", $"--image={host.Registry.Address}/site", "--tags=semver,branch", $"--output={file}"],
            variables: CiVariables.Only(""));

        result.ShouldHaveSucceeded();
        var plan = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        foreach (var tag in new[] { "1.4.2", "1.4", "1", "main" })
        {
            plan.ShouldContain($"# Tag: Cake.MultiArch gives the index the name {host.Registry.Address}/site:{tag}\n");
        }

        (await new Published(host.Registry.CreateClient(), "site").DigestAsync("1.4.2")).ShouldBeNull();
    }

    [Theory]
    [InlineData("sha", "", false)]
    [InlineData("semver,sha,branch,latest", "JENKINS_URL=http://jenkins.example.com CHANGE_ID=7 BRANCH_NAME=PR-7", false)]
    [InlineData("sha,branch", "", true)]
    public async Task The_server_is_asked_only_where_other_tags_and_branches_count(string rules, string variables, bool isAsked)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = Origin(host, "v1.4.2");
        Directory.Delete(host.WorkingDirectory);
        origin.Git("clone", "--quiet", "--depth=1", origin.FileUrl, host.WorkingDirectory);
        using var server = new GitHttpServer(Path.GetDirectoryName(origin.Folder)!);
        new Repository(host.WorkingDirectory).Git("remote", "set-url", "origin", server.Url + "origin");
        host.Folder.Write("work/artifacts/multiarch-report.json", "{}");

        (
            await host.RunAsync(
                run => run.PlanAsync(),
                [$"--image={host.Registry.Address}/site", $"--tags={rules}"],
                variables: CiVariables.Only(variables)
            )
        ).ShouldHaveSucceeded();

        server.Requests.IsEmpty.ShouldBe(!isAsked);
    }

    private static Task<PipelineResult> PushAsync(PipelineHost host, string variables, params string[] arguments) =>
        host.RunAsync(
            run => run.PushAsync(),
            [$"--image={host.Registry.Address}/site", .. arguments],
            variables: CiVariables.Only(variables)
        );

    private static IEnumerable<string?> References(PipelineResult result) =>
        result.Image["destinations"]!.Select(destination => destination["reference"]!.Value<string>());

    private static async Task<IReadOnlyList<string>> TagsAsync(PipelineHost host)
    {
        using var client = host.Registry.CreateClient();
        return
        [
            .. JObject.Parse(await client.GetStringAsync(new Uri("v2/site/tags/list", UriKind.Relative)))["tags"]!.Select(tag =>
                tag.Value<string>()!
            ),
        ];
    }

    /// <summary>A repository on the branch <c>main</c> with one commit a tag.</summary>
    private static Repository Origin(PipelineHost host, params string[] tags)
    {
        var origin = Repository.Create(host.Folder.Combine("origin"));
        foreach (var tag in tags)
        {
            File.WriteAllText(Path.Combine(origin.Folder, "Containerfile"), "FROM scratch\nCOPY version /\n");
            origin.Git("add", "--all");
            origin.Commit("version", tag);
            origin.Git("tag", "--annotate", "--message", tag, tag);
        }

        return origin;
    }
}
