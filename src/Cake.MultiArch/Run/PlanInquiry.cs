using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch.Run;

/// <summary>Writes how an image would be built.</summary>
internal sealed class PlanInquiry(OpenRun run)
{
    /// <param name="image">The image.</param>
    /// <param name="tagged">What is wanted, and its source.</param>
    /// <param name="support">How the host runs each foreign platform; empty if nobody looked.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">There is no podman, or what is asked for gives a wrong image.</exception>
    public async Task<Planned> RunAsync(ImageRun image, Tagged tagged, IReadOnlyList<PlatformSupport> support, CancellationToken token)
    {
        var podman = await run.Podman.VersionAsync(new PodmanVersionSettings(), token);
        var planned = await image.PlanAsync(tagged, podman, support);
        var settings = planned.Settings;
        var commands = new PlanCommands(run.Host, planned.Containerfiles, planned.Plan) { Clone = planned.Source.Cloned };
        var text = new PlanText(planned.Containerfiles, planned.Plan, commands);
        new ResultOutput(run.Host, settings.Format, settings.Output, Console.Out).Write(text.Lines(), text.Document);
        return planned;
    }
}
