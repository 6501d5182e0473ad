using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>The places in which podman looks for credentials, in its order. The first place that has credentials wins.</summary>
internal sealed class CredentialChain(Host host, IReadOnlyList<ICredentialProvider> providers)
{
    /// <summary>The searched places.</summary>
    public IReadOnlyList<string> Places { get; } = [.. providers.Select(provider => provider.Place)];

    public static CredentialChain Of(Host host, string? authFile, ICredentialProvider? given = null)
    {
        var places = AuthFilePlaces.Of(host, authFile, name => PodmanFiles.Variable(host, name));
        var files = places.Files.Select(file => new AuthFile(host, file, mustExist: places.IsNamed));
        return new CredentialChain(host, given is null ? [.. files] : [given, .. files]);
    }

    /// <summary>Finds the credentials for a repository; null if there are none. All later output masks them.</summary>
    public async Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token)
    {
        foreach (var provider in providers)
        {
            if (await provider.FindAsync(reference, token) is { } found)
            {
                host.Secrets.AddLogin(found.Login);
                return found;
            }
        }

        return null;
    }
}
