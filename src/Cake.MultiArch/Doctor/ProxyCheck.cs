using System.Net;
using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>Checks that podman and its build steps use the same proxy as the shell.</summary>
/// <param name="root">The folder that stands for <c>/</c>.</param>
internal sealed partial class ProxyCheck(string root = "/") : ICheck
{
    private const string Http = "HTTP_PROXY";
    private const string Https = "HTTPS_PROXY";
    private const string Except = "NO_PROXY";

    public string Name => "proxy";

    public CheckNeeds Needs => CheckNeeds.Podman;

    public bool IsCheap => true;

    public Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token) =>
        Task.FromResult<IReadOnlyList<Finding>>([.. Look(context)]);

    /// <summary>Whether requests go through a proxy. Programs differ in which requests they send past it.</summary>
    public static bool IsSet(Host host) => new[] { Http, Https }.Any(name => Variable(host, name) is not null);

    private IEnumerable<Finding> Look(CheckContext context)
    {
        var (http, https) = (Variable(context.Host, Http), Variable(context.Host, Https));
        if ((http ?? https) is null)
        {
            yield break;
        }

        var well = true;
        foreach (var problem in Problems(context, http, https))
        {
            well = false;
            yield return Finding.Warning(problem);
        }

        if (well)
        {
            yield return Finding.Ok("podman and its steps use the proxy of the environment");
        }
    }

    private IEnumerable<Problem> Problems(CheckContext context, string? http, string? https)
    {
        var set = string.Join(", ", new[] { http is null ? null : Http, https is null ? null : Https }.OfType<string>());
        if (context.Version!.IsRemote)
        {
            yield return ProxyProblems.ServiceHasItsOwn(set);
        }
        else if (Configuration(context.Host) is { } file)
        {
            yield return ProxyProblems.NotForSteps(set, file);
        }

        if (https is null || http is null)
        {
            yield return ProxyProblems.OnlyOne(set, https is null ? Https : Http);
        }

        var except = Variable(context.Host, Except);
        foreach (
            var registry in context
                .Settings.Destinations.OfType<RegistryDestination>()
                .Select(AddressOf)
                .Distinct()
                .Where(address => IsInside(HostOf(address)))
        )
        {
            if (!EnvironmentProxy.IsExcepted(HostOf(registry), registry.Port, except))
            {
                yield return ProxyProblems.RegistryInside(HostOf(registry), set, except);
            }
        }
    }

    private static string? Variable(Host host, string name) => EnvironmentProxy.Variable(host.Environment.GetEnvironmentVariable, name);

    private static Uri AddressOf(RegistryDestination destination) => RegistryAddress.Of(destination.Reference).Base(Uri.UriSchemeHttps);

    private static string HostOf(Uri address) => address.Host.Trim('[', ']');

    /// <summary>Whether a host looks internal, so that a proxy can hardly reach it. Requests to the loopback never use a proxy.</summary>
    public static bool IsInside(string host) =>
        IPAddress.TryParse(host, out var address)
            ? !IPAddress.IsLoopback(address)
                && address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..] or [0xfc or 0xfd, ..]
            : host != "localhost"
                && (
                    !host.Contains('.', StringComparison.Ordinal)
                    || host.EndsWith(".local", StringComparison.Ordinal)
                    || host.EndsWith(".internal", StringComparison.Ordinal)
                );

    /// <summary>The file that keeps the proxy from containers; null if none does. The last file with the setting counts.</summary>
    /// <remarks>https://github.com/containers/common/blob/main/docs/containers.conf.5.md</remarks>
    private string? Configuration(Host host)
    {
        var files = PodmanFiles.Variable(host, "CONTAINERS_CONF") is { } only
            ? [only]
            : Below("usr/share/containers").Concat(Below("etc/containers")).Concat(In(PodmanFiles.ConfigFolder(host)));
        if (PodmanFiles.Variable(host, "CONTAINERS_CONF_OVERRIDE") is { } above)
        {
            files = files.Append(above);
        }

        return files.Where(File.Exists)
            .SelectMany(file => File.ReadLines(file).Select(line => (File: file, Match: Switch().Match(line))))
            .LastOrDefault(line => line.Match.Success) is { Match: { } last } found && last.Groups[1].Value == "false" ? found.File : null;

        IEnumerable<string> Below(string folder) => In(Path.Combine(root, folder));

        static IEnumerable<string> In(string folder)
        {
            var more = Path.Combine(folder, "containers.conf.d");
            string[] parts = Directory.Exists(more) ? Directory.GetFiles(more, "*.conf") : [];
            return parts.Order(StringComparer.Ordinal).Prepend(Path.Combine(folder, "containers.conf"));
        }
    }

    [GeneratedRegex(@"^\s*http_proxy\s*=\s*(true|false)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Switch();
}
