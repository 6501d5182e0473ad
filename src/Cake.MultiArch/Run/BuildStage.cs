using Cake.MultiArch.Build;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch.Run;

/// <summary>An image that was built into a local list.</summary>
internal sealed record Built(Planned Planned, BuiltImage Image);

/// <summary>Builds every platform into a local list, and checks the list.</summary>
internal sealed class BuildStage(OpenRun run, CheckedHost host)
{
    /// <exception cref="MultiArchException">Something cannot be built, or the list is not what was asked for.</exception>
    public async Task<Built> RunAsync(Planned planned, ImageFacts facts, CancellationToken token)
    {
        var (settings, plan) = (planned.Settings, planned.Plan);
        await new FirstChecks(run.Host, run.Podman, settings).RunAsync(DoctorChecks.BeforeBuild, host, planned.Containerfiles, token);
        facts.Plan = plan;
        Tell(planned);
        await run.CleanUp.BeginAsync(token);
        var clone = planned.Source.Cloned;
        foreach (var doubt in settings.Reproducible ? ReproducibleSource.Doubts(plan, isClone: clone is not null) : [])
        {
            run.Host.Warn(doubt);
        }

        using var same = settings.Reproducible && clone is not null ? new ReproducibleSource(clone.Folder, run.Folder.Repository) : null;
        var builder = new Builder(
            run.Host,
            run.Podman,
            settings,
            run.Folder,
            host.AuthFile,
            new MadeImages(run.CleanUp.Journal),
            facts.Progress
        );
        var image = await builder.BuildAsync(plan, token);
        facts.Built = image;
        return new Built(planned, image);
    }

    private void Tell(Planned planned)
    {
        foreach (var warning in DotnetUnderQemu.Warnings(planned.Plan.Builds))
        {
            run.Host.Warn(warning);
        }

        foreach (var line in PlanText.Copies(planned.Plan, planned.Podman))
        {
            run.Host.Say(line);
        }

        foreach (var build in planned.Plan.Builds)
        {
            run.Host.Say($"[{build.Platform}] {build.Mode.ToString().ToLowerInvariant()}");
        }
    }
}
