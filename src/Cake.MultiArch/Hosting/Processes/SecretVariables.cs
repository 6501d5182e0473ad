namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// The variables of this process's environment that hold secrets. A program that is started does not inherit them, nor do the hooks,
/// filters and helpers that it starts: the one that needs a variable is given it in its request.
/// </summary>
internal sealed class SecretVariables
{
    public const string RegistryPassword = "MULTIARCH_REGISTRY_PASSWORD";
    public const string GitPassword = "MULTIARCH_GIT_PASSWORD";

    /// <summary>Without these a program does not reach its server, whatever secret stands in their addresses.</summary>
    private static readonly HashSet<string> Proxies = new(["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"], StringComparer.OrdinalIgnoreCase);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _passwords = [RegistryPassword, GitPassword];
    private readonly HashSet<string> _buildSecrets = [];

    /// <summary>The variable of a build secret.</summary>
    public void Add(string name)
    {
        lock (_gate)
        {
            _buildSecrets.Add(name);
        }
    }

    /// <summary>Every variable that holds a password of the run, whatever its name is: many CI systems have one of their own.</summary>
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

    /// <summary>What a request adds to the environment, with the secrets that it does not name taken out of it.</summary>
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
