namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// The environment variables of this process that hold secrets. The programs that it starts do not inherit them, and neither do
/// their hooks, filters and helpers. A program that needs such a variable gets it in its request.
/// </summary>
internal sealed class SecretVariables
{
    public const string RegistryPassword = "MULTIARCH_REGISTRY_PASSWORD";
    public const string GitPassword = "MULTIARCH_GIT_PASSWORD";

    /// <summary>
    /// These are always passed on, even with a secret in the address, because a program cannot reach its server without them.
    /// </summary>
    private static readonly HashSet<string> Proxies = new(
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"], StringComparer.OrdinalIgnoreCase);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _passwords = [RegistryPassword, GitPassword];
    private readonly HashSet<string> _buildSecrets = [];

    /// <summary>Adds the variable of a build secret.</summary>
    public void Add(string name)
    {
        lock (_gate)
        {
            _buildSecrets.Add(name);
        }
    }

    /// <summary>
    /// Adds every variable that holds this password, whatever its name is. Many CI systems have a variable of their own for it.
    /// </summary>
    public void AddHolders(string password, IDictionary<string, string> environment)
    {
        lock (_gate)
        {
            _passwords.UnionWith(environment.Where(pair => pair.Value?.TrimEnd('\r', '\n') == password).Select(pair => pair.Key));
        }
    }

    public bool Contains(string name)
    {
        lock (_gate)
        {
            return _passwords.Contains(name) || _buildSecrets.Contains(name);
        }
    }

    /// <summary>The environment of a request, with a null value for every secret variable that the request does not list.</summary>
    public IReadOnlyDictionary<string, string?> Hide(ProcessRequest request)
    {
        lock (_gate)
        {
            return (request.KeepsBuildSecrets ? _passwords : _passwords.Union(_buildSecrets))
                .Where(name => !Proxies.Contains(name) && !request.Environment.ContainsKey(name))
                .Select(name => KeyValuePair.Create(name, (string?)null))
                .Concat(request.Environment)
                .ToDictionary();
        }
    }
}
