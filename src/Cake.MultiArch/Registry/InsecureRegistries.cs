using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Which registries registries.conf calls insecure. Podman is asked, because only it knows all the files and variables that its
/// answer is made of; that takes about a second, so it is done once, and only when TLS has failed.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md</remarks>
internal sealed class InsecureRegistries(PodmanClient podman)
{
    private JObject? _registries;

    /// <summary>Whether a registry, host and port, is called insecure. False also when podman does not say: then TLS has failed for good.</summary>
    public async Task<bool> ContainsAsync(string registry, CancellationToken token)
    {
        _registries ??= await AskAsync(token).ConfigureAwait(false);
        return _registries.Properties().Any(property => Covers(property.Name, registry) && property.Value["Insecure"] is { Type: JTokenType.Boolean } insecure && (bool)insecure);
    }

    private async Task<JObject> AskAsync(CancellationToken token)
    {
        try
        {
            var outcome = await podman.RunAsync(new PodmanCommandSettings(), ["info", "--format", "json"], token).ConfigureAwait(false);

            // Beside the registries stands the list of those to search, under a name of its own.
            var answer = JObject.Parse(outcome.Output)["registries"] as JObject ?? [];
            answer.Remove("search");
            return answer;
        }
        catch (Exception e) when (e is MultiArchException or JsonException)
        {
            return [];
        }
    }

    /// <summary>A name, or <c>*.</c> and the end of one. Entries of a folder inside a registry say nothing about the registry.</summary>
    private static bool Covers(string prefix, string registry) =>
        prefix == registry || (prefix.StartsWith("*.", StringComparison.Ordinal) && registry.Split(':')[0].EndsWith(prefix[1..], StringComparison.Ordinal));
}
