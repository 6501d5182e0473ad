using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>What podman's configuration says about registries.</content>
internal sealed partial class PodmanClient
{
    /// <summary>
    /// Whether registries.conf calls a registry insecure. Podman is asked, which has read all of its files; that takes up to a
    /// second, so it is for where TLS has failed already.
    /// </summary>
    /// <param name="registry">Host and port.</param>
    /// <param name="token">Stops it.</param>
    /// <remarks>https://github.com/containers/image/blob/v5.36.0/docs/containers-registries.conf.5.md</remarks>
    public async Task<bool> IsInsecureAsync(string registry, CancellationToken token)
    {
        var info = await RunAsync(new PodmanCommandSettings(), ["info", "--format=json"], token).ConfigureAwait(false);
        try
        {
            return JObject.Parse(info.Output)["registries"]?[registry] is JObject entry && (bool?)entry["Insecure"] == true;
        }
        catch (JsonReaderException)
        {
            return false;
        }
    }
}
