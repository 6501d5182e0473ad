using System.Globalization;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry;

/// <summary>The folders of podman's files.</summary>
internal static class PodmanFiles
{
    public static string Home(Host host) => Home(host, name => Variable(host, name));

    public static string Home(Host host, Func<string, string?> variable) =>
        variable("HOME") ?? host.Environment.UserHomeDirectory.FullPath;

    /// <summary>Null when the environment variable is not set or empty.</summary>
    public static string? Variable(Host host, string name) =>
        host.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The folder of a user's files that are deleted when the session ends.</summary>
    /// <remarks>
    /// https://github.com/containers/image/blob/v5.34.0/docs/containers-auth.json.5.md, and getPathToAuth in pkg/docker/config.
    /// </remarks>
    public static string RuntimeFolder(Func<string, string?> variable) =>
        variable("XDG_RUNTIME_DIR") is { } runtime
            ? Path.Combine(runtime, "containers")
            : string.Create(CultureInfo.InvariantCulture, $"/run/containers/{UserId()}");

    public static string ConfigFolder(Host host) => ConfigFolder(Home(host), name => Variable(host, name));

    public static string ConfigFolder(string home, Func<string, string?> variable) =>
        Path.Combine(variable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config"), "containers");

    /// <remarks>https://man7.org/linux/man-pages/man5/proc_pid_status.5.html: the first number of Uid is the real one.</remarks>
    private static int UserId()
    {
        const string Status = "/proc/self/status";
        var line = File.Exists(Status)
            ? File.ReadLines(Status).First(line => line.StartsWith("Uid:", StringComparison.Ordinal))
            : "Uid:\t0";
        return int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
    }
}
