namespace Cake.MultiArch.Containerfiles;

/// <summary>Which files of the context podman leaves out.</summary>
internal sealed partial class Containerfile
{
    private const string DockerIgnore = ".dockerignore", ContainerIgnore = ".containerignore";

    /// <summary>
    /// The ignore file that podman uses for this Containerfile. A file named after the Containerfile, wherever it is, wins over those of
    /// the context. Podman uses only one.
    /// </summary>
    /// <param name="contextFolder">The absolute path of the build context.</param>
    /// <returns>The absolute path; null if there is none.</returns>
    public string? IgnoreFile(string contextFolder) => new[]
    {
        // Podman 4.3 and 5.4 use this order. For the two files named after the Containerfile, the order is reversed.
        Path + DockerIgnore,
        Path + ContainerIgnore,
        System.IO.Path.Combine(contextFolder, ContainerIgnore),
        System.IO.Path.Combine(contextFolder, DockerIgnore),
    }.FirstOrDefault(File.Exists);
}
