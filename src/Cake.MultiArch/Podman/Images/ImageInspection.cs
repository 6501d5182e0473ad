using System.Globalization;
using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>An image in the local storage.</summary>
/// <param name="Id">The identifier, <c>sha256:…</c>. It is the digest of the image's configuration.</param>
/// <param name="Digest">The digest of the image's manifest, <c>sha256:…</c>.</param>
/// <param name="RepoTags">The names of the image with tags.</param>
/// <param name="RepoDigests">The names of the image with digests.</param>
/// <param name="Os">The operating system in the configuration.</param>
/// <param name="Architecture">The architecture in the configuration.</param>
/// <param name="Size">The size in the storage with all layers, in bytes.</param>
/// <param name="Created">When the image was created; null when the image does not say.</param>
/// <param name="MediaType">The media type of the manifest.</param>
/// <param name="Config">How containers of the image start.</param>
/// <param name="Labels">The labels of the image.</param>
/// <param name="Annotations">The annotations of the manifest.</param>
/// <param name="Layers">The digests of the uncompressed layers. Those of the base image come first.</param>
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
    /// <summary>The variant of the architecture. Null without one, or when podman does not report it. Podman 4.3 never does.</summary>
    public string? Variant { get; init; }

    /// <summary>The platform in the configuration.</summary>
    public Platform Platform => new(Os, Architecture, Variant);

    /// <summary>The configuration, as far as podman reports it.</summary>
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

    internal static DateTimeOffset? Moment(JToken? token)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal;
        return DateTimeOffset.TryParse(Text(token), CultureInfo.InvariantCulture, Style, out var moment) ? moment : null;
    }

    private static string WithAlgorithm(string id) => id.Contains(':', StringComparison.Ordinal) ? id : "sha256:" + id;
}

/// <summary>How containers of an image start.</summary>
/// <param name="User">The user; empty for root.</param>
/// <param name="WorkingDirectory">The working directory; empty for <c>/</c>.</param>
/// <param name="Environment">Environment variables, each <c>NAME=value</c>.</param>
/// <param name="Entrypoint">The program and its fixed arguments. It may be empty.</param>
/// <param name="Command">The default arguments. Without an entrypoint, it starts with the program.</param>
/// <param name="ExposedPorts">Ports, each <c>NUMBER/PROTOCOL</c>.</param>
/// <param name="Volumes">Folders that are stored in volumes, outside the container's own layer.</param>
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

    private static IReadOnlyList<string> Names(JToken? token) =>
        token is JObject pairs ? [.. pairs.Properties().Select(pair => pair.Name)] : [];
}
