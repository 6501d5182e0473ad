using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch;

/// <summary>
/// What a stage may use of the world. It is smaller than <see cref="ICakeContext"/> so that a stage does not know whether a
/// script, a Frosting task or a test called it.
/// </summary>
internal sealed class Host(
    ICakeLog log,
    IToolLocator tools,
    IFileSystem files,
    ICakeEnvironment environment,
    TimeProvider clock,
    bool showCommands = false)
{
    public ICakeLog Log { get; } = log;

    public IToolLocator Tools { get; } = tools;

    public IFileSystem Files { get; } = files;

    public ICakeEnvironment Environment { get; } = environment;

    public TimeProvider Clock { get; } = clock;

    /// <summary>Cake's ShowProcessCommandLine: command lines are shown at normal verbosity already.</summary>
    public bool ShowCommands { get; } = showCommands;

    /// <summary>The values that must never be shown.</summary>
    public Secrets Secrets { get; } = new();

    /// <summary>The variables that hold such values.</summary>
    public SecretVariables SecretVariables { get; } = new();

    public static Host From(ICakeContext context) => new(
        context.Log,
        context.Tools,
        context.FileSystem,
        context.Environment,
        TimeProvider.System,
        string.Equals(context.Configuration.GetValue("Settings_ShowProcessCommandLine"), "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes a path absolute against Cake's working directory.</summary>
    public string FullPath(string path) => System.IO.Path.GetFullPath(path, Environment.WorkingDirectory.FullPath);
}
