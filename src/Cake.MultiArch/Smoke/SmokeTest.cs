using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch.Smoke;

/// <summary>
/// Runs a command in the image of each platform, before a tag names it. One after another: emulated programs take a whole processor, and a
/// limit that several share would say nothing.
/// </summary>
internal sealed class SmokeTest(Host host, PodmanClient podman, RunFolder folder)
{
    private readonly ContainerRunner _runner = new(host, podman, new PodmanCommandSettings { EnvironmentVariables = folder.Environment });

    /// <param name="image">What was built.</param>
    /// <param name="command">What is run in it.</param>
    /// <param name="token">Ends it; the container is removed then.</param>
    /// <returns>One for each platform, in the order of the image.</returns>
    /// <exception cref="MultiArchException">The command failed on a platform, or cannot be run here.</exception>
    public async Task<IReadOnlyList<SmokeResult>> RunAsync(BuiltImage image, SmokeCommand command, CancellationToken token)
    {
        var results = new List<SmokeResult>();
        var failures = new List<SmokeFailure>();
        foreach (var built in image.Platforms)
        {
            try
            {
                results.Add(await RunAsync(built, command, token).ConfigureAwait(false));
            }
            catch (MultiArchException e)
            {
                failures.Add(new SmokeFailure(built.Platform, e));

                // What the host lacks, it lacks for all of them, and a command that hangs would hang on each.
                if (e.Problem.Kind == SmokeProblems.Host || e.Problem.Kind == SmokeProblems.Limit)
                {
                    break;
                }
            }
        }

        return failures.Count == 0 ? results : throw SmokeFailure.Of(failures);
    }

    private async Task<SmokeResult> RunAsync(BuiltPlatform built, SmokeCommand command, CancellationToken token)
    {
        var platform = built.Platform;
        var lines = new LastLines();
        var began = host.Clock.GetTimestamp();
        var end = await _runner.RunAsync(ContainerRun.OfImage(folder.RunId, platform, built.ImageId, command.Words, command.Limit), Hear, token).ConfigureAwait(false);
        var duration = host.Clock.GetElapsedTime(began);
        var problem = end is null
            ? SmokeProblems.LimitReached(platform, command.Words, command.Limit, lines.ToList())
            : ContainerFailures.Of(platform, command.Words, end);
        if (problem is not null)
        {
            throw new MultiArchException(problem, end?.Container is { ExitCode: > 0 and var code } ? code : 1);
        }

        host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"[{platform}] smoke test passed in {duration.TotalSeconds:0.0} s");
        return new SmokeResult(platform, ExitCode: 0, duration, lines.ToList());

        void Hear(ProcessLine line)
        {
            lines.Add(line.Text);
            host.Log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", $"[{platform}] {line.Text}");
        }
    }
}
