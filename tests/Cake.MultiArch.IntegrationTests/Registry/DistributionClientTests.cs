using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Registry;

/// <summary>Reads the base image from a real registry.</summary>
public sealed class DistributionClientTests(BaseImages baseImages) : IAsyncDisposable
{
    private readonly TestFolder _folder = new("client");

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_index_is_read_down_to_the_configuration_of_each_platform()
    {
        await using var registry = await baseImages.StartRegistryAsync();
        using var client = Client(new RegistryAccess(TlsVerify: false));

        var manifest = await client.GetManifestAsync(Image(registry), Token);
        var raw = await TestProgram.RunAsync("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{Image(registry)}");
        System.Text.Encoding.UTF8.GetString(manifest.Content).ShouldBe(raw.Output);

        var index = ImageIndex.Parse(manifest.Content);
        var architectures = new List<string>();
        foreach (var entry in index.Manifests)
        {
            var reference = Image(registry).WithDigest(entry.Digest);
            var image = await client.GetManifestAsync(reference, Token);
            (image.Digest, image.MediaType, image.Content.LongLength).ShouldBe((entry.Digest, entry.MediaType, entry.Size));
            var config = ImageManifest.Parse(image.Content).Config;
            (await client.BlobExistsAsync(reference, config.Digest, Token)).ShouldBeTrue();
            architectures.Add(ImageConfig.Parse(await client.GetBlobAsync(reference, config, Token)).Architecture);
        }

        architectures.ShouldBe(index.Manifests.Select(entry => entry.Platform!.Architecture));
        architectures.ShouldBe(BaseImages.Architectures, ignoreOrder: true);
        (await client.BlobExistsAsync(Image(registry), Digest.Of("nothing"u8), Token)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("base:nothing", "has no tag nothing")]
    [InlineData("nothing:1", "has no tag 1 in nothing")]
    [InlineData("base@sha256:0000000000000000000000000000000000000000000000000000000000000000", "no such digest")]
    public async Task What_is_not_there_is_said_to_be_missing(string rest, string why)
    {
        await using var registry = await baseImages.StartRegistryAsync();
        using var client = Client(new RegistryAccess(TlsVerify: false));
        var reference = ImageReference.Parse($"{registry.Address}/{rest}");
        var problem = await FailAsync(client, reference);
        problem.Id.ShouldBe("MA1510");
        problem.Why.ShouldContain(why);
        (await client.FindManifestAsync(reference, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task The_file_that_podman_login_writes_lets_us_in()
    {
        await using var registry = await baseImages.StartRegistryAsync(new() { Username = "ci", Password = "s3cret: word" });
        var authFile = _folder.Combine("auth.json");
        var password = _folder.Write("password", "s3cret: word");
        _ = (
            await TestProgram.RunAsync(
                "sh",
                "-c",
                $"podman login --tls-verify=false --authfile {authFile} --username ci --password-stdin {registry.Address} <{password}"
            )
        ).Text;

        using var client = Client(new RegistryAccess(TlsVerify: false, AuthFile: authFile));
        ImageIndex.Parse((await client.GetManifestAsync(Image(registry), Token)).Content).Manifests.Count.ShouldBe(3);

        using var stranger = Client(new RegistryAccess(TlsVerify: false, AuthFile: _folder.Write("empty.json", "{}")));
        var problem = await FailAsync(stranger, Image(registry));
        problem.Id.ShouldBe("MA1508");
        problem.Why.ShouldContain("status 401: UNAUTHORIZED: authentication required");
        problem.Why.ShouldContain(_folder.Combine("empty.json"));
    }

    [Fact]
    public async Task Wrong_credentials_are_said_to_be_refused()
    {
        await using var registry = await baseImages.StartRegistryAsync(new() { Username = "ci", Password = "s3cret" });
        var pair = Convert.ToBase64String("ci:wrong-password"u8);
        using var client = Client(new RegistryAccess(
            TlsVerify: false,
            AuthFile: _folder.Write("auth.json", $$$"""{"auths":{"{{{registry.Address}}}":{"auth":"{{{pair}}}"} } }""")));
        var problem = await FailAsync(client, Image(registry));
        problem.Id.ShouldBe("MA1508");
        problem.What.ShouldContain("refuses the credentials");
        problem.ToString().ShouldNotContain("wrong-password");
    }

    [Fact]
    public async Task A_registry_with_an_authority_of_its_own_is_read_with_its_certificate_or_without_looking_at_it()
    {
        await using var registry = await baseImages.StartRegistryAsync(new() { Tls = true });
        foreach (
            var access in new[]
            {
                new RegistryAccess(CertDir: registry.CertDir),
                new RegistryAccess(TlsVerify: true, CertDir: registry.CertDir),
                new RegistryAccess(TlsVerify: false),
            }
        )
        {
            using var client = Client(access);
            ImageIndex.Parse((await client.GetManifestAsync(Image(registry), Token)).Content).Manifests.Count.ShouldBe(3);
        }

        using var strict = Client(new RegistryAccess());
        (await FailAsync(strict, Image(registry))).Id.ShouldBe("MA1504");
    }

    [Fact]
    public async Task A_registry_that_speaks_plain_HTTP_is_not_read_unasked()
    {
        await using var registry = await baseImages.StartRegistryAsync();
        using var client = Client(new RegistryAccess());
        var problem = await FailAsync(client, Image(registry));
        problem.Id.ShouldBe("MA1505");
        problem.Repair.ShouldContain("--tls-verify=false");
    }

    [Fact]
    public async Task A_registry_that_was_stopped_is_said_to_be_down()
    {
        await using var registry = await baseImages.StartRegistryAsync();
        await registry.StopAsync();
        using var client = Client(new RegistryAccess(TlsVerify: false));
        (await FailAsync(client, Image(registry))).Id.ShouldBe("MA1501");
    }

    [Fact]
    public async Task A_configuration_that_was_changed_in_the_registrys_storage_is_not_taken()
    {
        await using var registry = await baseImages.StartRegistryAsync();
        using var client = Client(new RegistryAccess(TlsVerify: false));
        var reference = ImageReference.Parse($"{registry.Address}/{BaseImages.Repository}:amd64");
        var config = ImageManifest.Parse((await client.GetManifestAsync(reference, Token)).Content).Config;
        var stored = Path.Combine(
            registry.DataFolder,
            "docker/registry/v2/blobs/sha256",
            config.Digest.Encoded[..2],
            config.Digest.Encoded,
            "data"
        );
        var text = await File.ReadAllTextAsync(stored, Token);
        await File.WriteAllTextAsync(stored, text.Replace("amd64", "arm64", StringComparison.Ordinal), Token);

        (await Should.ThrowAsync<MultiArchException>(() => client.GetBlobAsync(reference, config, Token))).Problem.Id.ShouldBe("MA1514");
    }

    private static ImageReference Image(LoopbackRegistry registry) => ImageReference.Parse($"{registry.Address}/{BaseImages.Repository}:1");

    private static async Task<Problem> FailAsync(DistributionClient client, ImageReference reference) =>
        (await Should.ThrowAsync<MultiArchException>(() => client.GetManifestAsync(reference, Token))).Problem;

    private DistributionClient Client(RegistryAccess access) => new(Host.From(new TestCake(_folder.Path).Context), access);
}
