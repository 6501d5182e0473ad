using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>
/// What Doctor says of registries, base images and the source, on real registries; and that podman fails where it says so.
/// </summary>
public class RegistryCheckTests(BaseImages baseImages)
{
    private const string Password = "s3cret-of-the-registry";

    [Fact]
    public async Task A_registry_and_base_images_that_serve_are_ok_and_the_cancelled_upload_leaves_nothing()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var before = Directory.EnumerateFiles(host.Registry.DataFolder, "*", SearchOption.AllDirectories).Order().ToList();

        var found = await DoctorAsync(host, $"FROM {host.Base}\n");

        found["registry"].Judgement.ShouldBe(("ok", null));
        found["base-image"].Judgement.ShouldBe(("ok", null));

        // docker-registry 2.8 writes the hash of nothing when it closes an upload that it has just removed; its own purge takes that away.
        Directory
            .EnumerateFiles(host.Registry.DataFolder, "*", SearchOption.AllDirectories)
            .Where(file =>
                !file.Contains("/site/_uploads/", StringComparison.Ordinal)
                || !file.EndsWith("/hashstates/sha256/0", StringComparison.Ordinal)
            )
            .Order()
            .ToList()
            .ShouldBe(before);
        using var client = host.Registry.CreateClient();
        (await client.GetStringAsync("/v2/_catalog", TestContext.Current.CancellationToken)).ShouldNotContain("site");
    }

    [Theory]
    [InlineData("linux/amd64,linux/ppc64le", "base:1", "MA1971")]
    [InlineData("linux/amd64", "base:missing", "MA1970")]
    [InlineData("linux/arm64", "base:amd64", "MA1973")]
    public async Task A_base_image_that_does_not_serve_fails_in_podman_too_and_the_repair_helps(string platforms, string image, string id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var text = $"FROM {host.Registry.Address}/{image}\nCOPY Containerfile /\n";

        (await DoctorAsync(host, text, $"--platform={platforms}"))["base-image"].Judgement.ShouldBe(("failure", id));
        (await BuildFailsAsync(host, platforms)).ShouldBeTrue();

        var repaired = await DoctorAsync(host, $"FROM {host.Base}\nCOPY Containerfile /\n", "--platform=linux/amd64");
        repaired["base-image"].Judgement.ShouldBe(("ok", null));
    }

    [Fact]
    public async Task A_base_image_that_is_pinned_to_one_platform_is_told_and_the_digest_of_the_index_is_the_repair()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var one = await DigestAsync(host, "amd64");
        var all = await DigestAsync(host, "1");

        (await DoctorAsync(host, $"FROM {host.Registry.Address}/base@{one}\n"))["base-image"].Judgement.ShouldBe(("failure", "MA1972"));
        (await BuildFailsAsync(host, "linux/amd64,linux/arm64")).ShouldBeTrue();
        (await DoctorAsync(host, $"FROM {host.Registry.Address}/base@{all}\n"))["base-image"].Judgement.ShouldBe(("ok", null));
    }

    /// <summary>HERE is the registry that has the image.</summary>
    [Theory]
    [InlineData("", "failure", "MA1974", false)]
    [InlineData("unqualified-search-registries = [\"HERE\"]\n", "ok", null, true)]
    [InlineData("[aliases]\n\"base\" = \"HERE/base\"\n", "ok", null, true)]
    [InlineData("unqualified-search-registries = [\n  \"127.0.0.1:1\",\n  \"HERE\",\n]\n", "warning", "MA1974", true)]
    [InlineData(
        "unqualified-search-registries = [\"127.0.0.1:1\", \"HERE\"]\nshort-name-mode = \"enforcing\"\n",
        "failure",
        "MA1974",
        false
    )]
    public async Task A_base_image_without_a_registry_is_judged_as_podman_looks_for_it(string conf, string status, string? id, bool pulls)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Set(
            "CONTAINERS_REGISTRIES_CONF",
            host.Folder.Write("registries.conf", conf.Replace("HERE", host.Registry.Address, StringComparison.Ordinal))
        );

        (await DoctorAsync(host, "FROM base:1\n"))["base-image"].Judgement.ShouldBe((status, id));

        host.Context("short", "FROM base:1\n");
        (
            await host.Store.PodmanAsync(
                "build",
                "--tls-verify=false",
                "--platform=linux/arm64",
                Path.Combine(host.WorkingDirectory, "short")
            )
        ).ExitCode.ShouldBe(pulls ? 0 : 125);
    }

    [Fact]
    public async Task A_read_only_registry_fails()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, new LoopbackRegistryOptions { ReadOnly = true });

        (await DoctorAsync(host, $"FROM {host.Base}\n"))["registry"].Judgement.ShouldBe(("failure", "MA1952"));
        (await PushFailsAsync(host)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_registry_that_wants_credentials_fails_until_somebody_logs_in()
    {
        await using var host = await PipelineHost.CreateAsync(
            baseImages,
            new LoopbackRegistryOptions { Username = "ci", Password = Password }
        );
        var file = host.Folder.Combine("auth.json");

        (await DoctorAsync(host, "FROM scratch\n"))["registry"].Judgement.ShouldBe(("failure", "MA1508"));
        (await PushFailsAsync(host)).ShouldBeTrue();
        _ = (
            await TestProgram.RunAsync(
                "podman",
                "login",
                "--authfile",
                file,
                "--tls-verify=false",
                "-u",
                "ci",
                "-p",
                Password,
                host.Registry.Address
            )
        ).Text;
        (await DoctorAsync(host, "FROM scratch\n", $"--authfile={file}"))["registry"].Judgement.ShouldBe(("ok", null));
    }

    [Theory]
    [InlineData(true, "MA1504")]
    [InlineData(false, "MA1505")]
    public async Task A_registry_without_a_certificate_that_is_trusted_fails_and_the_argument_is_the_repair(bool tls, string id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages, new LoopbackRegistryOptions { Tls = tls });

        (await DoctorAsync(host, "FROM scratch\n", "--multiarch-tls-verify=true"))["registry"].Judgement.ShouldBe(("failure", id));
        (await DoctorAsync(host, "FROM scratch\n"))["registry"].Judgement.ShouldBe(("ok", null));
    }

    [Fact]
    public async Task A_registry_that_is_down_fails()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        await host.Registry.StopAsync();

        (await DoctorAsync(host, "FROM scratch\n"))["registry"].Judgement.ShouldBe(("failure", "MA1501"));
        (await PushFailsAsync(host)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("[[registry]\nlocation = \"registry.example.com\"\n", "failure", "MA1954")]
    [InlineData("[registry]\nlocation = \"registry.example.com\"\n", "failure", "MA1954")]
    [InlineData("[registries]\nlocation = \"registry.example.com\"\ninsecure = true\n", "failure", "MA1954")]
    [InlineData(
        "[[registry]]\nlocation = \"registry.example.com\"\n[registries.insecure]\nregistries = [\"b.example.com\"]\n",
        "failure",
        "MA1954"
    )]
    [InlineData("short-name-mode = \"maybe\"\n", "failure", "MA1954")]
    [InlineData("[[registry]]\nlocation = \"registry.example.com\"\ninsecur = true\n", "warning", "MA1955")]
    [InlineData("[[registry]]\nlocation = \"registry.example.com\"\ninsecure = true\n", "ok", null)]
    public async Task A_registries_conf_is_judged_as_podman_reads_it(string text, string status, string? id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Set("CONTAINERS_REGISTRIES_CONF", host.Folder.Write("registries.conf", text));

        (await DoctorAsync(host, "FROM scratch\n"))["registries-conf"].Judgement.ShouldBe((status, id));
        var pull = await host.Store.PodmanAsync("pull", "--tls-verify=false", host.Base);
        (pull.ExitCode == 0).ShouldBe(status != "failure", pull.Error);
    }

    [Theory]
    [InlineData("--git-url=http://127.0.0.1:1/none.git", "MA1306")]
    [InlineData("--git-url=file:///nowhere/at-all.git", "MA1307")]
    [InlineData("--git-branch=mastr", "MA1310")]
    [InlineData("--git-branch=master", null)]
    public async Task A_source_is_told_as_it_is(string argument, string? id)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var origin = await SeedRepository.CreateAsync(host, "page");

        var found = await DoctorAsync(
            host,
            "FROM scratch\n",
            argument.StartsWith("--git-url", StringComparison.Ordinal) ? [argument] : [$"--git-url={origin.Url}", argument]
        );

        found["git"].Judgement.ShouldBe((id is null ? "ok" : "failure", id));
    }

    private static Task<DoctorRun> DoctorAsync(PipelineHost host, string containerfile, params string[] arguments) =>
        DoctorRun.RunAsync(host, containerfile, arguments);

    /// <summary>Whether podman fails to build, or says that the base is for another platform, which ends a run too.</summary>
    private static async Task<bool> BuildFailsAsync(PipelineHost host, string platforms)
    {
        var build = await host.Store.PodmanAsync(
            "build",
            "--tls-verify=false",
            "--platform",
            platforms,
            "--manifest=localhost/proof:1",
            Path.Combine(host.WorkingDirectory, "site")
        );
        return build.ExitCode != 0
            || (build.Output + build.Error).Contains("does not match the expected platform", StringComparison.Ordinal);
    }

    private static async Task<bool> PushFailsAsync(PipelineHost host)
    {
        host.Folder.Write("scratch/Containerfile", "FROM scratch\nCOPY Containerfile /\n");
        _ = (await host.Store.PodmanAsync("build", "-t", "localhost/proof:1", host.Folder.Combine("scratch"))).Text;
        return (
                await host.Store.PodmanAsync("push", "--tls-verify=false", "localhost/proof:1", $"docker://{host.Reference("site")}")
            ).ExitCode != 0;
    }

    private static async Task<string> DigestAsync(PipelineHost host, string tag) =>
        "sha256:"
        + (
            await TestProgram.RunAsync(
                "sh",
                "-c",
                $"skopeo inspect --raw --tls-verify=false docker://{host.Registry.Address}/base:{tag} | sha256sum"
            )
        ).Text.Split(' ')[0];
}
