using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>The host that a stage has in a script: Cake's own tools, files and variables, with a working directory of the test's own.</summary>
internal static class RealHost
{
    public static Host Create(string workingDirectory, ICakeLog? log = null)
    {
        log ??= new NullLog();
        var environment = new RealEnvironment { WorkingDirectory = workingDirectory };
        var files = new FileSystem();
        var strategy = new ToolResolutionStrategy(
            files, environment, new Globber(files, environment), new CakeConfiguration(new Dictionary<string, string>()), log);
        return new Host(log, new ToolLocator(environment, new ToolRepository(environment), strategy), files, environment, TimeProvider.System);
    }

    /// <summary>Cake's own environment keeps its working directory in the process, for every test.</summary>
    private sealed class RealEnvironment : ICakeEnvironment
    {
        private readonly CakeEnvironment _cake = new(new CakePlatform(), new CakeRuntime());

        public required DirectoryPath WorkingDirectory { get; set; }

        public DirectoryPath UserHomeDirectory => _cake.UserHomeDirectory;

        public DirectoryPath ApplicationRoot => _cake.ApplicationRoot;

        public ICakePlatform Platform => _cake.Platform;

        public ICakeRuntime Runtime => _cake.Runtime;

        public DirectoryPath GetSpecialPath(SpecialPath path) => _cake.GetSpecialPath(path);

        public string? GetEnvironmentVariable(string variable) => _cake.GetEnvironmentVariable(variable);

        public IDictionary<string, string?> GetEnvironmentVariables() => _cake.GetEnvironmentVariables();
    }
}
