using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Smoke;

namespace Cake.MultiArch.Run;

/// <summary>An image in which a command succeeded on every platform.</summary>
internal sealed record Smoked(Built Built, IReadOnlyList<SmokeResult> Results);

/// <summary>Runs a command in the image of each platform, before a tag names it.</summary>
internal sealed class SmokeStage(OpenRun run)
{
    /// <exception cref="MultiArchException">The command failed on a platform (MA163x).</exception>
    public async Task<Smoked> RunAsync(Built built, SmokeCommand command, ImageFacts facts, CancellationToken token)
    {
        var results = await new SmokeTest(run.Host, run.Podman, run.Folder).RunAsync(built.Image, command, token);
        facts.Smoke = results;
        return SmokeResult.FailureOf(results) is { } failure ? throw failure : new Smoked(built, results);
    }
}
