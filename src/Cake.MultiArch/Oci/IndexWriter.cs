using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Oci;

/// <summary>
/// Writes equal indexes as equal texts: members in the order of the specification, annotations in the order of their keys.
/// </summary>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions,
/// https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md#manifest-list-field-descriptions
/// </remarks>
internal static class IndexWriter
{
    public static byte[] Write(ImageIndex index) => Encoding.UTF8.GetBytes(new JObject
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = index.MediaType,
        ["manifests"] = new JArray(index.Manifests.Select(Write)),
        ["annotations"] = Map(index.Annotations),
    }.WithoutNulls().ToString(Formatting.None));

    public static JObject Write(Descriptor descriptor) => new JObject
    {
        ["mediaType"] = descriptor.MediaType,
        ["digest"] = descriptor.Digest.ToString(),
        ["size"] = descriptor.Size,
        ["platform"] = descriptor.Platform is not { } platform ? null : new JObject
        {
            ["architecture"] = platform.Architecture,
            ["os"] = platform.Os,
            ["os.version"] = descriptor.OsVersion,
            ["os.features"] = Texts(descriptor.OsFeatures),
            ["variant"] = platform.Variant,
            ["features"] = Texts(descriptor.Features),
        }.WithoutNulls(),
        ["artifactType"] = descriptor.ArtifactType,
        ["annotations"] = Map(descriptor.Annotations),
    }.WithoutNulls();

    private static JArray? Texts(IReadOnlyList<string> texts) => texts.Count == 0 ? null : [.. texts];

    private static JObject? Map(IReadOnlyDictionary<string, string> map) =>
        map.Count == 0
            ? null
            : new JObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JProperty(pair.Key, pair.Value)));

    private static JObject WithoutNulls(this JObject members)
    {
        foreach (var member in members.Properties().Where(member => member.Value is JValue { Value: null }).ToList())
        {
            member.Remove();
        }

        return members;
    }
}
