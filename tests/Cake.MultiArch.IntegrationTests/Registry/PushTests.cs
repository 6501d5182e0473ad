using System.Security.Cryptography;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.IntegrationTests.Registry;

/// <summary>Pushes the base image from its layout to a real registry.</summary>
public sealed class PushTests(BaseImages baseImages) : PushTest(baseImages)
{
    [Fact]
    public async Task An_index_and_its_images_come_by_digest_without_a_tag_and_the_tag_last()
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var client = Client();
        using var http = registry.CreateClient();
        var image = Image(registry.Address);

        (await PushByDigestAsync(client, image)).ShouldAllBe(transfer => transfer == BlobTransfer.Uploaded);
        (await TagsAsync(http, "demo/web")).ShouldBeEmpty();
        (await client.FindDigestAsync(image, Token)).ShouldBeNull();

        await client.PutManifestAsync(image, IndexContent, MediaTypes.OciIndex, Token);
        (await TagsAsync(http, "demo/web")).ShouldBe(["1"]);
        (await client.FindDigestAsync(image, Token)).ShouldBe(IndexDigest);

        // Skopeo reads all of it and checks every digest.
        _ = (
            await TestProgram.RunAsync(
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--src-tls-verify=false",
                $"docker://{image}",
                $"oci:{registry.DataFolder}/copy:1"
            )
        ).Text;
    }

    [Fact]
    public async Task What_is_there_is_not_sent_again_and_what_another_repository_has_is_mounted()
    {
        await using var registry = await LoopbackRegistry.StartAsync(new() { Username = "ci", Password = "s3cret" });
        using var proxy = new RegistryProxy(registry);
        using var client = Client(LogIn(proxy.Address, "ci", "s3cret"));
        await PushByDigestAsync(client, Image(proxy.Address, "demo/one"));
        Blobs.ShouldAllBe(blob =>
            proxy.Requests.Any(request => request.Method == "PUT" && request.Bytes == blob.Size && request.Status == 201)
        );

        proxy.Requests.Clear();
        (await PushBlobsAsync(client, Image(proxy.Address, "demo/one"))).ShouldAllBe(transfer => transfer == BlobTransfer.Present);
        (await PushBlobsAsync(client, Image(proxy.Address, "demo/two"), "demo/none", "demo/one")).ShouldAllBe(transfer =>
            transfer == BlobTransfer.Mounted
        );
        proxy.Requests.Sum(request => request.Bytes).ShouldBe(0);
        proxy
            .Requests.Count(request => request.Method == "DELETE" && request.Status == 204)
            .ShouldBe(Blobs.Count, "what was begun instead of a mount is cancelled");

        await PushByDigestAsync(client, Image(proxy.Address, "demo/two"));
    }

    [Fact]
    public async Task A_large_blob_goes_over_TLS_and_is_never_in_memory()
    {
        await using var registry = await LoopbackRegistry.StartAsync(new() { Tls = true, Username = "ci", Password = "s3cret" });
        var file = Path.Combine(registry.DataFolder, "large");
        const long Size = 200L * 1024 * 1024;
        await using (var made = File.Create(file))
        {
            made.SetLength(Size);
        }

        Digest digest;
        await using (var made = File.OpenRead(file))
        {
            digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(made, Token)));
        }

        using var client = Client(LogIn(registry.Address, "ci", "s3cret") with { TlsVerify = true, CertDir = registry.CertDir });
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var blob = new Descriptor(MediaTypes.OciLayer, digest, Size);
        (await client.PutBlobAsync(Image(registry.Address), blob, () => File.OpenRead(file), [], Token)).ShouldBe(BlobTransfer.Uploaded);
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(Size / 4);
        (await client.BlobExistsAsync(Image(registry.Address), digest, Token)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(ProxyFault.Garble, "MA1523", "status 400: DIGEST_INVALID")]
    [InlineData(ProxyFault.TooLarge, "MA1521", "status 413")]
    public async Task What_a_proxy_spoils_is_said(ProxyFault fault, string id, string why)
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var proxy = new RegistryProxy(registry);
        proxy.Faults.Enqueue(fault);
        using var client = Client();
        var blob = Blobs.MaxBy(blob => blob.Size)!;
        var problem = await FailAsync(() =>
            client.PutBlobAsync(Image(proxy.Address), blob, () => File.OpenRead(PathOf(blob.Digest)), [], Token)
        );
        problem.Id.ShouldBe(id);
        problem.Why.ShouldContain(why);
    }

    [Fact]
    public async Task A_file_that_was_damaged_leaves_nothing_in_the_registry()
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var client = Client();
        var blob = Blobs.MaxBy(blob => blob.Size)!;
        var damaged = Read(blob.Digest);
        damaged[^1] ^= 1;
        var problem = await FailAsync(() => client.PutBlobAsync(Image(registry.Address), blob, () => new MemoryStream(damaged), [], Token));
        problem.Id.ShouldBe("MA1526");
        (await client.BlobExistsAsync(Image(registry.Address), blob.Digest, Token)).ShouldBeFalse();
        (await client.BlobExistsAsync(Image(registry.Address), Digest.Of(damaged), Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_index_without_its_images_is_not_taken()
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var client = Client();
        await PushBlobsAsync(client, Image(registry.Address));
        var problem = await FailAsync(() => client.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token));
        problem.Id.ShouldBe("MA1525");
        (await client.FindDigestAsync(Image(registry.Address), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task A_manifest_that_is_none_is_not_taken()
    {
        await using var registry = await LoopbackRegistry.StartAsync();
        using var client = Client();
        var problem = await FailAsync(() =>
            client.PutManifestAsync(Image(registry.Address), "not JSON"u8.ToArray(), MediaTypes.OciManifest, Token)
        );
        problem.Id.ShouldBe("MA1524");
        problem.Why.ShouldContain("MANIFEST_INVALID");
    }

    [Fact]
    public async Task A_registry_that_is_read_only_is_said_to_be_so()
    {
        await using var registry = await LoopbackRegistry.StartAsync(new() { ReadOnly = true });
        using var client = Client();
        (await FailAsync(() => PushBlobsAsync(client, Image(registry.Address)))).Id.ShouldBe("MA1952");
        (await FailAsync(() => client.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token))).Id.ShouldBe(
            "MA1952"
        );
    }

    [Fact]
    public async Task A_registry_whose_disk_is_full_is_said_to_have_no_room()
    {
        await using var registry = await LoopbackRegistry.StartAsync(new() { DiskSize = "256k" });
        using var client = Client();
        var blob = Blobs.MaxBy(blob => blob.Size)!;
        blob.Size.ShouldBeGreaterThan(512 * 1024);
        var problem = await FailAsync(() =>
            client.PutBlobAsync(Image(registry.Address), blob, () => File.OpenRead(PathOf(blob.Digest)), [], Token)
        );
        problem.Id.ShouldBe("MA1522");
    }

    [Fact]
    public async Task Strangers_and_wrong_passwords_push_nothing()
    {
        await using var registry = await LoopbackRegistry.StartAsync(new() { Username = "ci", Password = "s3cret" });
        using var stranger = Client(LogIn("elsewhere.invalid", "ci", "s3cret"));
        (await FailAsync(() => stranger.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token))).Id.ShouldBe(
            "MA1508"
        );
        using var wrong = Client(LogIn(registry.Address, "ci", "wrong-password"));
        var problem = await FailAsync(() => wrong.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token));
        problem.Id.ShouldBe("MA1508");
        problem.ToString().ShouldNotContain("wrong-password");
    }
}
