using System.Net;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry;

/// <summary>
/// The proxy of the environment as podman takes it, so that a registry is reached by the same way whichever of the two asks: by scheme, never
/// to the own machine, and past it where NO_PROXY says so. (.NET itself reads ALL_PROXY, and neither ranges nor ports in NO_PROXY.)
/// </summary>
/// <param name="variable">The environment's variable of a name; null when it is not set.</param>
/// <param name="secrets">Is told the password of a proxy.</param>
/// <remarks>https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config</remarks>
internal sealed class EnvironmentProxy(Func<string, string?> variable, Action<string> secrets) : IWebProxy, ICredentials
{
    private readonly Uri? _http = Proxy(variable, "HTTP_PROXY", secrets);
    private readonly Uri? _https = Proxy(variable, "HTTPS_PROXY", secrets);
    private readonly string? _except = Variable(variable, "NO_PROXY");

    /// <summary>The proxies' own, which stand in their addresses.</summary>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("They are those of the environment.");
    }

    public static EnvironmentProxy Of(Host host) => new(host.Environment.GetEnvironmentVariable, host.Secrets.Add);

    /// <summary>A variable in capital or small letters; null when neither is set.</summary>
    public static string? Variable(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : variable(name.ToLowerInvariant()) is { Length: > 0 } small ? small : null;

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : ProxyFor(destination);

    public bool IsBypassed(Uri host) =>
        host.IsLoopback || ProxyFor(host) is null || IsExcepted(host.IdnHost.Trim('[', ']'), host.Port, _except);

    public NetworkCredential? GetCredential(Uri uri, string authType)
    {
        var proxy = new[] { _http, _https }.OfType<Uri>().FirstOrDefault(proxy => proxy.Authority == uri.Authority && proxy.UserInfo.Length > 0);
        var parts = proxy?.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return parts is null ? null : new NetworkCredential(parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>Whether NO_PROXY names a host: by its name or the end of it, its address, or a range, each with a port or without.</summary>
    /// <param name="host">The name, or the address.</param>
    /// <param name="port">The port.</param>
    /// <param name="except">The value of NO_PROXY; null when it is not set.</param>
    public static bool IsExcepted(string host, int port, string? except) =>
        (except ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Any(entry => Covers(entry, host, port));

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

        // Only a name without a dot or star in front is a host of its own as well.
        var end = name.StartsWith("*.", StringComparison.Ordinal) ? name[1..] : name;
        return end.StartsWith('.')
            ? host.EndsWith(end, StringComparison.OrdinalIgnoreCase)
            : host.Equals(end, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + end, StringComparison.OrdinalIgnoreCase);
    }

    private static (string Name, int? Port) Split(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var isPort = colon > 0 && (entry[colon - 1] == ']' || entry.IndexOf(':', StringComparison.Ordinal) == colon);
        return isPort && int.TryParse(entry[(colon + 1)..], out var port) ? (entry[..colon].Trim('[', ']'), port) : (entry.Trim('[', ']'), null);
    }

    private Uri? ProxyFor(Uri destination) => destination.Scheme == Uri.UriSchemeHttps ? _https : _http;

    private static Uri? Proxy(Func<string, string?> variable, string name, Action<string> secrets)
    {
        var text = Variable(variable, name);
        if (text is null || !Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text, UriKind.Absolute, out var proxy))
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
