using System.Globalization;
using System.Text;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Oci;

/// <summary>
/// Reads a JSON document of the image specification. If a part does not have the form that the specification requires, the message names
/// the path of the part.
/// </summary>
internal sealed class OciDocument
{
    /// <summary>
    /// In bytes or characters. The distribution specification asks registries to accept manifests of 4 MiB. The limit is four times that
    /// size. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
    /// </summary>
    private const int MaxLength = 16 * 1024 * 1024;

    private const int MaxDepth = 64;

    private static readonly JsonLoadSettings Loading = new()
    {
        // If a name occurs twice, two readers may use different values and see different images.
        DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
    };

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _kind;
    private readonly string _source;

    private OciDocument(string kind, string? source)
    {
        _kind = kind;
        _source = source ?? kind;
        Root = [];
    }

    public JObject Root { get; private set; }

    public static OciDocument Read(ReadOnlySpan<byte> json, string kind, string? source)
    {
        var document = new OciDocument(kind, source);
        document.CheckLength(json.Length);
        try
        {
            return Read(StrictUtf8.GetString(json), kind, source);
        }
        catch (DecoderFallbackException e)
        {
            throw document.Malformed("It is not UTF-8 text.", e);
        }
    }

    public static OciDocument Read(string json, string kind, string? source)
    {
        var document = new OciDocument(kind, source);
        document.CheckLength(json.Length);
        try
        {
            using var reader = new JsonTextReader(new StringReader(json.TrimStart('\uFEFF')))
            {
                MaxDepth = MaxDepth,
                DateParseHandling = DateParseHandling.None,
                Culture = CultureInfo.InvariantCulture,
            };
            document.Root = JObject.Load(reader, Loading);

            // The reader throws if there is more text after the object.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw document.Malformed($"It is not a JSON object: {Quotation.Line(e.Message)}", e);
        }

        return document;
    }

    public MultiArchException Malformed(string why, Exception? inner = null) =>
        new(ReferenceProblems.Malformed(_kind, _source, why), inner: inner);

    /// <returns>The document's own media type, or <c>usual</c> if the document has none, because it is optional in OCI.</returns>
    public string MediaType(string usual, Func<string?, bool> isRight)
    {
        if (Root["schemaVersion"] is { } version && (version.Type != JTokenType.Integer || !JToken.DeepEquals(version, new JValue(2))))
        {
            throw Malformed($"Its \"schemaVersion\" is not 2 but {Quotation.Line(version.ToString(Formatting.None))}.");
        }

        var mediaType = Text(Root["mediaType"]);
        if (string.IsNullOrEmpty(mediaType))
        {
            return usual;
        }

        return isRight(mediaType) ? mediaType : throw Malformed($"Its \"mediaType\" is {Quotation.Of(mediaType)}.");
    }

    public Descriptor Descriptor(JToken token)
    {
        var entry = Object(token) ?? throw Wrong(token, "an object");
        var platform = Object(entry["platform"]);
        var digestText = Text(entry["digest"]) ?? throw Missing(entry, "digest");
        if (!Digest.TryParse(digestText, out var digest, out var why))
        {
            throw Malformed($"Its \"{entry["digest"]!.Path}\" is not a digest. {why}");
        }

        var size = entry["size"] ?? throw Missing(entry, "size");
        if (size is not JValue { Type: JTokenType.Integer, Value: long and >= 0 and var bytes })
        {
            throw Wrong(size, "a number of bytes");
        }

        return new Descriptor(
            Text(entry["mediaType"]) ?? throw Missing(entry, "mediaType"),
            digest,
            bytes,
            platform is null ? null : new Platform(Text(platform["os"]), Text(platform["architecture"]), Text(platform["variant"])))
        {
            LacksVariant = platform is not null && PlatformNames.LacksVariant(Text(platform["architecture"]), Text(platform["variant"])),
            Annotations = Strings(entry["annotations"]),
            ArtifactType = Text(entry["artifactType"]),
            OsVersion = platform is null ? null : Text(platform["os.version"]),
            OsFeatures = platform is null ? [] : Texts(platform["os.features"]),
            Features = platform is null ? [] : Texts(platform["features"]),
        };
    }

    /// <returns>Null if the string is missing or null.</returns>
    public string? Text(JToken? token) => token switch
    {
        null or { Type: JTokenType.Null } => null,
        { Type: JTokenType.String } => (string?)token,
        _ => throw Wrong(token, "a string"),
    };

    /// <returns>Empty if the list is missing or null.</returns>
    public IReadOnlyList<string> Texts(JToken? token) => [.. Array(token).Select(item => Text(item) ?? throw Wrong(item, "a string"))];

    /// <returns>Empty if the map is missing or null.</returns>
    public IReadOnlyDictionary<string, string> Strings(JToken? token) =>
        (Object(token) ?? []).Properties().ToDictionary(
            property => property.Name,
            property => Text(property.Value) ?? "",
            StringComparer.Ordinal);

    /// <returns>Null if the object is missing or null.</returns>
    public JObject? Object(JToken? token) => token switch
    {
        null or { Type: JTokenType.Null } => null,
        JObject found => found,
        _ => throw Wrong(token, "an object"),
    };

    /// <returns>Empty if the list is missing or null.</returns>
    public JArray Array(JToken? token) => token switch
    {
        null or { Type: JTokenType.Null } => [],
        JArray found => found,
        _ => throw Wrong(token, "a list"),
    };

    private MultiArchException Missing(JObject parent, string name) =>
        Malformed($"Its \"{(parent.Path.Length == 0 ? name : $"{parent.Path}.{name}")}\" is missing.");

    private MultiArchException Wrong(JToken token, string expected) => Malformed($"Its \"{token.Path}\" is not {expected}.");

    private void CheckLength(int length)
    {
        if (length > MaxLength)
        {
            throw Malformed($"It is larger than {MaxLength / 1024 / 1024} MiB.");
        }
    }
}
