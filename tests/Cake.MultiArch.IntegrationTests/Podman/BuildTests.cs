using System.Diagnostics;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.IntegrationTests.Podman;

public class BuildTests(BaseImages images)
{
    private const string List = "localhost/app:run1";

    private static readonly Platform[] Three = ["linux/amd64", "linux/arm64", "linux/s390x"];

    [Fact]
    public async Task A_list_for_three_platforms_has_the_right_programs_in_each_image()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        (
            await (await BinfmtHost.OfThisAsync(shop.Host, BinfmtMode.Auto, TestContext.Current.CancellationToken)).EnsureAsync(
                new BinfmtSettings().With(Three),
                TestContext.Current.CancellationToken
            )
        ).Failure.ShouldBeNull();
        var context = shop.Context(
            $"""
            FROM {shop.Base}
            ARG TARGETARCH
            ARG VERSION
            RUN case $TARGETARCH in amd64) machine=x86_64;; arm64) machine=aarch64;; *) machine=$TARGETARCH;; esac; test "$(uname -m)" = $machine
            LABEL version=$VERSION
            """);

        var result = await shop.BuildAsync(context, settings =>
        {
            Add(settings, Three);
            settings.Manifest = List;
            settings.Jobs = 3;
            settings.BuildArgs["VERSION"] = "1.4.2, with a comma";
        });

        result.Manifest.ShouldBe(List);
        result.ImageId.ShouldMatch("^sha256:[0-9a-f]{64}$");
        result.Index!.Manifests.Select(entry => entry.Platform).ShouldBe(Three, ignoreOrder: true);
        var built = await shop.Podman.ListedImagesAsync(
            List,
            [.. result.Index.Manifests.Select(entry => entry.Digest)],
            shop.On<PodmanImageInspectSettings>(),
            TestContext.Current.CancellationToken
        );
        built.Select(image => image.Platform).ShouldBe(result.Index.Manifests.Select(entry => entry.Platform!));
        built.ShouldAllBe(image => image.Labels["version"] == "1.4.2, with a comma" && image.Size > 0 && image.Layers.Count > 1);
    }

    [Fact]
    public async Task A_tagged_image_of_the_native_platform_is_what_inspect_shows()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        var result = await shop.BuildAsync(shop.Context($"FROM {shop.Base}\nCMD [\"uname\"]\n"), settings =>
            settings.Tags.Add("localhost/native:1")
        );

        var image = (
            await shop.Podman.ImageInspectAsync(
                ["localhost/native:1"],
                shop.On<PodmanImageInspectSettings>(),
                TestContext.Current.CancellationToken
            )
        ).ShouldHaveSingleItem();
        image.Id.ShouldBe(result.ImageId);
        image.Platform.ShouldBe(
            Platform.Parse((await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), TestContext.Current.CancellationToken)).OsArch)
        );
        image.RepoTags.ShouldBe(["localhost/native:1"]);
        image.Config.Command.ShouldBe(["uname"]);
        image.Created!.Value.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(-1));
    }

    [Fact]
    public async Task A_base_that_the_registry_has_for_another_platform_only_fails_the_build_A9()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var context = shop.Context($"FROM {shop.Registry.Address}/base:amd64\nLABEL a=b\n");

        var problem = (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(context, settings =>
        {
            Add(settings, "linux/amd64", "linux/arm64");
            settings.Manifest = List;
        }))).Problem;

        problem.Id.ShouldBe("MA1409");
        problem.What.ShouldBe("The base image is for linux/amd64, not for linux/arm64.");
        (await shop.Store.PodmanAsync("manifest", "exists", List)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_quiet_build_and_one_with_a_log_file_hear_the_warning_too()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var context = shop.Context($"FROM {shop.Registry.Address}/base:amd64\nLABEL a=b\n");
        var logFile = Path.Combine(shop.Folder, "build.log");

        foreach (var quiet in new[] { true, false })
        {
            var problem = (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(context, settings =>
            {
                Add(settings, "linux/arm64");
                settings.Quiet = quiet;
                settings.LogFile = quiet ? null : logFile;
            }))).Problem;
            problem.Id.ShouldBe("MA1409");
        }

        (await File.ReadAllTextAsync(logFile, TestContext.Current.CancellationToken)).ShouldContain("WARNING");
    }

    [Fact]
    public async Task A_second_build_into_the_same_list_is_refused_because_old_entries_stay_A1()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        await BuildLabelAsync("1");
        var problem = (await Should.ThrowAsync<MultiArchException>(BuildLabelAsync("2"))).Problem;

        problem.Id.ShouldBe("MA1410");
        problem.Why.ShouldContain(" has 2 entries: ");

        Task<PodmanBuildResult> BuildLabelAsync(string label) =>
            shop.BuildAsync(shop.Context($"FROM {shop.Base}\nLABEL v={label}\n"), settings =>
            {
                Add(settings, "linux/amd64", "linux/arm64");
                settings.Manifest = List;
            });
    }

    [Fact]
    public async Task A_name_that_is_an_image_is_refused_before_anything_is_built_A5()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        await images.LoadAsync(shop.Store, "amd64", List);
        var before = await shop.Store.ImageIdsAsync();

        var problem = (await Should.ThrowAsync<MultiArchException>(shop.BuildAsync(
            shop.Context($"FROM {shop.Base}\nLABEL a=b\n"), settings => settings.Manifest = List))).Problem;

        problem.Id.ShouldBe("MA1408");
        (await shop.Store.ImageIdsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Content_that_is_the_same_for_all_platforms_is_a_problem_where_podman_mixes_it_up_and_right_without_the_cache_A7()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        shop.Write("ctx/data", "the same");
        var context = shop.Context("FROM scratch\nCOPY data /data\n");

        if (await MixesUpAsync(shop))
        {
            var problem = (await Should.ThrowAsync<MultiArchException>(BuildAsync(layers: null))).Problem;
            problem.Id.ShouldBe("MA1410");
            problem.Why.ShouldContain(" is missing");
            problem.Repair.ShouldContain("Layers = false");
        }

        (await BuildAsync(layers: false)).Index!.Manifests.Select(entry => entry.Platform).ShouldBe(Three, ignoreOrder: true);

        Task<PodmanBuildResult> BuildAsync(bool? layers) => shop.BuildAsync(context, settings =>
        {
            Add(settings, Three);
            settings.Manifest = List;
            settings.Layers = layers;
        });
    }

    [Fact]
    public async Task A_cancelled_build_leaves_no_list_and_no_step_behind_A15()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        using var cancellation = new CancellationTokenSource();
        var seconds = Random.Shared.Next(100_000, 900_000).ToString(System.Globalization.CultureInfo.InvariantCulture);

        var building = shop.BuildUntilAsync(shop.Context($"FROM {shop.Base}\nRUN trap '' INT TERM; sleep {seconds}\n"), settings =>
        {
            Add(settings, "linux/amd64", "linux/arm64");
            settings.Manifest = List;
        }, cancellation.Token);
        var patience = Stopwatch.StartNew();
        while (!Processes(seconds).Any())
        {
            building.IsCompleted.ShouldBeFalse();
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(building);
        Processes(seconds).ShouldBeEmpty();
        (await shop.Store.PodmanAsync("manifest", "exists", List)).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_secret_reaches_the_step_and_stands_in_no_command_line()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var secret = shop.Write("token", "s3cret-token");

        await shop.BuildAsync(
            shop.Context($"FROM {shop.Base}\nRUN --mount=type=secret,id=token test \"$(cat /run/secrets/token)\" = s3cret-token\n"),
            settings => settings.Secrets.Add($"id=token,src={secret}"));

        shop.Log.Text.ShouldContain("--secret=id=token,src=");
    }

    private static void Add(PodmanBuildSettings settings, params Platform[] platforms)
    {
        foreach (var platform in platforms)
        {
            settings.Platforms.Add(platform);
        }
    }

    /// <summary>Podman before 5.6 looks at the content of a layer only, not at its platform.</summary>
    private static async Task<bool> MixesUpAsync(PodmanWorkshop shop) =>
        (await shop.Podman.VersionAsync(shop.On<PodmanVersionSettings>(), TestContext.Current.CancellationToken)).Version
        < new Version(5, 6);

    private static IEnumerable<string> Processes(string word) => Directory.EnumerateDirectories("/proc")
        .Select(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return "";
            }
        })
        .Where(command => command.Contains("sleep", StringComparison.Ordinal) && command.Contains(word, StringComparison.Ordinal));
}
