using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>Images that are written into a registry by its API, document by document, so that each can be wrong.</summary>
internal sealed class HandMadeImages : IDisposable
{
    private readonly DistributionClient _client;
    private readonly ImageReference _repository;

    public HandMadeImages(LoopbackRegistry registry, TestFolder folder, string repository = "any")
    {
        _client = new DistributionClient(Host.From(new TestCake(folder.Path).Context), new RegistryAccess(TlsVerify: false));
        _repository = ImageReference.Parse($"{registry.Address}/{repository}:v1");
    }

    public void Dispose() => _client.Dispose();

    /// <summary>The program of an architecture, which the file system of an image starts.</summary>
    public static byte[] Program(string architecture) => ElfProbe.Write(ElfArchitecture.Find(architecture)!);

    /// <summary>A layer with one file that may be executed.</summary>
    public static byte[] Archive(string path, byte[] content)
    {
        using var stored = new MemoryStream();
        using (var packed = new GZipStream(stored, CompressionLevel.Fastest))
        using (var writer = new TarWriter(packed))
        {
            writer.WriteEntry(
                new PaxTarEntry(TarEntryType.RegularFile, path)
                {
                    DataStream = new MemoryStream(content),
                    Mode = (UnixFileMode)0b111_101_101,
                }
            );
        }

        return stored.ToArray();
    }

    public Task<Descriptor> LayerAsync(byte[] content, string mediaType = MediaTypes.OciLayerGzip) => BlobAsync(content, mediaType);

    /// <summary>An image whose program is <c>/app</c>.</summary>
    /// <param name="platform">What its entry says.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="says">What its config says; null for the same.</param>
    public async Task<Descriptor> ImageAsync(Platform platform, IEnumerable<Descriptor> layers, Platform? says = null)
    {
        says ??= platform;
        var config = await BlobAsync(Json(new JObject
        {
            ["created"] = "2020-01-01T00:00:00Z",
            ["os"] = says.Os,
            ["architecture"] = says.Architecture,
            ["config"] = new JObject { ["Entrypoint"] = new JArray("/app") },
            ["rootfs"] = new JObject { ["type"] = "layers", ["diff_ids"] = new JArray() },
        }), MediaTypes.OciConfig);
        var manifest = await DocumentAsync(new JObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = Json(config),
            ["layers"] = new JArray(layers.Select(Json)),
        }, MediaTypes.OciManifest);
        return manifest with { Platform = platform };
    }

    /// <summary>An image of one layer, whose program is of its architecture or of another one.</summary>
    public async Task<Descriptor> ImageAsync(Platform platform, string? program = null, Platform? says = null) =>
        await ImageAsync(platform, [await LayerAsync(Archive("app", Program(program ?? platform.Architecture)))], says);

    /// <summary>An index, which the tag <c>v1</c> names too.</summary>
    public Task<Descriptor> IndexAsync(params Descriptor[] entries) => DocumentAsync(Index(entries), MediaTypes.OciIndex, "v1");

    /// <summary>What another tool attaches to an image.</summary>
    public async Task<Descriptor> AttestationAsync(Descriptor image)
    {
        var statement = await BlobAsync("{}"u8.ToArray(), "application/vnd.in-toto+json");
        var attestation = await ImageAsync("linux/amd64", [statement], new Platform(null, null));
        return attestation with
        {
            Platform = new Platform(null, null),
            Annotations = new Dictionary<string, string>
            {
                ["vnd.docker.reference.type"] = "attestation-manifest",
                ["vnd.docker.reference.digest"] = image.Digest.ToString(),
            },
        };
    }

    public Task<Descriptor> DocumentAsync(JObject document, string mediaType, string? tag = null) =>
        DocumentAsync(Json(document), mediaType, tag);

    public static JObject Index(params IEnumerable<Descriptor> entries) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.OciIndex,
        ["manifests"] = new JArray(entries.Select(Json)),
    };

    private async Task<Descriptor> DocumentAsync(byte[] content, string mediaType, string? tag)
    {
        var descriptor = new Descriptor(mediaType, Digest.Of(content), content.Length);
        foreach (
            var reference in new[]
            {
                _repository.WithDigest(descriptor.Digest),
                tag is null ? null : _repository.WithTag(tag),
            }.OfType<ImageReference>()
        )
        {
            await _client.PutManifestAsync(reference, content, mediaType, TestContext.Current.CancellationToken);
        }

        return descriptor;
    }

    private async Task<Descriptor> BlobAsync(byte[] content, string mediaType)
    {
        var blob = new Descriptor(mediaType, Digest.Of(content), content.Length);
        await _client.PutBlobAsync(_repository, blob, () => new MemoryStream(content), [], TestContext.Current.CancellationToken);
        return blob;
    }

    private static byte[] Json(JObject document) => Encoding.UTF8.GetBytes(document.ToString());

    private static JObject Json(Descriptor descriptor)
    {
        var json = new JObject
        {
            ["mediaType"] = descriptor.MediaType,
            ["digest"] = descriptor.Digest.ToString(),
            ["size"] = descriptor.Size,
        };
        if (descriptor.Platform is { } platform)
        {
            json["platform"] = new JObject { ["os"] = platform.Os, ["architecture"] = platform.Architecture };
        }

        if (descriptor.Annotations.Count > 0)
        {
            json["annotations"] = JObject.FromObject(descriptor.Annotations);
        }

        return json;
    }
}
