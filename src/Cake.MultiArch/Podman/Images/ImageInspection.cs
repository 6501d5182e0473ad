using System.Globalization;
using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>An image of the local storage.</summary>
/// <param name="Id">The identifier, <c>sha256:…</c>: the digest of the image's config.</param>
/// <param name="Digest">The digest of the image's manifest, <c>sha256:…</c>.</param>
/// <param name="RepoTags">The names it has, with their tags.</param>
/// <param name="RepoDigests">The names it has, with digests.</param>
/// <param name="Os">The operating system its config names.</param>
/// <param name="Architecture">The architecture its config names.</param>
/// <param name="Size">The size in the storage, in bytes, with all layers.</param>
/// <param name="Created">When it was made; null when it does not say.</param>
/// <param name="MediaType">The media type of its manifest.</param>
/// <param name="Config">How its containers are started.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Annotations">The annotations of its manifest.</param>
/// <param name="Layers">The digests of its uncompressed layers, the base's first.</param>
public sealed record ImageInspection(
    string Id,
    string Digest,
    IReadOnlyList<string> RepoTags,
    IReadOnlyList<string> RepoDigests,
    string Os,
    string Architecture,
    long Size,
    DateTimeOffset? Created,
    string MediaType,
    ImageInspectionConfig Config,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyList<string> Layers)
{
    /// <summary>The variant of the architecture; null when there is none or podman does not tell it (4.3 does not).</summary>
    public string? Variant { get; init; }

    /// <summary>What it says it is for.</summary>
    public Platform Platform => new(Os, Architecture, Variant);

    /// <summary>The configuration, as far as podman tells it.</summary>
    internal ImageConfig ImageConfig => new(Architecture, Os, Variant, Labels)
    {
        Env = Config.Environment,
        Entrypoint = Config.Entrypoint,
        Cmd = Config.Command,
        WorkingDir = Config.WorkingDirectory is { Length: > 0 } folder ? folder : null,
    };

    internal static ImageInspection Read(JObject image) => new(
        WithAlgorithm(Text(image["Id"])),
        Text(image["Digest"]),
        Texts(image["RepoTags"]),
        Texts(image["RepoDigests"]),
        Text(image["Os"]),
        Text(image["Architecture"]),
        (long?)image["Size"] ?? 0,
        Moment(image["Created"]),
        Text(image["ManifestType"]),
        ImageInspectionConfig.Read(image["Config"] as JObject ?? []),
        Pairs(image["Labels"]),
        Pairs(image["Annotations"]),
        Texts(image["RootFS"]?["Layers"]))
    {
        Variant = (string?)image["Variant"] is { Length: > 0 } variant ? variant : null,
    };

    internal static string Text(JToken? token) => (string?)token ?? "";

    internal static IReadOnlyList<string> Texts(JToken? token) => token is JArray array ? [.. array.Select(Text)] : [];

    internal static IReadOnlyDictionary<string, string> Pairs(JToken? token) => token is JObject pairs
        ? pairs.Properties().ToDictionary(pair => pair.Name, pair => Text(pair.Value))
        : new Dictionary<string, string>();

    internal static DateTimeOffset? Moment(JToken? token) =>
        DateTimeOffset.TryParse(Text(token), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static string WithAlgorithm(string id) => id.Contains(':', StringComparison.Ordinal) ? id : "sha256:" + id;
}

/// <summary>How containers of an image are started.</summary>
/// <param name="User">The user, empty for root.</param>
/// <param name="WorkingDirectory">The working directory, empty for <c>/</c>.</param>
/// <param name="Environment">Variables, each <c>NAME=value</c>.</param>
/// <param name="Entrypoint">The program and its fixed arguments; empty when there is none.</param>
/// <param name="Command">The default arguments, or the program when there is no entrypoint.</param>
/// <param name="ExposedPorts">Ports, each <c>NUMBER/PROTOCOL</c>.</param>
/// <param name="Volumes">Folders whose content outlives a container's layer.</param>
/// <param name="StopSignal">The signal that ends a container; empty for SIGTERM.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties</remarks>
public sealed record ImageInspectionConfig(
    string User,
    string WorkingDirectory,
    IReadOnlyList<string> Environment,
    IReadOnlyList<string> Entrypoint,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> ExposedPorts,
    IReadOnlyList<string> Volumes,
    string StopSignal)
{
    internal static ImageInspectionConfig Read(JObject config) => new(
        ImageInspection.Text(config["User"]),
        ImageInspection.Text(config["WorkingDir"]),
        ImageInspection.Texts(config["Env"]),
        ImageInspection.Texts(config["Entrypoint"]),
        ImageInspection.Texts(config["Cmd"]),
        Names(config["ExposedPorts"]),
        Names(config["Volumes"]),
        ImageInspection.Text(config["StopSignal"]));

    private static IReadOnlyList<string> Names(JToken? token) => token is JObject pairs ? [.. pairs.Properties().Select(pair => pair.Name)] : [];
}
