using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Registries;

/// <summary>
/// The registries that registries.conf marks as insecure. Podman itself is asked, because only podman knows all files and variables of this
/// configuration. That takes about a second, so it happens once, and only after TLS failed.
/// </summary>
/// <remarks>
/// https://github.com/containers/image/blob/v5.34.0/docs/containers-registries.conf.5.md. <c>notAnswered</c> receives the problem when
/// podman does not answer.
/// </remarks>
internal sealed class InsecureRegistries(PodmanClient podman, Action<Problem>? notAnswered = null)
{
    private IReadOnlyList<string>? _prefixes;

    /// <summary>
    /// Whether a registry (host and port) is marked as insecure. It is also false when podman does not answer. The failure of TLS is then
    /// final.
    /// </summary>
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

    /// <summary>
    /// A prefix is a name, or <c>*.</c> and the end of a name. A prefix for a folder in a registry does not apply to the registry.
    /// </summary>
    private static bool Covers(string prefix, string registry)
    {
        var isWildcard = prefix.StartsWith("*.", StringComparison.Ordinal);
        return prefix == registry || (isWildcard && registry.Split(':')[0].EndsWith(prefix[1..], StringComparison.Ordinal));
    }
}
