using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Registry;

/// <summary>Where the registry of an image reference answers.</summary>
/// <param name="Domain">The registry as references, authfiles and certificate folders name it, for example <c>docker.io</c>.</param>
/// <param name="Authority">The host and port that are connected to, for example <c>registry-1.docker.io</c>.</param>
internal sealed record RegistryAddress(string Domain, string Authority)
{
    private const string DockerHub = "docker.io";

    public bool HasPort => Authority.LastIndexOf(':') > Authority.LastIndexOf(']');

    public bool IsLoopback => Base(Uri.UriSchemeHttps).IsLoopback;

    /// <exception cref="MultiArchException">The reference names no registry (MA1011).</exception>
    public static RegistryAddress Of(ImageReference reference) => reference.Domain switch
    {
        "" => throw new MultiArchException(ReferenceProblems.NoRegistry(reference.ToString(), $"{DockerHub}/{reference}", $"registry.example.com/{reference}")),

        // Docker Hub answers on another host than the one that its images are named after.
        DockerHub or "index.docker.io" => new RegistryAddress(DockerHub, "registry-1.docker.io"),
        var domain => new RegistryAddress(domain, domain),
    };

    /// <summary>The path of the reference inside its registry. Docker Hub keeps images that are named without a folder in one named library.</summary>
    public static string RepositoryOf(ImageReference reference) =>
        Of(reference).Domain == DockerHub && !reference.Repository.Contains('/', StringComparison.Ordinal) ? "library/" + reference.Repository : reference.Repository;

    public Uri Base(string scheme) => new($"{scheme}://{Authority}/");
}
