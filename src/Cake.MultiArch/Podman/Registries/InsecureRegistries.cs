using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Registries;

/// <summary>
/// Which registries registries.conf calls insecure. Podman is asked, because only it knows all the files and variables that its
/// answer is made of; that takes about a second, so it is done once, and only when TLS has failed.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md</remarks>
/// <param name="podman">What is asked.</param>
/// <param name="notAnswered">Told why podman does not say; null when nobody wants to know.</param>
internal sealed class InsecureRegistries(PodmanClient podman, Action<Problem>? notAnswered = null)
{
    private IReadOnlyList<string>? _prefixes;

    /// <summary>Whether a registry, host and port, is called insecure. False also when podman does not say: then TLS has failed for good.</summary>
    public async Task<bool> ContainsAsync(string registry, CancellationToken token)
    {
        _prefixes ??= await AskAsync(token);
        return _prefixes.Any(prefix => Covers(prefix, registry));
    }

    private async Task<IReadOnlyList<string>> AskAsync(CancellationToken token)
    {
        try
        {
            return (await podman.InfoAsync(new PodmanInfoSettings(), token)).Registries.Insecure;
        }
        catch (MultiArchException e)
        {
            notAnswered?.Invoke(e.Problem);
            return [];
        }
    }

    /// <summary>A name, or <c>*.</c> and the end of one. Entries of a folder inside a registry say nothing about the registry.</summary>
    private static bool Covers(string prefix, string registry) =>
        prefix == registry || (prefix.StartsWith("*.", StringComparison.Ordinal) && registry.Split(':')[0].EndsWith(prefix[1..], StringComparison.Ordinal));
}
