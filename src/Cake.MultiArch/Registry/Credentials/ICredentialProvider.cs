using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>One place in which credentials may be kept.</summary>
internal interface ICredentialProvider
{
    /// <summary>The place, for a message that says where nothing was found.</summary>
    string Place { get; }

    /// <summary>The credentials for a repository; null when this place has none.</summary>
    Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token);
}
