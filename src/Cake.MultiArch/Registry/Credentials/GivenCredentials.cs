using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>A user name and password that were given to the run for one registry. They stay in memory.</summary>
internal sealed class GivenCredentials(string registry, FoundCredentials credentials) : ICredentialProvider
{
    public string Place => credentials.Source;

    public static GivenCredentials Of(RegistryCredentials login, string source) =>
        new(login.Registry, new FoundCredentials(login.Username, login.Password, IsIdentityToken: false, source));

    public Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token) =>
        Task.FromResult(reference.Domain == registry ? credentials : null);
}
