using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>The places in which podman looks for credentials, in its order; the first that has some wins.</summary>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-auth.json.5.md</remarks>
internal sealed class CredentialChain(Host host, IReadOnlyList<ICredentialProvider> providers)
{
    /// <summary>The places that were looked at.</summary>
    public IReadOnlyList<string> Places { get; } = [.. providers.Select(provider => provider.Place)];

    /// <summary>
    /// A file that the user named is the only one; so is that of REGISTRY_AUTH_FILE, and that of DOCKER_CONFIG if it is there.
    /// </summary>
    public static CredentialChain Of(Host host, string? authFile)
    {
        var dockerConfig = PodmanFiles.Variable(host, "DOCKER_CONFIG") is { } folder ? Path.Combine(folder, "config.json") : null;
        if ((authFile ?? PodmanFiles.Variable(host, "REGISTRY_AUTH_FILE")) is { } named)
        {
            return new CredentialChain(host, [new AuthFile(host, host.FullPath(named), mustExist: true)]);
        }

        if (dockerConfig is not null && File.Exists(dockerConfig))
        {
            return new CredentialChain(host, [new AuthFile(host, dockerConfig, mustExist: true)]);
        }

        return new CredentialChain(host,
        [
            new AuthFile(host, Path.Combine(PodmanFiles.RuntimeFolder(host), "auth.json"), mustExist: false),
            new AuthFile(host, Path.Combine(PodmanFiles.ConfigFolder(host), "auth.json"), mustExist: false),
            new AuthFile(host, Path.Combine(PodmanFiles.Home(host), ".docker/config.json"), mustExist: false),
        ]);
    }

    /// <summary>The credentials for a repository; null when there are none. They are never shown from then on.</summary>
    public async Task<RegistryCredentials?> FindAsync(ImageReference reference, CancellationToken token)
    {
        foreach (var provider in providers)
        {
            if (await provider.FindAsync(reference, token).ConfigureAwait(false) is { } found)
            {
                host.Secrets.AddCredentials(found.Username, found.Password);
                return found;
            }
        }

        return null;
    }
}
