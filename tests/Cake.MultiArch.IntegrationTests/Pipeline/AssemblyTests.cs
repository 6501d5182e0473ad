using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Git;
using Cake.MultiArch.IntegrationTests.Soak;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>
/// The index is made of what was built, and of nothing else: not of the order of the builds, nor of the tags that were there.
/// </summary>
public class AssemblyTests(BaseImages baseImages)
{
    private const string Annotations = "org.opencontainers.image.";

    private const string HealthySite = "COPY index.html /srv/\nRUN uname -m > /machine\nHEALTHCHECK CMD true\n";

    [Fact]
    public async Task The_same_images_give_the_same_index_in_whatever_order_they_are_asked_for_and_built()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = Site(host);
        (await PushAsync(host, context, "linux/amd64,linux/arm64,linux/s390x", "--jobs=3")).ShouldHaveSucceeded();
        var digest = await Published(host).DigestAsync();

        foreach (var (platforms, jobs) in new[] { ("linux/s390x,linux/arm64,linux/amd64", 1), ("linux/arm64,linux/s390x,linux/amd64", 2) })
        {
            var run = await PushAsync(host, context, platforms, $"--jobs={jobs}");
            run.ShouldHaveSucceeded();
            run.Image["index"]!["digest"]!.Value<string>().ShouldBe(digest, run.Log.Text);
        }

        (await Published(host).DigestAsync()).ShouldBe(digest);
        (await Published(host).IndexAsync())["manifests"]!
            .Select(entry => entry["platform"]!["architecture"]!.Value<string>())
            .ShouldBe(["amd64", "arm64", "s390x"]);
    }

    [Fact]
    public async Task A_repository_holds_the_tags_that_were_asked_for_and_no_other()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        (
            await host.PushAsync(
                $"--context={Site(host)}",
                $"--image={host.Reference("site")}",
                $"--image={host.Registry.Address}/site:v1.0"
            )
        ).ShouldHaveSucceeded();
        (await host.PushAsync($"--context={Site(host, "changed")}", $"--image={host.Reference("site")}")).ShouldHaveSucceeded();

        (await Published(host).TagsAsync()).ShouldBe(["v1", "v1.0"]);
        (await Published(host).DigestAsync("v1")).ShouldNotBe(await Published(host).DigestAsync("v1.0"));
    }

    [Fact]
    public async Task The_second_repository_of_a_registry_and_the_second_run_send_no_blob()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        string[] arguments =
        [
            $"--context={Site(host)}",
            $"--image={host.Reference("site")}",
            $"--image={host.Reference("team/site")}",
            $"--image={host.Reference("site")}2",
        ];

        var first = await host.PushAsync(arguments);
        var second = await host.PushAsync(arguments);

        first.ShouldHaveSucceeded();
        first.NormalLog.ShouldContain($"{host.Registry.Address}/team/site: 0 blobs uploaded (0 bytes), ");
        first.NormalLog.ShouldContain($"{host.Registry.Address}/site: ");
        first.NormalLog.ShouldNotContain($"{host.Registry.Address}/site: 0 blobs uploaded");
        second.ShouldHaveSucceeded();
        second.NormalLog.ShouldContain($"{host.Registry.Address}/site: 0 blobs uploaded (0 bytes), 0 mounted, ");
        (await new Published(host.Registry.CreateClient(), "team/site").DigestAsync()).ShouldBe(await Published(host).DigestAsync("v12"));
    }

    [Theory]
    [InlineData("manifest")]
    [InlineData("separate")]
    public async Task An_image_of_Dockers_schema_2_has_its_media_types_and_what_OCI_has_no_place_for(string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        (
            await PushAsync(host, Site(host), "linux/amd64,linux/arm64", "--image-format=v2s2", $"--strategy={strategy}")
        ).ShouldHaveSucceeded();

        var index = await Published(host).IndexAsync();
        index["mediaType"]!.Value<string>().ShouldBe("application/vnd.docker.distribution.manifest.list.v2+json");
        index.ShouldNotContainKey("annotations");
        foreach (var entry in index["manifests"]!)
        {
            entry["mediaType"]!.Value<string>().ShouldBe("application/vnd.docker.distribution.manifest.v2+json");
            var manifest = await Published(host).ManifestAsync(entry["digest"]!.Value<string>()!);
            manifest["config"]!["mediaType"]!.Value<string>().ShouldBe("application/vnd.docker.container.image.v1+json");
            manifest["layers"]!
                .Select(layer => layer["mediaType"]!.Value<string>())
                .Distinct()
                .ShouldBe(["application/vnd.docker.image.rootfs.diff.tar.gzip"]);
        }

        (await Published(host).ConfigAsync("arm64"))["config"]!["Healthcheck"]!["Test"]!.Values<string>().ShouldBe(["CMD-SHELL", "true"]);
        await ShouldBeWholeAsync(host);
    }

    [Fact]
    public async Task Layers_are_compressed_as_it_is_said()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        (await PushAsync(host, Site(host), "linux/amd64,linux/arm64", "--compression=zstd")).ShouldHaveSucceeded();

        foreach (var child in await Published(host).ChildrenAsync())
        {
            (await Published(host).ManifestAsync(child))["layers"]!.Select(layer => layer["mediaType"]!.Value<string>()).Distinct()
                .ShouldBe(["application/vnd.oci.image.layer.v1.tar+zstd"]);
        }

        await ShouldBeWholeAsync(host);
    }

    [Fact]
    public async Task A_level_that_podman_does_not_know_is_refused_before_the_build()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Set("PATH", $"{OldPodman(host)}:{Environment.GetEnvironmentVariable("PATH")}");

        var result = await PushAsync(host, Site(host), "linux/amd64", "--compression-level=9");

        result.Failure.ShouldNotBeNull(result.Log.Text).Problem.What.ShouldContain("compression-level");
        result.Log.Text.ShouldNotContain("podman build");
    }

    [Fact]
    public async Task The_index_says_where_it_comes_from_and_the_images_do_not()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = Origin(host);
        var commit = repository.Commit("index.html", "one");
        repository.Git("tag", "-a", "-m", "release", "v1.4.2");

        (
            await PushAsync(
                host,
                ".",
                "linux/amd64,linux/arm64",
                $"--git-url={repository.FileUrl}",
                "--annotation=org.opencontainers.image.licenses=MIT",
                "--annotation=linux/arm64:team=shop"
            )
        ).ShouldHaveSucceeded();

        var index = await Published(host).IndexAsync();
        var time = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse(repository.Git("log", "-1", "--format=%ct"), System.Globalization.CultureInfo.InvariantCulture)
        );
        index["annotations"]!
            .ToObject<Dictionary<string, string>>()!
            .ShouldBe(
                new Dictionary<string, string>
                {
                    [Annotations + "created"] = time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture),
                    [Annotations + "licenses"] = "MIT",
                    [Annotations + "revision"] = commit,
                    [Annotations + "version"] = "1.4.2",
                },
                ignoreOrder: true
            );
        Entry(index, "arm64")["annotations"]!["team"]!.Value<string>().ShouldBe("shop");
        (Entry(index, "amd64")["annotations"]?["team"]).ShouldBeNull();
        (await Published(host).ConfigAsync("arm64")).ToString().ShouldNotContain(commit);
    }

    [Fact]
    public async Task A_commit_without_changes_to_the_image_changes_the_index_and_no_layer()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = Origin(host);
        repository.Commit("site/index.html", "one");
        var children = await PublishAsync();
        var first = await Published(host).DigestAsync();
        repository.Commit("README.md", "not in the context");

        (await PublishAsync()).ShouldBe(children);
        (await Published(host).DigestAsync()).ShouldNotBe(first);

        async Task<IReadOnlyList<string>> PublishAsync()
        {
            (
                await PushAsync(
                    host,
                    "site",
                    "linux/amd64,linux/arm64",
                    $"--git-url={repository.FileUrl}",
                    "--containerfile=../Containerfile"
                )
            ).ShouldHaveSucceeded();
            return await Published(host).ChildrenAsync();
        }
    }

    public static IEnumerable<TheoryDataRow<string, string>> Forms => Rounds.Variants<TheoryDataRow<string, string>>(
        [new("oci", "separate"), new("v2s2", "manifest")], [new("oci", "manifest")]);

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Two_cold_storages_and_a_warm_one_give_a_commit_one_digest(string format, string strategy)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = Origin(host, "COPY . /srv\nRUN uname -m > /machine && date > /dev/null\nHEALTHCHECK CMD true\n");
        repository.Commit("index.html", "one");
        Directory.CreateDirectory(Path.Combine(repository.Folder, "empty-of-git"));
        string[] arguments = [$"--git-url={repository.FileUrl}", "--reproducible", $"--image-format={format}", $"--strategy={strategy}"];

        var digests = new List<string?> { await PublishAsync(host), await PublishAsync(host) };
        await using (var cold = await PodmanStore.CreateAsync())
        {
            host.Set("CONTAINERS_STORAGE_CONF", cold.StorageConf);
            digests.Add(await PublishAsync(host));
            host.Set("CONTAINERS_STORAGE_CONF", host.Store.StorageConf);
        }

        digests.Distinct().Count().ShouldBe(1, string.Join('\n', digests));
        repository.Commit("index.html", "two");
        digests.ShouldNotContain(await PublishAsync(host));
        (await Published(host).ConfigAsync("arm64"))["created"]!.ToString().ShouldNotBeEmpty();

        async Task<string?> PublishAsync(PipelineHost where)
        {
            (await PushAsync(where, ".", "linux/amd64,linux/arm64", arguments)).ShouldHaveSucceeded();
            return await Published(where).DigestAsync();
        }
    }

    [Fact]
    public async Task A_working_directory_that_is_not_its_commit_is_not_reproducible_and_one_that_is_says_what_else_counts()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = Origin(host, folder: host.WorkingDirectory);
        repository.Commit("index.html", "one");
        string[] arguments = ["--context=.", $"--image={host.Reference("site")}", "--platform=linux/amd64", "--reproducible"];
        host.Folder.Write("work/index.html", "changed");

        (await PushInAsync()).ShouldHaveFailed("MA1241").What.ShouldContain("differs from its commit");
        repository.Git("checkout", "--quiet", ".");
        var clean = await PushInAsync();

        clean.ShouldHaveSucceeded();
        clean.NormalLog.ShouldContain("Use --git-url to build only the commit");
        clean.NormalLog.ShouldContain($"Containerfile:1: {host.Base}");

        Task<PipelineResult> PushInAsync() => host.PushAsync([.. arguments, $"--report={host.Folder.Combine("report")}"]);
    }

    [Fact]
    public async Task The_time_of_SOURCE_DATE_EPOCH_is_that_of_the_image_and_its_files()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        var result = await host.RunAsync(
            run => run.PushAsync(),
            [$"--context={Site(host)}", $"--image={host.Reference("site")}", "--platform=linux/amd64", "--reproducible"],
            variables: new() { ["SOURCE_DATE_EPOCH"] = "1000000000" });

        result.ShouldHaveSucceeded();
        (await Published(host).ConfigAsync("amd64"))["created"]!
            .Value<DateTime>()
            .ToUniversalTime()
            .ShouldBe(new DateTime(2001, 9, 9, 1, 46, 40, DateTimeKind.Utc));
        (await Published(host).IndexAsync())["annotations"]![Annotations + "created"]!
            .Value<DateTime>()
            .ToUniversalTime()
            .ShouldBe(new DateTime(2001, 9, 9, 1, 46, 40, DateTimeKind.Utc));
    }

    [Fact]
    public async Task Without_a_commit_or_a_time_nothing_is_reproducible()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);

        (await PushAsync(host, Site(host), "linux/amd64", "--reproducible"))
            .ShouldHaveFailed("MA1241")
            .Repair.ShouldContain("SOURCE_DATE_EPOCH");
        (await host.Store.ImageIdsAsync()).ShouldBeEmpty();
    }

    private static Task<PipelineResult> PushAsync(PipelineHost host, string context, string platforms, params string[] arguments) =>
        host.PushAsync([$"--context={context}", $"--image={host.Reference("site")}", $"--platform={platforms}", .. arguments]);

    private static Published Published(PipelineHost host) => new(host.Registry.CreateClient(), "site");

    private static string Site(PipelineHost host, string page = "hello") =>
        host.Context("site", $"FROM {host.Base}\n{HealthySite}", ("index.html", page));

    private static Repository Origin(PipelineHost host, string steps = HealthySite, string? folder = null)
    {
        var repository = Repository.Create(folder ?? host.Folder.Combine("origin"));
        repository.Commit("Containerfile", $"FROM {host.Base}\n{steps}");
        return repository;
    }

    private static JToken Entry(JObject index, string architecture) =>
        index["manifests"]!.Single(entry => entry["platform"]!["architecture"]!.Value<string>() == architecture);

    /// <summary>A podman that says that it is an old one.</summary>
    private static string OldPodman(PipelineHost host)
    {
        var program = host.Folder.Write("old/podman", """
            #!/bin/sh
            [ "$1" = version ] && /usr/bin/podman "$@" | sed 's/"Version":"[0-9.]*"/"Version":"4.3.1"/; s/"Version": "[0-9.]*"/"Version": "4.3.1"/' && exit
            exec /usr/bin/podman "$@"

            """);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.GetDirectoryName(program)!;
    }

    /// <summary>Another program reads every part of what was published, by the digests that name them.</summary>
    private static async Task ShouldBeWholeAsync(PipelineHost host) =>
        (
            await TestProgram.RunAsync(
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--src-tls-verify=false",
                $"docker://{host.Reference("site")}",
                $"dir:{host.Folder.Combine("copy")}"
            )
        ).ExitCode.ShouldBe(0);
}
