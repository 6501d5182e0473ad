using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>Credentials that the run got for one registry. They stay in memory.</summary>
internal sealed class GivenCredentials(string registry, FoundCredentials credentials) : ICredentialProvider
{
    public string Place => credentials.Source;

    public static GivenCredentials Of(RegistryCredentials given, string source) =>
        new(given.Registry, new FoundCredentials(given.Login, IsIdentityToken: false, source));

    public Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token) =>
        Task.FromResult(reference.Domain == registry ? credentials : null);
}
