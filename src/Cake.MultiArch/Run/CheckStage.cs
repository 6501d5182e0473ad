using Cake.MultiArch.Assemble;
using Cake.MultiArch.Doctor;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Run;

/// <summary>A host that was found able to begin.</summary>
/// <param name="Podman">The podman that builds.</param>
/// <param name="AuthFile">The file of credentials that programs are given; null for podman's own places.</param>
internal sealed record CheckedHost(PodmanVersionInfo Podman, string? AuthFile);

/// <summary>
/// Finds what would fail later: a podman that is missing or too old, wrong credentials, a folder that holds something else.
/// </summary>
internal sealed class CheckStage(OpenRun run)
{
    /// <exception cref="MultiArchException">The run cannot succeed.</exception>
    public async Task<CheckedHost> RunAsync(bool publishes, CancellationToken token)
    {
        var podman = await run.Podman.VersionAsync(new PodmanVersionSettings(), token);
        (run.Facts.Podman, run.Facts.Builder) = (podman, BuilderName.Of(podman, run.Host.Environment));
        var host = new CheckedHost(podman, await run.Credentials.ProveAsync(run.Wanted.Common, token));
        foreach (var settings in run.Wanted.Images)
        {
            await new FirstChecks(run.Host, run.Podman, settings).RunAsync(DoctorChecks.BeforeSource(publishes), host, source: null, token);
            if (publishes)
            {
                ImageExport.Check(settings.Form, podman);
            }
        }

        return host;
    }
}
