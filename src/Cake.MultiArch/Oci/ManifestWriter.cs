using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Oci;

/// <summary>Changes a manifest, all else left as it is.</summary>
internal static class ManifestWriter
{
    /// <summary>The manifest of an image that has another configuration.</summary>
    /// <param name="manifest">The manifest, which was parsed before.</param>
    /// <param name="config">The other configuration.</param>
    public static (byte[] Content, ImageManifest Manifest) WithConfig(byte[] manifest, byte[] config)
    {
        var document = JObject.Parse(Encoding.UTF8.GetString(manifest));
        document["config"]!["digest"] = Digest.Of(config).ToString();
        document["config"]!["size"] = config.Length;
        var content = Encoding.UTF8.GetBytes(document.ToString(Formatting.None));
        return (content, ImageManifest.Parse(content));
    }
}
