using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

// PowerShell's own parser and engine, for systems without pwsh.
//   PowerShellHost --parse FILE    reports the syntax errors of a script
//   PowerShellHost COMMAND         runs a command line and ends with its exit code, as pwsh -Command does
if (args is ["--parse", var file])
{
    Parser.ParseFile(file, out _, out var mistakes);
    foreach (var mistake in mistakes)
        await Console.Error.WriteLineAsync($"{mistake.Extent.StartLineNumber}: {mistake.Message}");
    return mistakes.Length == 0 ? 0 : 1;
}

// The engine comes without the modules that ship with pwsh. These are the cmdlets of them that build.ps1 uses; what a
// test wants to be downloaded lies in the folder DOWNLOADS under the last part of its address.
const string StandIns = """
    function Push-Location($path) { $ExecutionContext.SessionState.Path.PushCurrentLocation('here'); [void] $ExecutionContext.SessionState.Path.SetLocation($path) }
    function Pop-Location { [void] $ExecutionContext.SessionState.Path.PopLocation('here') }
    function Invoke-WebRequest([switch] $UseBasicParsing, $Uri, $OutFile) {
        $source = [IO.Path]::Combine($env:DOWNLOADS, ([Uri] $Uri).Segments[-1])
        if (-not [IO.File]::Exists($source)) { throw "No such host is known. ($(([Uri] $Uri).Host))" }
        [IO.File]::Copy($source, $OutFile)
    }
    """;

using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create(runspace);
try
{
    shell.AddScript(StandIns).Invoke();
    shell.Commands.Clear();
    foreach (var value in shell.AddScript(string.Join(' ', args)).Invoke())
        Console.WriteLine(value);
}
catch (RuntimeException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n{e.ErrorRecord.ScriptStackTrace}");
    return 1;
}

foreach (var error in shell.Streams.Error)
    await Console.Error.WriteLineAsync(error.ToString());
return runspace.SessionStateProxy.GetVariable("LASTEXITCODE") is int code ? code : 0;
