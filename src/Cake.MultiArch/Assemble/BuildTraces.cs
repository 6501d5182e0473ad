using System.Text;
using Cake.MultiArch.Oci;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// Takes out of an image what podman notes of the build itself, which differs from build to build also with one time for everything: in a
/// configuration of Docker's the container that a step ran in, its host name, and the local image that it came from; in every one the name of
/// the base as it was in the storage at that moment, where platforms that are built at once take it from each other.
/// </summary>
/// <remarks>https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md</remarks>
internal static class BuildTraces
{
    private const string BaseName = "org.opencontainers.image.base.name";

    /// <summary>The image without them.</summary>
    /// <param name="manifest">Its manifest, which was parsed before.</param>
    /// <param name="config">Its configuration, which was parsed before.</param>
    public static (byte[] Manifest, byte[] Config) Remove(byte[] manifest, byte[] config)
    {
        var clean = WithoutTraces(OciDocument.Read(config, "image configuration", source: null).Root);
        var document = OciDocument.Read(manifest, "image manifest", source: null).Root;
        document["config"]!["digest"] = Digest.Of(clean).ToString();
        document["config"]!["size"] = clean.Length;
        (document["annotations"] as JObject)?.Remove(BaseName);
        return (Encoding.UTF8.GetBytes(document.ToString(Formatting.None)), clean);
    }

    private static byte[] WithoutTraces(JObject document)
    {
        document.Remove("container");
        document.Remove("parent");
        document.Remove("container_config");
        if (document["config"] is JObject { } run && run["Hostname"] is not null)
        {
            run["Hostname"] = "";
        }

        foreach (var step in (document["history"] as JArray ?? []).OfType<JObject>())
        {
            if (step["comment"] is JValue { Value: string comment } && comment.StartsWith("FROM ", StringComparison.Ordinal))
            {
                step.Remove("comment");
            }
        }

        return Encoding.UTF8.GetBytes(document.ToString(Formatting.None));
    }
}
