using Cake.Core.Tooling;

namespace Cake.MultiArch.Podman;

/// <summary>
/// The settings of every command. Of Cake's tool settings, <c>ToolPath</c>, <c>ToolTimeout</c>, <c>WorkingDirectory</c>,
/// <c>NoWorkingDirectory</c>, <c>EnvironmentVariables</c>, <c>ArgumentCustomization</c> and <c>HandleExitCode</c> are honoured;
/// <c>PostAction</c> and <c>SetupProcessSettings</c> are refused, because the addin starts programs itself. Relative paths in properties
/// of a path type are relative to Cake's working directory.
/// </summary>
public abstract class ImageToolSettings : ToolSettings
{
    /// <summary>The words that name the command.</summary>
    internal abstract IReadOnlyList<string> Verb { get; }
}
