using System.Net;

namespace Cake.MultiArch.Registry;

/// <summary>
/// The proxy of the environment, but never to the own machine: podman does not take one there either
/// (https://pkg.go.dev/net/http#ProxyFromEnvironment).
/// </summary>
internal sealed class DirectLoopbackProxy(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
