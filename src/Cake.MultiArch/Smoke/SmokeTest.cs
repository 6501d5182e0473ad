using System.Globalization;
using Cake.MultiArch.Build;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Smoke;

/// <summary>
/// Runs a command in the image of each platform before a tag moves. The platforms run one after another, because an emulated program uses
/// a whole processor, and platforms that share processors would need an unknown time limit.
/// </summary>
internal sealed class SmokeTest(Host host, PodmanClient podman, RunFolder folder)
{
    private readonly ContainerRunner _runner = new(host, podman, folder.Environment);

    /// <returns>
    /// One result per platform, in the order of the image. A failure that every later platform would repeat is the last result.
    /// </returns>
    public async Task<IReadOnlyList<SmokeResult>> RunAsync(BuiltImage image, SmokeCommand command, CancellationToken token)
    {
        var results = new List<SmokeResult>();
        foreach (var platform in image.Platforms)
        {
            results.Add(await RunAsync(platform, command, token));

            // A host that cannot run containers fails on every platform, and a command that hangs would hang on every platform.
            if (results[^1].Problem is { } problem && (problem.Kind == SmokeProblems.Host || problem.Kind == SmokeProblems.Limit))
            {
                break;
            }
        }

        return results;
    }

    private async Task<SmokeResult> RunAsync(BuiltPlatform built, SmokeCommand command, CancellationToken token)
    {
        var platform = built.Platform;
        var lines = new LastLines();
        var began = host.Clock.GetTimestamp();
        var container = ContainerRun.OfImage(folder.RunId, platform, built.ImageId, command.Words, command.Limit);
        var end = await _runner.RunAsync(container, Hear, token);
        int? exitCode = end?.Container is { HasEnded: true } ended ? ended.ExitCode : null;
        var result = new SmokeResult(platform, exitCode, host.Clock.GetElapsedTime(began), lines.ToList());
        IReadOnlyList<string> words = [.. command.Words.Select(host.Secrets.Redact)];
        var problem = end is null
            ? SmokeProblems.LimitReached(platform, words, command.Limit, lines.ToList())
            : ContainerFailures.Of(platform, words, end);
        var seconds = result.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        host.Say($"[{platform}] smoke test {(problem is null ? "passed" : "failed")} after {seconds} s");
        return result with { Problem = problem };

        void Hear(ProcessLine line)
        {
            lines.Add(line.Text);
            host.Detail($"[{platform}] {line.Text}");
        }
    }
}
