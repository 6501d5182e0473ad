using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Registries;

/// <summary>MA1448: logging in and out.</summary>
internal static class LoginProblems
{
    private static readonly ProblemKind DockerLogin = new("MA1448", "The login is Docker's and stays",
        "Podman also uses what docker login has written into Docker's config.json, but does not take it out. "
        + "podman logout says so and ends with exit code 0, and the registry still accepts podman.");

    internal static Problem LoginOfDocker(string? registry, string command) => DockerLogin.Occur(
        $"The login at {registry ?? "registries"} is Docker's and stays.", command,
        "docker login has written it, and podman does not take it out.",
        $"docker logout {registry}".TrimEnd()
        + ", or take the registry out of ~/.docker/config.json (or the one that DOCKER_CONFIG names).");
}
