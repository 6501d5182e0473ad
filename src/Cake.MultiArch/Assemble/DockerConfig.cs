using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// Takes out of a configuration of Docker's schema 2 what podman notes of the build itself: the container that a step ran in, its host
/// name, and the local images that it came from. They differ from build to build, also with one time for everything, and mean nothing elsewhere.
/// </summary>
/// <remarks>https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md</remarks>
internal static class DockerConfig
{
    private static readonly JsonLoadSettings Loading = new() { DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error };

    /// <param name="config">The configuration, which was parsed before.</param>
    public static byte[] WithoutTraces(byte[] config)
    {
        using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(config))) { DateParseHandling = DateParseHandling.None };
        var document = JObject.Load(reader, Loading);
        document.Remove("container");
        document.Remove("parent");
        document.Remove("container_config");
        if (document["config"] is JObject { } run && run["Hostname"] is not null)
        {
            run["Hostname"] = "";
        }

        foreach (var step in (document["history"] as JArray ?? []).OfType<JObject>())
        {
            if (((string?)step["comment"])?.StartsWith("FROM ", StringComparison.Ordinal) == true)
            {
                step.Remove("comment");
            }
        }

        return Encoding.UTF8.GetBytes(document.ToString(Formatting.None));
    }
}
