using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Doctor;

/// <summary>MA1940 to MA1944: what the checks find about proxies. Their addresses can have a password and are not shown.</summary>
internal static class ProxyProblems
{
    private static readonly ProblemKind Service = new(
        "MA1940",
        "The proxy of the shell is not that of the podman service",
        "A warning. A podman service pulls and builds in its own environment: the proxy that is set where the build is started is not used there, nor given to build steps."
    );

    private static readonly ProblemKind Steps = new(
        "MA1941",
        "Build steps are not given the proxy",
        "A warning. http_proxy = false in containers.conf keeps the variables of the proxy from containers, so that a step that downloads something cannot reach the network where only the proxy can."
    );

    private static readonly ProblemKind Half = new(
        "MA1942",
        "A proxy is set for one protocol alone",
        "A warning. Registries and package servers are reached by https, some by http: when only one of HTTP_PROXY and HTTPS_PROXY is set, half of the requests go past the proxy."
    );

    private static readonly ProblemKind Inside = new(
        "MA1943",
        "A registry inside is asked through the proxy",
        "A warning. The name or address of the registry is one of a network inside, which a proxy mostly cannot reach. Names in NO_PROXY are asked directly."
    );

    internal static Problem ServiceHasItsOwn(string set) =>
        Service.Occur(
            "The podman service does not have the proxy of this shell.",
            set,
            "It is set here, and a podman service does the work.",
            "When it cannot reach a registry, set it there: systemctl --user edit podman.service, with Environment=HTTPS_PROXY=…; steps get it by --build-arg=HTTPS_PROXY."
        );

    internal static Problem NotForSteps(string set, string file) =>
        Steps.Occur(
            "Build steps are not given the proxy.",
            file,
            $"{set} is set, and http_proxy is false there.",
            $"Set http_proxy = true in the table [containers] of {file}."
        );

    internal static Problem OnlyOne(string set, string missing) => Half.Occur(
        $"{missing} is not set.", set, $"Only {set} is: the other protocol goes past the proxy.", $"export {missing}=\"${set}\"");

    internal static Problem RegistryInside(string host, string set, string? except) =>
        Inside.Occur(
            $"The registry {host} is asked through the proxy.",
            "NO_PROXY",
            $"{set} is set, and NO_PROXY does not have {host}, which looks like a host inside.",
            $"export NO_PROXY={(except is null ? "" : except + ",")}{host}"
        );
}
