using Cake.Core.Diagnostics;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting;

/// <content>
/// What is said at which verbosity:
/// <list type="table">
/// <item><term>Fail</term><description>Quiet: an error that does not end the run.</description></item>
/// <item><term>Result</term><description>Quiet: what the user asked for.</description></item>
/// <item><term>Warn</term><description>Minimal: the run goes on, and the user should know.</description></item>
/// <item><term>Say</term><description>Normal: one line per step.</description></item>
/// <item><term>Detail</term><description>Verbose: what podman says, and why something was decided.</description></item>
/// <item><term>Trace</term><description>Diagnostic: for the search for a fault.</description></item>
/// </list>
/// </content>
internal sealed partial class Host
{
    /// <summary>Cake's <c>ShowProcessCommandLine</c> shows command lines at normal verbosity.</summary>
    private Verbosity CommandVerbosity => showCommands ? Verbosity.Normal : Verbosity.Diagnostic;

    public bool ShowsCommands => log.Verbosity >= CommandVerbosity;

    public void Fail(string text) => log.Write(Verbosity.Quiet, LogLevel.Error, "{0}", text);

    public void Fail(Problem problem) => Fail(problem.ToString());

    public void Result(string text) => log.Write(Verbosity.Quiet, LogLevel.Information, "{0}", text);

    public void Warn(string text) => log.Write(Verbosity.Minimal, LogLevel.Warning, "{0}", text);

    public void Warn(Problem problem) => Warn(problem.ToString());

    public void Say(string text) => log.Write(Verbosity.Normal, LogLevel.Information, "{0}", text);

    public void Detail(string text) => log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", text);

    public void Trace(string text) => log.Write(Verbosity.Diagnostic, LogLevel.Debug, "{0}", text);

    public void ShowCommand(string command) => log.Write(CommandVerbosity, LogLevel.Information, "{0}", $"$ {command}");
}
