using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Headers;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>Reads a published image over plain HTTP, with no code of the project: what a user of the registry gets.</summary>
public sealed class Published(HttpClient registry, string repository)
{
    private static readonly string[] Accepted =
    [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>The platforms of the index behind a tag, sorted, each as often as it has an entry.</summary>
    public async Task<IReadOnlyList<string>> PlatformsAsync(string tag = "v1") =>
        [
            .. (await ManifestAsync(tag))["manifests"]!
                .Select(entry => entry["platform"]!)
                .Select(platform =>
                    $"{platform["os"]}/{platform["architecture"]}{(platform["variant"] is { } variant ? $"/{variant}" : string.Empty)}"
                )
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The digests of the images in the index behind a tag, sorted.</summary>
    public async Task<IReadOnlyList<string>> ChildrenAsync(string tag = "v1") =>
        [.. (await ManifestAsync(tag))["manifests"]!.Select(entry => entry["digest"]!.Value<string>()!).Order(StringComparer.Ordinal)];

    /// <summary>The digest that the registry gives for a tag; null when there is no such tag.</summary>
    public async Task<string?> DigestAsync(string tag = "v1")
    {
        using var answer = await GetAsync(tag);
        return answer.IsSuccessStatusCode ? answer.Headers.GetValues("Docker-Content-Digest").Single() : null;
    }

    /// <summary>The config of one architecture's image.</summary>
    public async Task<JObject> ConfigAsync(string architecture, string tag = "v1")
    {
        var manifest = await ChildAsync(architecture, tag);
        return JObject.Parse(
            await registry.GetStringAsync(new Uri($"/v2/{repository}/blobs/{manifest["config"]!["digest"]}", UriKind.Relative))
        );
    }

    /// <summary>The text of a file of one architecture's image: of the last layer that has it.</summary>
    public async Task<string?> FileAsync(string architecture, string path, string tag = "v1")
    {
        var layers = (await ChildAsync(architecture, tag))["layers"]!.Select(layer => layer["digest"]!.Value<string>()!).Reverse();
        foreach (var digest in layers)
        {
            await using var blob = await registry.GetStreamAsync(new Uri($"/v2/{repository}/blobs/{digest}", UriKind.Relative));
            await using var unpacked = new GZipStream(blob, CompressionMode.Decompress);
            using var tar = new TarReader(unpacked);
            while (await tar.GetNextEntryAsync() is { } entry)
            {
                if (entry.Name.TrimStart('.', '/') == path.TrimStart('/') && entry.DataStream is { } data)
                {
                    using var reader = new StreamReader(data);
                    return await reader.ReadToEndAsync();
                }
            }
        }

        return null;
    }

    /// <summary>The tags of the repository, sorted.</summary>
    public async Task<IReadOnlyList<string>> TagsAsync() =>
        [
            .. JObject.Parse(await registry.GetStringAsync(new Uri($"/v2/{repository}/tags/list", UriKind.Relative)))["tags"]!
                .Values<string>()
                .Order(StringComparer.Ordinal)!,
        ];

    /// <summary>The index behind a tag.</summary>
    public Task<JObject> IndexAsync(string tag = "v1") => ManifestAsync(tag);

    private async Task<JObject> ChildAsync(string architecture, string tag)
    {
        var entry = (await ManifestAsync(tag))["manifests"]!.Single(entry =>
            entry["platform"]!["architecture"]!.Value<string>() == architecture
        );
        return await ManifestAsync(entry["digest"]!.Value<string>()!);
    }

    /// <summary>A manifest or an index, by its tag or digest.</summary>
    public async Task<JObject> ManifestAsync(string reference)
    {
        using var answer = await GetAsync(reference);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        return JsonConvert.DeserializeObject<JObject>(text, new JsonSerializerSettings { DateParseHandling = DateParseHandling.None })!;
    }

    private async Task<HttpResponseMessage> GetAsync(string reference)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v2/{repository}/manifests/{reference}", UriKind.Relative));
        foreach (var type in Accepted)
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        }

        return await registry.SendAsync(request);
    }
}
