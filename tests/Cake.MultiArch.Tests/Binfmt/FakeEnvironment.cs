using Cake.Core;
using Cake.Core.IO;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>An environment with only the variables that a test names.</summary>
internal sealed class FakeEnvironment(string workingDirectory) : ICakeEnvironment
{
    public Dictionary<string, string?> Variables { get; } = [];

    public DirectoryPath WorkingDirectory { get; set; } = workingDirectory;

    public DirectoryPath ApplicationRoot => WorkingDirectory;

    public ICakePlatform Platform { get; } = new CakePlatform();

    public ICakeRuntime Runtime { get; } = new CakeRuntime();

    public DirectoryPath GetSpecialPath(SpecialPath path) => WorkingDirectory;

    public string GetEnvironmentVariable(string variable) => Variables.GetValueOrDefault(variable)!;

    public IDictionary<string, string> GetEnvironmentVariables() => Variables.ToDictionary(pair => pair.Key, pair => pair.Value ?? "");
}
