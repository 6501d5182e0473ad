using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <summary>The address of the registry in an image reference.</summary>
/// <param name="Domain">The name in references, authfiles and certificate folders, such as <c>docker.io</c>.</param>
/// <param name="Authority">The host and port to connect to, such as <c>registry-1.docker.io</c>.</param>
internal sealed record RegistryAddress(string Domain, string Authority)
{
    private const string DockerHub = "docker.io";

    public bool HasPort => Authority.LastIndexOf(':') > Authority.LastIndexOf(']');

    public bool IsLoopback => Base(Uri.UriSchemeHttps).IsLoopback;

    /// <exception cref="MultiArchException">The reference does not contain a registry (MA1011).</exception>
    public static RegistryAddress Of(ImageReference reference) => reference.Domain switch
    {
        "" => throw new MultiArchException(ReferenceProblems.NoRegistry(
            reference.ToString(), $"{DockerHub}/{reference}", $"registry.example.com/{reference}")),

        // The registry of Docker Hub has another host name than its image references.
        DockerHub or "index.docker.io" => new RegistryAddress(DockerHub, "registry-1.docker.io"),
        var domain => new RegistryAddress(domain, domain),
    };

    /// <summary>The path of the repository in its registry. Docker Hub keeps images without a folder in the folder library.</summary>
    public static string RepositoryOf(ImageReference reference)
    {
        var isLibrary = Of(reference).Domain == DockerHub && !reference.Repository.Contains('/', StringComparison.Ordinal);
        return isLibrary ? "library/" + reference.Repository : reference.Repository;
    }

    public Uri Base(string scheme) => new($"{scheme}://{Authority}/");
}
