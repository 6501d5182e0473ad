using Cake.Core;

namespace Cake.MultiArch.Podman;

/// <summary>Names the machine that builds, for the report.</summary>
internal static class BuilderName
{
    private const string Local = "local";

    /// <summary>A service that is neither named nor addressed by the environment: podman's own default connection.</summary>
    private const string Default = "remote";

    /// <remarks>https://docs.podman.io/en/stable/markdown/podman.1.html#environment-variables</remarks>
    public static string Of(PodmanVersionInfo podman, ICakeEnvironment environment)
    {
        if (!podman.IsRemote)
        {
            return Local;
        }

        return environment.GetEnvironmentVariable("CONTAINER_CONNECTION") is { Length: > 0 } connection ? connection
            : environment.GetEnvironmentVariable("CONTAINER_HOST") is { Length: > 0 } address ? WithoutUser(address)
            : Default;
    }

    /// <summary>The address of a service can have a password in it.</summary>
    private static string WithoutUser(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.UserInfo.Length > 0
        ? address.Replace(url.UserInfo + "@", "", StringComparison.Ordinal)
        : address;
}
