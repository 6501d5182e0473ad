using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Skopeo;

/// <summary>What was copied.</summary>
/// <param name="Source">Where from, with its transport.</param>
/// <param name="Destination">Where to, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">The digest of the manifest at the destination, <c>sha256:…</c>; of the index when all images of one were copied.</param>
public sealed record SkopeoCopyResult(string Source, string Destination, string Digest);

/// <summary>An image as skopeo sees it where it is.</summary>
/// <param name="Name">The repository with its registry; empty for an image in a folder.</param>
/// <param name="Digest">The digest of what the name stands for, <c>sha256:…</c>: of the index when it is one.</param>
/// <param name="Tags">The tags of the repository; empty without a registry or with <see cref="SkopeoInspectSettings.NoTags"/>.</param>
/// <param name="Created">When the image was made; null when it does not say.</param>
/// <param name="Os">The operating system its config names.</param>
/// <param name="Architecture">The architecture its config names.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Layers">The digests of its layers as they are there, the base's first.</param>
/// <param name="Environment">The variables of its containers, each <c>NAME=value</c>.</param>
public sealed record SkopeoInspection(
    string Name,
    string Digest,
    IReadOnlyList<string> Tags,
    DateTimeOffset? Created,
    string Os,
    string Architecture,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyList<string> Layers,
    IReadOnlyList<string> Environment)
{
    /// <summary>What it says it is for, without the variant, which skopeo does not tell.</summary>
    public Platform Platform => new(Os, Architecture);

    /// <summary>Reads skopeo's JSON.</summary>
    /// <returns>Null when it is another document.</returns>
    internal static SkopeoInspection? Read(JObject image) => ImageInspection.Text(image["Digest"]) is { Length: > 0 } digest
        ? new SkopeoInspection(
            ImageInspection.Text(image["Name"]),
            digest,
            ImageInspection.Texts(image["RepoTags"]),
            ImageInspection.Moment(image["Created"]),
            ImageInspection.Text(image["Os"]),
            ImageInspection.Text(image["Architecture"]),
            ImageInspection.Pairs(image["Labels"]),
            ImageInspection.Texts(image["Layers"]),
            ImageInspection.Texts(image["Env"]))
        : null;
}
