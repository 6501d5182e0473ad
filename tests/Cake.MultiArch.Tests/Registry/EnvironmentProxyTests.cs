using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>The way to a registry is the one that podman takes.</summary>
public sealed class EnvironmentProxyTests
{
    private readonly List<string> _secrets = [];

    [Theory]
    [InlineData("https://registry.example.com/v2/", "secure.example.com")]
    [InlineData("http://registry.example.com/v2/", "plain.example.com")]
    [InlineData("http://127.0.0.1:5000/v2/", null)]
    [InlineData("https://localhost/v2/", null)]
    [InlineData("https://[::1]:5000/v2/", null)]
    public void Each_scheme_has_its_own_and_the_own_machine_none(string address, string? proxy) =>
        Proxy(("HTTP_PROXY", "plain.example.com:3128"), ("https_proxy", "http://secure.example.com:3128"))
            .GetProxy(new Uri(address))
            ?.Host.ShouldBe(proxy);

    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("ALL_PROXY")]
    public void Where_none_is_set_for_the_scheme_the_way_is_direct(string variable)
    {
        var proxy = Proxy((variable, "http://proxy.example.com:3128"));

        proxy.IsBypassed(new Uri("http://registry.example.com/")).ShouldBeTrue();
        proxy.GetProxy(new Uri("http://registry.example.com/")).ShouldBeNull();
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("registry.example.com", true)]
    [InlineData("Registry.Example.COM", true)]
    [InlineData("example.com", true)]
    [InlineData(".example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("ample.com", false)]
    [InlineData(".registry.example.com", false)]
    [InlineData("other.org, example.com ,third.org", true)]
    [InlineData("example.com:5000", true)]
    [InlineData("example.com:5001", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("", false)]
    public void NO_PROXY_names_hosts(string except, bool isExcepted) =>
        EnvironmentProxy.IsExcepted("registry.example.com", 5000, except).ShouldBe(isExcepted);

    [Theory]
    [InlineData("10.1.2.3", "10.0.0.0/8", true)]
    [InlineData("11.1.2.3", "10.0.0.0/8", false)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.3:5000", true)]
    [InlineData("10.1.2.3", "10.1.2.3:80", false)]
    [InlineData("fd00::5", "fd00::/8", true)]
    [InlineData("fd00::5", "[fd00::5]:5000", true)]
    [InlineData("fd00::5", "fd00::6", false)]
    public void NO_PROXY_names_addresses_and_ranges(string host, string except, bool isExcepted) =>
        EnvironmentProxy.IsExcepted(host, 5000, except).ShouldBe(isExcepted);

    [Fact]
    public void The_password_of_a_proxy_is_used_and_never_shown()
    {
        var proxy = Proxy(("HTTPS_PROXY", "http://user:p%40ss@proxy.example.com:3128"));

        var credential = proxy
            .Credentials!.GetCredential(proxy.GetProxy(new Uri("https://registry.example.com/"))!, "Basic")
            .ShouldNotBeNull();

        (credential.UserName, credential.Password).ShouldBe(("user", "p@ss"));
        _secrets.ShouldBe(["p%40ss", "p@ss"]);
        proxy.Credentials.GetCredential(new Uri("http://another.example.com:3128"), "Basic").ShouldBeNull();
    }

    private EnvironmentProxy Proxy(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(variable => variable.Name == name).Value, _secrets.Add);
}
