using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>A user name and password that were given to the run for one registry. They stay in memory.</summary>
internal sealed class GivenCredentials(string registry, RegistryCredentials credentials) : ICredentialProvider
{
    public string Place => credentials.Source;

    public static GivenCredentials Of(RegistryLogin login) => new(login.Registry, new RegistryCredentials(
        login.Username, login.Password, IsIdentityToken: false, $"--{InputTable.RegistryUsername.Argument} and {InputTable.RegistryPassword.Environment}"));

    public Task<RegistryCredentials?> FindAsync(ImageReference reference, CancellationToken token) =>
        Task.FromResult(reference.Domain == registry ? credentials : null);
}
