using Cake.Core;
using Cake.Core.IO;

namespace Cake.MultiArch.Testing;

/// <summary>Cake's environment with variables of the test's own on top.</summary>
public sealed class TestEnvironment(IReadOnlyDictionary<string, string> variables) : ICakeEnvironment
{
    private readonly CakeEnvironment _real = new(new CakePlatform(), new CakeRuntime());

    public DirectoryPath WorkingDirectory { get; set; } = "/";

    public DirectoryPath UserHomeDirectory => _real.UserHomeDirectory;

    public DirectoryPath ApplicationRoot => _real.ApplicationRoot;

    public ICakePlatform Platform => _real.Platform;

    public ICakeRuntime Runtime => _real.Runtime;

    public DirectoryPath GetSpecialPath(SpecialPath path) => _real.GetSpecialPath(path);

    public string? GetEnvironmentVariable(string variable) =>
        variables.TryGetValue(variable, out var value) ? (value.Length > 0 ? value : null) : _real.GetEnvironmentVariable(variable);

    public IDictionary<string, string?> GetEnvironmentVariables()
    {
        var all = _real.GetEnvironmentVariables();
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        return all;
    }
}
