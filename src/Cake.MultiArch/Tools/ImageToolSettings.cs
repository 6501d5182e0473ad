using Cake.Core.Tooling;

namespace Cake.MultiArch.Podman;

/// <summary>
/// The settings of every command. Of Cake's tool settings, the addin supports <c>ToolPath</c>, <c>ToolTimeout</c>,
/// <c>WorkingDirectory</c>, <c>NoWorkingDirectory</c>, <c>EnvironmentVariables</c>, <c>ArgumentCustomization</c> and
/// <c>HandleExitCode</c>. It refuses <c>PostAction</c> and <c>SetupProcessSettings</c>, because it starts programs itself. Relative paths
/// in properties of a path type are relative to Cake's working directory.
/// </summary>
public abstract class ImageToolSettings : ToolSettings
{
    /// <summary>The words that name the command.</summary>
    internal abstract IReadOnlyList<string> Verb { get; }
}
