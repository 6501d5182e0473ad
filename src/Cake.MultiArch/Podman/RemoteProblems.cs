using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>MA1460–MA1469: a podman whose work a service does, on another machine or in a virtual one.</summary>
internal static class RemoteProblems
{
    private const string Local = "let the podman of this host do the work: take CONTAINER_HOST and CONTAINER_CONNECTION out of the environment, and Connection, Url and Remote out of the settings";

    private static readonly ProblemKind LocalOnlyFlag = new("MA1460", "A podman service cannot be asked for this",
        "Podman's work is done by a service (CONTAINER_HOST, CONTAINER_CONNECTION, a connection of the settings, or a podman machine on Windows and macOS). Its client does not hand on every flag: some it refuses, others it takes and ignores with exit code 0. Those are refused before podman starts.");

    private static readonly ProblemKind LocalOnlyDestination = new("MA1461", "A podman service pushes to registries only",
        "Podman's work is done by a service, which has no access to the folders and files of this host, and its client pushes to no other transport than docker://.");

    internal static Problem FlagIsLocalOnly(string property, string flag, string? since, string program, Version version) => LocalOnlyFlag.Occur(
        $"{flag} cannot be asked of a podman service.", $"{property}; {program}",
        since is null
            ? "The work is done by a service, and podman's client does not hand this flag to it."
            : $"The work is done by a service, and the client hands this flag to it from podman {since} on; this is podman {version}.",
        since is null
            ? $"Take the setting away (what it is for is configured on the service's host), or {Local}."
            : $"Take the setting away, use podman {since} or newer on both sides, or {Local}.");

    internal static Problem BuildContextNotSent(string name, string folder, Version since, Version version) => LocalOnlyFlag.Occur(
        $"The build context {name} cannot be sent to a podman service.", $"PodmanBuildSettings.BuildContexts; {folder}",
        $"The work is done by a service, and podman sends it such a folder from {since} on; this is podman {version}, and the service would take a folder of its own host.",
        $"Put the files below the build's own context, use podman {since} or newer on both sides, or {Local}.");

    internal static Problem DestinationIsLocalOnly(string destination) => LocalOnlyDestination.Occur(
        "A podman service pushes to registries only.", destination,
        "The work is done by a service, which has no access to this host's folders.",
        $"Name an image of a registry as the destination, such as registry.example.com/demo/web:1.4.2, or {Local}.");
}
