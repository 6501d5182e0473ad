using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>A place that may have credentials.</summary>
internal interface ICredentialProvider
{
    /// <summary>The name of the place, for a message that nothing was found there.</summary>
    string Place { get; }

    /// <summary>Finds the credentials for a repository; null if this place has none.</summary>
    Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token);
}
