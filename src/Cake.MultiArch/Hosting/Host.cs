using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.Tooling;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Hosting;

/// <summary>
/// What a stage may use: log, tools, environment and clock. It is smaller than <see cref="ICakeContext"/>, so a stage does not
/// know whether a script, a Frosting task or a test called it.
/// </summary>
internal sealed partial class Host(
    ICakeLog log, IToolLocator tools, ICakeEnvironment environment, TimeProvider clock, bool showCommands = false)
{
    public IToolLocator Tools { get; } = tools;

    public ICakeEnvironment Environment { get; } = environment;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Values that must never be shown.</summary>
    public Secrets Secrets { get; } = new();

    /// <summary>Environment variables that hold such values.</summary>
    public SecretVariables SecretVariables { get; } = new();

    public static Host From(ICakeContext context) => new(
        context.Log,
        context.Tools,
        context.Environment,
        TimeProvider.System,
        string.Equals(context.Configuration.GetValue("Settings_ShowProcessCommandLine"), "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>A relative path starts at Cake's working directory.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Environment.WorkingDirectory.FullPath);
}
