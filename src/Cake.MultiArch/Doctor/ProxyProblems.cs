using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1940 to MA1944: what the checks find about proxies. The address of a proxy can have a password, so it is not shown.</summary>
internal static class ProxyProblems
{
    private static readonly ProblemKind Service = new(
        "MA1940",
        "The podman service does not use the proxy of the shell",
        "A warning. A podman service pulls and builds in its own environment. It does not use the proxy of the shell that starts the "
            + "build, and build steps do not get it."
    );

    private static readonly ProblemKind Steps = new(
        "MA1941",
        "Build steps do not get the proxy",
        "A warning. http_proxy = false in containers.conf keeps the variables of the proxy from containers. If the network can be reached "
            + "only through the proxy, a step that downloads something fails."
    );

    private static readonly ProblemKind Half = new(
        "MA1942",
        "A proxy is set for one protocol only",
        "A warning. Most registries and package servers use https, some use http. If only one of HTTP_PROXY and HTTPS_PROXY is set, the "
            + "requests of the other protocol go past the proxy."
    );

    private static readonly ProblemKind Inside = new(
        "MA1943",
        "An internal registry is asked through the proxy",
        "A warning. The name or address of the registry belongs to an internal network, which a proxy usually cannot reach. Hosts in "
            + "NO_PROXY are asked directly."
    );

    internal static Problem ServiceHasItsOwn(string set) =>
        Service.Occur(
            "The podman service does not use the proxy of this shell.",
            set,
            "It is set in this shell, but the podman service pulls and builds.",
            "If the service cannot reach a registry, set the proxy there: systemctl --user edit podman.service, with "
                + "Environment=HTTPS_PROXY=…. Build steps get it with --build-arg=HTTPS_PROXY."
        );

    internal static Problem NotForSteps(string set, string file) =>
        Steps.Occur(
            "Build steps do not get the proxy.",
            file,
            $"{set} is set, but http_proxy is false in this file.",
            $"Set http_proxy = true in the table [containers] of {file}."
        );

    internal static Problem OnlyOne(string set, string missing) => Half.Occur(
        $"{missing} is not set.", set, $"Only {set} is set, so the other protocol goes past the proxy.", $"export {missing}=\"${set}\"");

    internal static Problem RegistryInside(string host, string set, string? except) =>
        Inside.Occur(
            $"The registry {host} is asked through the proxy.",
            "NO_PROXY",
            $"{set} is set, but NO_PROXY does not have {host}, which looks like an internal host.",
            $"export NO_PROXY={(except is null ? "" : except + ",")}{host}"
        );
}
