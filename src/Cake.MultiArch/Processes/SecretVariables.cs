using Cake.MultiArch.Inputs;

namespace Cake.MultiArch.Processes;

/// <summary>
/// The variables of this process's environment that hold secrets. A program that is started does not inherit them, nor do the hooks,
/// filters and helpers that it starts: the one that needs a variable is given it in its request.
/// </summary>
internal sealed class SecretVariables
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = [.. InputTable.All.Where(input => input.EnvironmentOnly).Select(input => input.Environment!)];

    public void Add(string name)
    {
        lock (_gate)
        {
            _names.Add(name);
        }
    }

    public bool Contains(string name)
    {
        lock (_gate)
        {
            return _names.Contains(name);
        }
    }

    /// <summary>What a request adds to the environment, with the secrets that it does not name taken out of it.</summary>
    public IReadOnlyDictionary<string, string?> Hide(IReadOnlyDictionary<string, string?> requested)
    {
        lock (_gate)
        {
            return _names.Where(name => !requested.ContainsKey(name)).Select(name => KeyValuePair.Create(name, (string?)null)).Concat(requested).ToDictionary();
        }
    }
}
