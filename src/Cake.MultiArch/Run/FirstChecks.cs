using Cake.MultiArch.Doctor;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Run;

/// <summary>The checks of Doctor that every run makes.</summary>
internal sealed class FirstChecks(Host host, PodmanClient podman, MultiArchSettings settings)
{
    /// <param name="checks">The checks.</param>
    /// <param name="checkedHost">The podman and the credentials.</param>
    /// <param name="source">What the Containerfiles say; null before there is a source.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">The run cannot succeed. It has the first reason; the log has the others.</exception>
    public async Task RunAsync(IEnumerable<ICheck> checks, CheckedHost checkedHost, SourceBuilds? source, CancellationToken token)
    {
        using var context = new CheckContext(host, podman, settings, checkedHost.AuthFile, token)
        {
            Version = checkedHost.Podman,
            Source = source,
        };
        var found = await new Examination(context).RunAsync(checks, token);
        foreach (
            var problem in found
                .Where(item => item.Finding.Status == FindingStatus.Warning)
                .Select(item => item.Finding.Problem)
                .OfType<Problem>()
        )
        {
            host.Warn(problem);
        }

        var failures = new DoctorReport(found).Failures;
        foreach (var further in failures.Skip(1))
        {
            host.Fail(further);
        }

        if (failures is [var first, ..])
        {
            throw new MultiArchException(first);
        }
    }
}
