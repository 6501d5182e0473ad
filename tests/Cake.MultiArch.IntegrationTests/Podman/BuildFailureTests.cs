using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>What a build of the real podman fails with, and what the user is told.</summary>
public class BuildFailureTests(BaseImages images)
{
    private const string List = "localhost/app:run1";

    [Fact]
    public async Task A_platform_that_the_base_lacks_is_named_A10()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = (
            await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(shop.Context($"FROM {shop.Base}\nLABEL a=b\n"), settings =>
                {
                    settings.Platforms.Add("linux/ppc64le");
                    settings.Retry = 0;
                }))
        ).Problem;

        problem.Id.ShouldBe("MA1421");
        problem.What.ShouldContain($"{shop.Base} has no image for linux/ppc64le");
    }

    [Fact]
    public async Task A_failing_step_gives_its_exit_code_and_leaves_no_list_A11()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var failure = await Should.ThrowAsync<MultiArchException>(
            shop.BuildAsync(
                shop.Context($"FROM {shop.Base}\nARG TARGETARCH\nRUN echo unauthorized: denied; test $TARGETARCH != arm64 || exit 7\n"),
                settings =>
                {
                    settings.Platforms.Add("linux/amd64");
                    settings.Platforms.Add("linux/arm64");
                    settings.Manifest = List;
                }
            )
        );

        failure.ExitCode.ShouldBe(7);
        failure.Problem.Id.ShouldBe("MA1103");
        failure.Message.ShouldContain("Podman: Process returned an error (exit code 7).");
        failure.Problem.Details.ShouldContain("unauthorized: denied");
        (await shop.Store.PodmanAsync("manifest", "exists", List)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_program_that_nothing_here_can_run_is_told_apart_from_a_failing_step_A12()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        // An ELF file for a machine that there is none of.
        var program = new byte[64];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(program);
        (program[16], program[18], program[19], program[20]) = (2, 0x34, 0x12, 1);
        Directory.CreateDirectory(Path.Combine(shop.Folder, "ctx"));
        await File.WriteAllBytesAsync(Path.Combine(shop.Folder, "ctx/program"), program, TestContext.Current.CancellationToken);

        var problem = (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(
            shop.Context($"FROM {shop.Base}\nCOPY --chmod=755 program /program\nRUN [\"/program\"]\n"), _ => { }))).Problem;

        problem.Id.ShouldBe("MA1423");
        problem.Repair.ShouldContain("EnsureBinfmt");
    }

    [Fact]
    public async Task A_base_without_a_registry_in_its_name_is_named_A20()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var problem = (
            await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(shop.Context("FROM nosuchimage:1\n"), _ => { }))
        ).Problem;

        problem.Id.ShouldBe("MA1422");
        problem.What.ShouldContain("nosuchimage:1");
    }

    [Fact]
    public async Task A_local_base_of_another_platform_is_explained_A28()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "arm64", "localhost/base-arm:1");

        var problem = (
            await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(shop.Context("FROM localhost/base-arm:1\nLABEL a=b\n"), settings =>
                {
                    settings.Platforms.Add("linux/s390x");
                    settings.Retry = 0;
                }))
        ).Problem;

        problem.Id.ShouldBe("MA1425");
    }

    [Fact]
    public async Task A_storage_of_another_driver_is_explained_A31()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "amd64", "localhost/base:1");
        (await shop.Store.PodmanAsync("images")).ExitCode.ShouldBe(0);

        var problem = (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(
            shop.Context("FROM scratch\n"), settings => settings.StorageDriver = shop.Store.Driver == "vfs" ? "overlay" : "vfs"))).Problem;

        problem.Id.ShouldBe("MA1435");
        problem.Why.ShouldContain($"Its driver is {shop.Store.Driver}");
    }
}
