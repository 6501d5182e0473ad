using Cake.Core;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>What the real podman says to names, flags and instructions that it cannot use.</summary>
public class CommandFailureTests(BaseImages images)
{
    private const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("FROM BASE\nLABLE a=b\n", "MA1488", "LABLE")]
    [InlineData("FROM BASE\nCOPY nosuch /\n", "MA1488", "The build context has no /nosuch.")]
    [InlineData("FROM 127.0.0.1:1/Base:1\n", "MA1406", "lower case")]
    public async Task A_Containerfile_that_cannot_be_carried_out_is_told(string containerfile, string id, string named)
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = await FailureAsync(
            shop.BuildAsync(shop.Context(containerfile.Replace("BASE", shop.Base, StringComparison.Ordinal)), _ => { })
        );

        problem.Id.ShouldBe(id);
        problem.ToString().ShouldContain(named);
    }

    [Fact]
    public async Task A_stage_a_tag_a_platform_and_a_flag_that_podman_refuses_are_named_A19_A25()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var context = shop.Context($"FROM {shop.Base}\nLABEL a=b\n");

        (await BuildAsync("MA1488", settings => settings.Target = "nosuch")).What.ShouldContain("nosuch");
        (await BuildAsync("MA1406", settings => settings.Tags.Add("localhost/BAD:5"))).What.ShouldContain("localhost/BAD:5");
        (
            await BuildAsync("MA1001", settings => settings.ArgumentCustomization = builder => builder.Append("--platform=a/b/c/d"))
        ).What.ShouldContain("a/b/c/d");
        (await BuildAsync("MA1487", settings => settings.ArgumentCustomization = builder => builder.Append("--nosuch"))).What.ShouldContain(
            "--nosuch"
        );

        async Task<Problem> BuildAsync(string id, Action<PodmanBuildSettings> configure)
        {
            var problem = await FailureAsync(shop.BuildAsync(context, configure));
            problem.Id.ShouldBe(id, problem.ToString());
            return problem;
        }
    }

    [Fact]
    public async Task A_base_that_may_not_be_pulled_and_is_there_for_another_platform_is_not_in_the_storage_A29()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "arm64", shop.Base);

        var problem = await FailureAsync(shop.BuildAsync(shop.Context($"FROM {shop.Base}\nLABEL a=b\n"), settings =>
        {
            settings.Platforms.Add("linux/s390x");
            settings.Pull = PodmanPullPolicy.Never;
        }));

        problem.Id.ShouldBe("MA1434");
        problem.What.ShouldContain(shop.Base);
    }

    [Fact]
    public async Task A_limit_that_the_kernel_does_not_give_is_named()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = await FailureAsync(shop.BuildAsync(
            shop.Context($"FROM {shop.Base}\nRUN uname\n"), settings => settings.Ulimits.Add("nofile=2147483647:2147483647")));

        problem.Id.ShouldBe("MA1416", problem.ToString());
        problem.What.ShouldContain("RLIMIT_NOFILE");
        problem.Repair.ShouldContain("Ulimits");
    }

    [Fact]
    public async Task A_name_that_stands_for_nothing_is_named_A14()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "amd64", "localhost/app:1");
        await shop.Podman.ManifestCreateAsync(
            "localhost/list:1",
            shop.On<ManifestCreateSettings>(settings => settings.Images.Add("localhost/app:1")),
            Token
        );

        await FailsAsync("MA1484", "podman manifest rm localhost/nosuch:1", "untag", "localhost/app:1", "localhost/nosuch:1");
        await FailsAsync("MA1434", "localhost/nosuch:1", "tag", "localhost/nosuch:1", "localhost/other:1");
        await FailsAsync("MA1434", "localhost/nosuch:1", "push", "localhost/nosuch:1", "127.0.0.1:1/x:1");
        await FailsAsync("MA1434", "localhost/nosuch:1", "image", "rm", "localhost/nosuch:1");
        await FailsAsync("MA1406", "localhost/BAD:1", "tag", "localhost/app:1", "localhost/BAD:1");
        await FailsAsync("MA1445", NoDigest, "manifest", "remove", "localhost/list:1", NoDigest);
        await FailsAsync("MA1445", NoDigest, "manifest", "annotate", "--arch=arm64", "localhost/list:1", NoDigest);
        await FailsAsync("MA1408", "localhost/app:1", "manifest", "rm", "localhost/app:1");
        await FailsAsync("MA1487", "--nosuch", "info", "--nosuch");

        async Task FailsAsync(string id, string named, params string[] arguments)
        {
            var problem = await FailureAsync(shop.Podman.RunAsync(shop.On<PodmanVersionSettings>(), arguments, Token));
            problem.Id.ShouldBe(id, problem.ToString());
            $"{problem.What} {problem.Repair}".ShouldContain(named);
        }
    }

    [Fact]
    public async Task What_nobody_knows_comes_with_the_command_the_exit_code_and_the_last_lines()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var failure = await Should.ThrowAsync<MultiArchException>(
            shop.Podman.RunAsync(shop.On<PodmanVersionSettings>(), ["info", "--format={{.Nosuch}}"], Token));

        failure.Problem.Id.ShouldBe("MA1103");
        failure.ExitCode.ShouldBe(125);
        failure.Problem.What.ShouldContain("125");
        failure.Problem.Where.ShouldContain("info");
        failure.Problem.Why.ShouldContain("Nosuch");
        failure.Problem.Details.ShouldNotBeEmpty();
    }

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;
}
