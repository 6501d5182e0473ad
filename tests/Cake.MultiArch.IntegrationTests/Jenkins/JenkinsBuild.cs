using System.Diagnostics;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Jenkins;

/// <summary>One build: its log as it grows, and how it ended.</summary>
internal sealed class JenkinsBuild : IDisposable
{
    /// <summary>Longer than any build of a test takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly string _result;
    private readonly StringBuilder _log = new();
    private JObject? _summary;

    public JenkinsBuild(ProcessStartInfo start, string result)
    {
        _result = result;
        File.Delete(result);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public bool HasEnded => _process.HasExited;

    public string Result => Summary["result"]!.Value<string>()!;

    public string? Description => Summary["description"]!.Value<string>();

    public IEnumerable<string> Archived => Summary["archived"]!.Values<string>()!;

    /// <summary>The JUnit files that were recorded, as <c>FILE TESTS FAILED</c>.</summary>
    public IEnumerable<string> TestResults => Summary["junit"]!.Select(file => $"{file["file"]} {file["tests"]} {file["failed"]}");

    /// <summary>The pod that the Jenkinsfile asks for.</summary>
    public JToken Pod => Summary["pod"]!;

    private JObject Summary =>
        _summary ??= JObject.Parse(File.Exists(_result) ? File.ReadAllText(_result) : throw new InvalidOperationException(Log));

    /// <summary>Presses the X of the build.</summary>
    public Task AbortAsync() => _process.StandardInput.WriteLineAsync("abort");

    public async Task EndAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _summary = Summary;
    }

    /// <summary>The log of a build is plain: no colour, no cursor movement, and no secret that Jenkins had to mask.</summary>
    public JenkinsBuild ShouldBe(string result)
    {
        Result.ShouldBe(result, Log);
        Log.ShouldNotContain('\u001b');
        Log.ShouldNotContain('\r');
        Log.ShouldNotContain("****");
        Log.ShouldNotContain(JenkinsJob.Password);
        return this;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}
