using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Run;

/// <summary>A host that runs the platforms whose steps are emulated.</summary>
/// <param name="Support">How it runs each of them; empty if there was nothing to prepare.</param>
internal sealed record PreparedHost(IReadOnlyList<PlatformSupport> Support) : IStageOutcome
{
    public bool IsSkipped => Support.Count == 0;
}

/// <summary>Makes the host able to run the foreign platforms of the images.</summary>
internal sealed class BinfmtStage(OpenRun run)
{
    private static readonly PreparedHost NothingToPrepare = new([]);

    /// <exception cref="MultiArchException">A platform cannot be run here; the message has the commands that change it.</exception>
    public async Task<PreparedHost> RunAsync(BinfmtSettings settings, CancellationToken token)
    {
        if (settings.Mode == BinfmtMode.Off)
        {
            return NothingToPrepare;
        }

        var podman = await run.Podman.VersionAsync(new PodmanVersionSettings(), token);
        var wanted = settings.With([.. run.Images.SelectMany(image => image.PlatformsToRun(podman)).Distinct()]);
        if (wanted.Platforms.Count == 0)
        {
            return NothingToPrepare;
        }

        if (podman.Server is { } service)
        {
            run.Host.Say($"A podman {service.Text} service runs the steps ({service.OsArch}). The binfmt handlers of its host count; "
                + "those of this host stay as they are.");
            return NothingToPrepare;
        }

        var binfmt = await BinfmtHost.OfThisAsync(run.Host, settings.Mode, token);
        var (report, failure) = await binfmt.EnsureAsync(wanted, token);
        run.Facts.Binfmt = report;
        return failure is null ? new PreparedHost(report.Platforms) : throw new MultiArchException(failure);
    }
}
