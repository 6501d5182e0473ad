using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>The configuration of an image: its platform and how a container runs.</summary>
/// <param name="Architecture">The architecture as written. Empty if it is missing.</param>
/// <param name="Os">The operating system as written. Empty if it is missing.</param>
/// <param name="Variant">The variant as written. Null if it is missing.</param>
/// <param name="Labels">The labels by key. Empty if there are none.</param>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties</remarks>
public sealed record ImageConfig(string Architecture, string Os, string? Variant, IReadOnlyDictionary<string, string> Labels)
{
    private const string Kind = "image configuration";
    private const string LabelsMember = "Labels";
    private const string EnvMember = "Env";

    /// <summary>The platform in its normal form.</summary>
    public Platform Platform => new(Os, Architecture, Variant);

    /// <summary>Whether the configuration has a variant, also in the name of the architecture (<c>armhf</c>).</summary>
    internal bool NamesVariant => !string.IsNullOrWhiteSpace(Variant) || PlatformNames.ImpliedVariant(Architecture.Trim()) is not null;

    /// <summary>The version of the operating system (<c>os.version</c>), which Windows images have. Null if there is none.</summary>
    public string? OsVersion { get; init; }

    /// <summary>The features that the image requires of the operating system (<c>os.features</c>). Empty if there are none.</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];

    /// <summary>The creation time of the image, as written (RFC 3339). Null if it is missing.</summary>
    public string? Created { get; init; }

    /// <summary>The environment variables of a container, <c>NAME=value</c>. Empty if there are none.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>The program that a container starts, and its first arguments (<c>Entrypoint</c>). Empty if there are none.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>
    /// The arguments after those of <see cref="Entrypoint"/> (<c>Cmd</c>). Without an entry point, the program and its arguments. Empty if
    /// there are none.
    /// </summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>The folder where the program starts (<c>WorkingDir</c>). Null if it is missing, which means <c>/</c>.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The digests of the uncompressed layers, the lowest first.</summary>
    public IReadOnlyList<string> DiffIds { get; init; } = [];

    /// <summary>The steps of the build in the history (<c>created_by</c>). Empty if there are none.</summary>
    internal IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>Reads a configuration. Unknown members are ignored.</summary>
    /// <param name="json">The document, UTF-8.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">
    /// It is not a JSON object, or a member does not have the type that the specification requires (MA1014).
    /// </exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    /// <summary>Reads a configuration. Unknown members are ignored.</summary>
    /// <param name="json">The document.</param>
    /// <param name="source">Where the document comes from, for the message.</param>
    /// <exception cref="MultiArchException">
    /// It is not a JSON object, or a member does not have the type that the specification requires (MA1014).
    /// </exception>
    public static ImageConfig Parse(string json, string? source = null) => Read(OciDocument.Read(json, Kind, source));

    private static ImageConfig Read(OciDocument document)
    {
        var run = document.Object(document.Root["config"]);
        var rootfs = document.Object(document.Root["rootfs"]);
        return new ImageConfig(
            document.Text(document.Root["architecture"]) ?? "",
            document.Text(document.Root["os"]) ?? "",
            document.Text(document.Root["variant"]),
            document.Strings(run?[LabelsMember]))
        {
            OsVersion = document.Text(document.Root["os.version"]),
            OsFeatures = document.Texts(document.Root["os.features"]),
            Created = document.Text(document.Root["created"]),
            Env = document.Texts(run?[EnvMember]),
            Entrypoint = document.Texts(run?["Entrypoint"]),
            Cmd = document.Texts(run?["Cmd"]),
            WorkingDir = document.Text(run?["WorkingDir"]) is { Length: > 0 } folder ? folder : null,
            Steps =
            [
                .. document
                    .Array(document.Root["history"])
                    .Select(step => document.Text(document.Object(step)?["created_by"]))
                    .OfType<string>(),
            ],
            DiffIds = document.Texts(rootfs?["diff_ids"]),
        };
    }
}
