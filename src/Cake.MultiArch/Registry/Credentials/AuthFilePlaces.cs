using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>The files in which podman looks for credentials, in its order.</summary>
/// <param name="Files">Absolute paths.</param>
/// <param name="IsNamed">Whether the user named the only file, which then must exist.</param>
/// <remarks>https://github.com/containers/image/blob/v5.34.0/docs/containers-auth.json.5.md</remarks>
internal sealed record AuthFilePlaces(IReadOnlyList<string> Files, bool IsNamed)
{
    /// <summary>
    /// Finds the files. A file that the user named is the only one. So is the file in REGISTRY_AUTH_FILE, and the one in DOCKER_CONFIG if
    /// it exists.
    /// </summary>
    /// <param name="host">Has the working directory for a relative path.</param>
    /// <param name="authFile">The file that the user named; null if there is none.</param>
    /// <param name="variable">Reads a variable of the program's environment; null if the variable is empty or not set.</param>
    public static AuthFilePlaces Of(Host host, string? authFile, Func<string, string?> variable)
    {
        if ((authFile ?? variable("REGISTRY_AUTH_FILE")) is { } named)
        {
            return new([host.FullPath(named)], IsNamed: true);
        }

        if (
            variable("DOCKER_CONFIG") is { } folder
            && Path.Combine(host.FullPath(folder), "config.json") is var docker
            && File.Exists(docker)
        )
        {
            return new([docker], IsNamed: true);
        }

        var home = PodmanFiles.Home(host, variable);
        return new(
        [
            Path.Combine(PodmanFiles.RuntimeFolder(variable), "auth.json"),
            Path.Combine(PodmanFiles.ConfigFolder(home, variable), "auth.json"),
            Path.Combine(home, ".docker/config.json"),
        ], IsNamed: false);
    }
}
