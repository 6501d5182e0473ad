using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Run;

/// <summary>
/// The credentials of a run, as one file in its folder. The file has them beside everything that podman would have read without
/// them, so the build can still reach other registries.
/// </summary>
internal sealed class RunCredentials(PodmanClient podman, RunFolder folder) : IDisposable
{
    private PrivateAuthFile? _file;

    /// <summary>Proves them by a login, in a file that is removed after it.</summary>
    /// <returns>The file of credentials that programs are given; null for podman's own places.</returns>
    public async Task<string?> ProveAsync(MultiArchSettings settings, CancellationToken token)
    {
        if (settings.Login is not { } login)
        {
            return settings.AuthFile;
        }

        var proof = Path.Combine(folder.Private, "login.json");
        try
        {
            await podman.LoginAsync(login.Registry, new PodmanLoginSettings
            {
                Username = login.Username,
                Password = login.Password,
                AuthFile = proof,
                TlsVerify = settings.TlsVerify,
            }, token);
        }
        finally
        {
            File.Delete(proof);
        }

        return await TakeAsync(settings, token);
    }

    /// <inheritdoc cref="ProveAsync"/>
    public async Task<string?> TakeAsync(MultiArchSettings settings, CancellationToken token)
    {
        if (settings.Login is not { } login)
        {
            return settings.AuthFile;
        }

        // For each repository, too: an entry of the user's for a folder of the registry would win over one for the registry.
        var access = new PodmanBuildSettings { AuthFile = settings.AuthFile };
        var published = settings.Destinations.OfType<RegistryDestination>().Select(destination => destination.Reference.Name).Distinct();
        foreach (var name in published.Prepend(login.Registry))
        {
            access.Credentials.Add(new(name, login.Username, login.Password));
        }

        _file?.Dispose();
        _file = await podman.CredentialsAsync(access, token, folder.Private);
        return _file.File ?? settings.AuthFile;
    }

    public void Dispose() => _file?.Dispose();
}
