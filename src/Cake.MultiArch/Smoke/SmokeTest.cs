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
/// Runs a command in the image of each platform, before a tag names it. One after another: emulated programs take a whole processor, and a
/// limit that several share would say nothing.
/// </summary>
internal sealed class SmokeTest(Host host, PodmanClient podman, RunFolder folder)
{
    private readonly ContainerRunner _runner = new(host, podman, folder.Environment);

    /// <param name="image">What was built.</param>
    /// <param name="command">What is run in it.</param>
    /// <param name="token">Ends it; the container is removed then.</param>
    /// <returns>One for each platform, in the order of the image, up to one after which there is no sense in going on.</returns>
    public async Task<IReadOnlyList<SmokeResult>> RunAsync(BuiltImage image, SmokeCommand command, CancellationToken token)
    {
        var results = new List<SmokeResult>();
        foreach (var platform in image.Platforms)
        {
            results.Add(await RunAsync(platform, command, token));

            // What the host lacks, it lacks for all of them, and a command that hangs would hang on each.
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
        var end = await _runner.RunAsync(ContainerRun.OfImage(folder.RunId, platform, built.ImageId, command.Words, command.Limit), Hear, token);
        var result = new SmokeResult(platform, end?.Container is { HasEnded: true } ended ? ended.ExitCode : null, host.Clock.GetElapsedTime(began), lines.ToList());
        IReadOnlyList<string> words = [.. command.Words.Select(host.Secrets.Redact)];
        var problem = end is null
            ? SmokeProblems.LimitReached(platform, words, command.Limit, lines.ToList())
            : ContainerFailures.Of(platform, words, end);
        host.Say(string.Create(CultureInfo.InvariantCulture, $"[{platform}] smoke test {(problem is null ? "passed" : "failed")} after {result.Duration.TotalSeconds:0.0} s"));
        return result with { Problem = problem };

        void Hear(ProcessLine line)
        {
            lines.Add(line.Text);
            host.Detail($"[{platform}] {line.Text}");
        }
    }
}
