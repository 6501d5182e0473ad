using System.Net;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Registry;

/// <summary>What the tests of pushing share: the base image in its OCI layout, which is pushed as a publisher does it.</summary>
public abstract class PushTest(BaseImages baseImages) : IAsyncDisposable
{
    private readonly TestFolder _folder = new("push");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected string LayoutFolder => baseImages.LayoutFolder;

    private protected Digest IndexDigest => Digest.Parse(
        (string)JObject.Parse(File.ReadAllText(Path.Combine(LayoutFolder, "index.json")))["manifests"]![0]!["digest"]!);

    private protected byte[] IndexContent => Read(IndexDigest);

    private protected IReadOnlyList<Descriptor> Children => ImageIndex.Parse(IndexContent).Manifests;

    /// <summary>The configurations and layers of all platforms, each once.</summary>
    private protected IReadOnlyList<Descriptor> Blobs =>
        [
            .. Children
                .Select(child => ImageManifest.Parse(Read(child.Digest)))
                .SelectMany(image => image.Layers.Append(image.Config))
                .DistinctBy(blob => blob.Digest),
        ];

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _folder.DisposeAsync();
    }

    private protected static ImageReference Image(string registry, string rest = "demo/web:1") =>
        ImageReference.Parse($"{registry}/{rest}");

    private protected DistributionClient Client(RegistryAccess? access = null) =>
        new(Host.From(new TestCake(_folder.Path).Context), access ?? new RegistryAccess(TlsVerify: false))
        {
            Retry = new RetryPolicy(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
        };

    private protected RegistryAccess LogIn(string registry, string username, string password) =>
        new(
            TlsVerify: false,
            AuthFile: _folder.Write(
                $"{username}.json",
                $$$"""{"auths":{"{{{registry}}}":{"auth":"{{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{username}:{password}"))}}}"} } }"""
            )
        );

    /// <summary>Brings the blobs of all platforms into a repository, all at once.</summary>
    private protected Task<BlobTransfer[]> PushBlobsAsync(
        DistributionClient client,
        ImageReference repository,
        params string[] mountFrom
    ) =>
        Task.WhenAll(
            Blobs.Select(blob => client.PutBlobAsync(repository, blob, () => File.OpenRead(PathOf(blob.Digest)), mountFrom, Token))
        );

    /// <summary>Brings everything into a repository, by digest.</summary>
    private protected async Task<BlobTransfer[]> PushByDigestAsync(
        DistributionClient client,
        ImageReference repository,
        params string[] mountFrom
    )
    {
        var transfers = await PushBlobsAsync(client, repository, mountFrom);
        foreach (var child in Children)
        {
            await client.PutManifestAsync(repository.WithDigest(child.Digest), Read(child.Digest), child.MediaType, Token);
        }

        await client.PutManifestAsync(repository.WithDigest(IndexDigest), IndexContent, MediaTypes.OciIndex, Token);
        return transfers;
    }

    private protected static async Task<IReadOnlyList<string>> TagsAsync(HttpClient client, string repository)
    {
        using var answer = await client.GetAsync(new Uri($"/v2/{repository}/tags/list", UriKind.Relative), Token);
        var document = JObject.Parse(await answer.Content.ReadAsStringAsync(Token));

        // A repository that never had a tag is not known by that name.
        return answer.StatusCode == HttpStatusCode.NotFound && (string?)document["errors"]![0]!["code"] == "NAME_UNKNOWN" ? []
            : document["tags"] is JArray tags ? [.. tags.Select(tag => (string)tag!)]
            : throw new InvalidOperationException(document.ToString());
    }

    private protected static async Task<Problem> FailAsync(Func<Task> action) =>
        (await Should.ThrowAsync<MultiArchException>(action)).Problem;

    private protected string PathOf(Digest digest) => Path.Combine(LayoutFolder, "blobs", digest.Algorithm, digest.Encoded);

    private protected byte[] Read(Digest digest) => File.ReadAllBytes(PathOf(digest));
}
