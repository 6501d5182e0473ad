using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>MA1460–MA1469: a podman service does the work, on another machine or in a virtual machine.</summary>
internal static class RemoteProblems
{
    private const string Local =
        "use the podman of this host: unset CONTAINER_HOST and CONTAINER_CONNECTION, and remove Connection, Url and Remote from the "
            + "settings";

    private static readonly ProblemKind LocalOnlyFlag = new("MA1460", "A podman service does not support this",
        "A service does podman's work (CONTAINER_HOST, CONTAINER_CONNECTION, a connection in the settings, or a podman machine on Windows "
            + "and macOS). Its client does not pass on every flag. It refuses some flags and ignores others with exit code 0. The addin "
            + "refuses these flags before podman starts.");

    private static readonly ProblemKind LocalOnlyDestination = new("MA1461", "A podman service pushes only to registries",
        "A service does podman's work. It has no access to the folders and files of this host, and its client pushes only to docker:// "
            + "destinations.");

    internal static Problem FlagIsLocalOnly(string property, string flag, string? since, string program, Version version) =>
        LocalOnlyFlag.Occur(
        $"A podman service does not support {flag}.", $"{property}; {program}",
        since is null
            ? "A service does the work, and podman's client does not pass on this flag."
            : $"A service does the work, and the client passes on this flag since podman {since}. This is podman {version}.",
        since is null
            ? $"Remove the setting and configure the host of the service instead, or {Local}."
            : $"Remove the setting, use podman {since} or newer on both sides, or {Local}.");

    internal static Problem BuildContextNotSent(string name, string folder, Version since, Version version) => LocalOnlyFlag.Occur(
        $"The build context {name} cannot be sent to a podman service.", $"PodmanBuildSettings.BuildContexts; {folder}",
        $"A service does the work, and podman sends it such a folder since {since}. This is podman {version}, and the service would use a "
            + "folder of its own host.",
        $"Put the files below the build's own context, use podman {since} or newer on both sides, or {Local}.");

    internal static Problem DestinationIsLocalOnly(string destination) => LocalOnlyDestination.Occur(
        "A podman service pushes only to registries.", destination,
        "A service does the work, and it has no access to the folders of this host.",
        $"Use an image in a registry as the destination, such as registry.example.com/demo/web:1.4.2, or {Local}.");
}
