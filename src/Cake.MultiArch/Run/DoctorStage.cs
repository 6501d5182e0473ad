using Cake.MultiArch.Doctor;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;

namespace Cake.MultiArch.Run;

/// <summary>Makes every check for an image, and writes what was found.</summary>
internal sealed class DoctorStage(OpenRun run)
{
    private readonly List<Checked> _found = [];

    /// <param name="image">The image.</param>
    /// <param name="tagged">The image with its source; null if that could not be had.</param>
    /// <param name="cloned">What the clone said.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">A run would fail (MA1901).</exception>
    public async Task<DoctorReport> RunAsync(ImageRun image, Tagged? tagged, IEnumerable<Checked> cloned, CancellationToken token)
    {
        var settings = image.Facts.Settings;
        _found.AddRange(cloned);
        var podman = await TryAsync("podman", () => run.Podman.VersionAsync(new PodmanVersionSettings(), token));
        var source = podman is null || tagged is null
            ? null
            : await TryAsync("containerfile", () => Task.FromResult(image.ReadContainerfiles(tagged, podman)));
        var access = await TryAsync("authfile", async () => new Access(await run.Credentials.TakeAsync(settings, token)));
        using var context = new CheckContext(run.Host, run.Podman, settings, (access ?? new Access(settings.AuthFile)).AuthFile, token)
        {
            Version = podman,
            Source = source,
        };
        _found.AddRange(await new Examination(context).RunAsync(DoctorChecks.All, token));
        var report = new DoctorReport(_found);
        new ResultOutput(run.Host, settings.Format, settings.Output, Console.Out).Write(report.Lines(), report.Document, report.JUnit);
        return report.Failures.Count == 0 ? report : throw new MultiArchException(DoctorProblems.Found(report.Failures));
    }

    private async Task<T?> TryAsync<T>(string name, Func<Task<T>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (MultiArchException e)
        {
            _found.Add(new Checked(name, Finding.Failure(e.Problem)));
        }
        catch (Exception e) when (e.IsFileError)
        {
            _found.Add(new Checked(name, Finding.Failure(FileAccessProblems.Unusable(name, e.Message))));
        }

        return null;
    }

    private sealed record Access(string? AuthFile);
}
