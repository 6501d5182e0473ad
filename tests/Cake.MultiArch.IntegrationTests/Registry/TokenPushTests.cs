using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.IntegrationTests.Registry;

/// <summary>Pushes to a real registry that wants the tokens of a service.</summary>
public sealed class TokenPushTests(BaseImages baseImages) : PushTest(baseImages)
{
    [Fact]
    public async Task An_image_is_pushed_with_one_token_to_look_and_one_to_push()
    {
        await using var registry = await TokenRegistry.StartAsync();
        using var client = Client(LogIn(registry.Address, "ci", "s3cret"));
        (await PushByDigestAsync(client, Image(registry.Address))).ShouldAllBe(transfer => transfer == BlobTransfer.Uploaded);
        await client.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token);

        registry.Requests.ShouldBe(["ci repository:demo/web:pull", "ci repository:demo/web:pull,push"]);
        using var http = registry.CreateClient("demo/web");
        (await TagsAsync(http, "demo/web")).ShouldBe(["1"]);
        (await client.GetManifestAsync(Image(registry.Address), Token)).Digest.ShouldBe(IndexDigest);
    }

    [Fact]
    public async Task A_blob_is_mounted_with_a_token_for_both_repositories()
    {
        await using var registry = await TokenRegistry.StartAsync();
        using var client = Client(LogIn(registry.Address, "ci", "s3cret"));
        await PushBlobsAsync(client, Image(registry.Address, "demo/one"));
        (await PushBlobsAsync(client, Image(registry.Address, "demo/two"), "demo/one")).ShouldAllBe(transfer =>
            transfer == BlobTransfer.Mounted
        );
        registry
            .Requests.ToArray()[^1]
            .Split(' ')
            .ShouldBe(["ci", "repository:demo/two:pull,push", "repository:demo/one:pull"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_repository_that_may_not_be_read_is_not_mounted_from()
    {
        await using var registry = await TokenRegistry.StartAsync(
            new() { Rights = repository => repository == "demo/secret" ? ["push"] : ["pull", "push"] }
        );
        using var client = Client(LogIn(registry.Address, "ci", "s3cret"));
        (await PushBlobsAsync(client, Image(registry.Address), "demo/secret")).ShouldAllBe(transfer => transfer == BlobTransfer.Uploaded);
    }

    [Fact]
    public async Task Who_may_only_pull_is_told_so()
    {
        await using var registry = await TokenRegistry.StartAsync(new() { Rights = _ => ["pull"] });
        using var client = Client(LogIn(registry.Address, "ci", "s3cret"));
        var problem = await FailAsync(() => PushBlobsAsync(client, Image(registry.Address)));
        problem.Id.ShouldBe("MA1950");
        problem.Why.ShouldContain("credentials of ci");
        (await FailAsync(() => client.PutManifestAsync(Image(registry.Address), IndexContent, MediaTypes.OciIndex, Token))).Id.ShouldBe(
            "MA1950"
        );
    }

    [Fact]
    public async Task A_wrong_password_is_said_to_be_refused_and_is_not_shown()
    {
        await using var registry = await TokenRegistry.StartAsync();
        using var client = Client(LogIn(registry.Address, "ci", "wrong-password"));
        var problem = await FailAsync(() => PushBlobsAsync(client, Image(registry.Address)));
        problem.Id.ShouldBe("MA1508");
        problem.What.ShouldContain("refuses the credentials");
        problem.ToString().ShouldNotContain("wrong-password");
    }

    [Fact]
    public async Task Skopeo_pushes_there_as_well()
    {
        await using var registry = await TokenRegistry.StartAsync();
        var access = LogIn(registry.Address, "ci", "s3cret");
        _ = (
            await TestProgram.RunAsync(
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--dest-tls-verify=false",
                "--dest-authfile",
                access.AuthFile!,
                $"oci:{LayoutFolder}:base",
                $"docker://{Image(registry.Address)}"
            )
        ).Text;
        using var client = Client(access);
        (await client.FindDigestAsync(Image(registry.Address), Token)).ShouldBe(IndexDigest);
    }
}
