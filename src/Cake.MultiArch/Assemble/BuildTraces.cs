using System.Text;
using Cake.MultiArch.Oci;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// Removes from an image what podman records about the build itself. These values differ per build, even when all timestamps are fixed.
/// A configuration in Docker's format holds the container of a step, its host name and its local parent image. Every configuration holds
/// the name that the base image had in the storage. Builds of several platforms at once take that name from each other.
/// </summary>
/// <remarks>https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md</remarks>
internal static class BuildTraces
{
    private const string BaseName = "org.opencontainers.image.base.name";

    /// <summary>Both documents were parsed before, so they are valid.</summary>
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
