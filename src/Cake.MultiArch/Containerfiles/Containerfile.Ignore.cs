namespace Cake.MultiArch.Containerfiles;

/// <summary>Which files of the context podman leaves out.</summary>
internal sealed partial class Containerfile
{
    private const string DockerIgnore = ".dockerignore", ContainerIgnore = ".containerignore";

    /// <summary>
    /// The ignore file that podman takes for this Containerfile: the one named after it, wherever it lies, comes before those of the
    /// context. Only one is taken.
    /// </summary>
    /// <param name="contextFolder">The absolute path of the build context.</param>
    /// <returns>The absolute path; null when there is none.</returns>
    public string? IgnoreFile(string contextFolder) => new[]
    {
        // Podman 4.3 and 5.4 look in this order: of the two that are named after the Containerfile it is the other way round.
        Path + DockerIgnore,
        Path + ContainerIgnore,
        System.IO.Path.Combine(contextFolder, ContainerIgnore),
        System.IO.Path.Combine(contextFolder, DockerIgnore),
    }.FirstOrDefault(File.Exists);
}
