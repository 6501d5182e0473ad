using System.Net;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Reads the proxy from the environment as podman does, so that both reach a registry in the same way. The proxy depends on the scheme. It
/// is not used for this machine and for the hosts in NO_PROXY. (.NET itself reads ALL_PROXY, but no ranges or ports in NO_PROXY.)
/// </summary>
/// <param name="variable">Reads an environment variable; null when it is not set.</param>
/// <param name="secrets">Receives the password of a proxy.</param>
/// <remarks>https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config</remarks>
internal sealed class EnvironmentProxy(Func<string, string?> variable, Action<string> secrets) : IWebProxy, ICredentials
{
    private readonly Uri? _http = Proxy(variable, "HTTP_PROXY", secrets);
    private readonly Uri? _https = Proxy(variable, "HTTPS_PROXY", secrets);
    private readonly string? _except = Variable(variable, "NO_PROXY");

    /// <summary>The credentials in the addresses of the proxies.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("The credentials come from the environment.");
    }

    public static EnvironmentProxy Of(Host host) => new(host.Environment.GetEnvironmentVariable, host.Secrets.Add);

    /// <summary>Reads a variable in upper case, else in lower case. Null when neither is set.</summary>
    public static string? Variable(Func<string, string?> variable, string name) =>
        new[] { name, name.ToLowerInvariant() }.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyFor(destination);

    public bool IsBypassed(Uri host) =>
        host.IsLoopback || ProxyFor(host) is null || IsExcepted(host.IdnHost.Trim('[', ']'), host.Port, _except);

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        var proxy = new[] { _http, _https }.OfType<Uri>()
            .FirstOrDefault(proxy => proxy.Authority == uri.Authority && proxy.UserInfo.Length > 0);
        var parts = proxy?.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return parts is null ? null : new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>
    /// Whether NO_PROXY (<paramref name="except"/>) contains a host: its name or the end of its name, its address, or a range. A name or an
    /// address may have a port.
    /// </summary>
    public static bool IsExcepted(string host, int port, string? except) => (except ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(entry => Covers(entry, host, port));

    private static bool Covers(string entry, string host, int port)
    {
        if (entry == "*")
        {
            return true;
        }

        if (IPNetwork.TryParse(entry, out var range))
        {
            return IPAddress.TryParse(host, out var inside) && range.Contains(inside);
        }

        var (name, wanted) = Split(entry);
        if (wanted is not null && wanted != port)
        {
            return false;
        }

        if (IPAddress.TryParse(name, out var address))
        {
            return IPAddress.TryParse(host, out var other) && address.Equals(other);
        }

        // A name with a dot or a star in front stands for subdomains only, and not for the host of that name.
        var end = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return end.StartsWith('.')
            ? host.EndsWith(end, StringComparison.OrdinalIgnoreCase)
            : host.Equals(end, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + end, StringComparison.OrdinalIgnoreCase);
    }

    private static (string Name, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return isPort && int.TryParse(entry[(colon + 1)..], out var port)
            ? (entry[..colon].Trim('[', ']'), port)
            : (entry.Trim('[', ']'), null);
    }

    private Uri? ProxyFor(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    private static Uri? Proxy(Func<string, string?> variable, string name, Action<string> secrets)
    {
        var text = Variable(variable, name);
        var address = text is null || text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var proxy))
        {
            return null;
        }

        if (proxy.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
        {
            secrets(password);
            secrets(Uri.UnescapeDataString(password));
        }

        return proxy;
    }
}
