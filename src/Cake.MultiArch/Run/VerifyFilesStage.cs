using Cake.MultiArch.Assemble;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Report;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Run;

/// <summary>An image whose programs and libraries were found to be of its platform.</summary>
internal sealed record VerifiedFiles(Built Built, IReadOnlyList<FileReport> Reports);

/// <summary>Looks at the programs and libraries of what was built, before anybody else can have it.</summary>
internal sealed class VerifyFilesStage(OpenRun run)
{
    /// <param name="built">What was built.</param>
    /// <param name="assemble">Takes the images out of the storage, where their files cannot be read in it.</param>
    /// <param name="facts">Has what was found, also if it is refused.</param>
    /// <param name="token">Stops it.</param>
    /// <exception cref="MultiArchException">An image has programs that its platform cannot run (MA1561).</exception>
    public async Task<VerifiedFiles> RunAsync(
        Built built, Func<CancellationToken, Task<AssembledImage>> assemble, ImageFacts facts, CancellationToken token)
    {
        var settings = built.Planned.Settings;
        var stored = new StoredFiles(run.Podman, new PodmanCommandSettings { EnvironmentVariables = run.Folder.Environment });
        var reports = await new BuiltFiles(run.Host, stored, settings).CheckAsync(built.Image, assemble, token);
        facts.Files = reports;
        foreach (var sentence in reports.Select(report => report.NotChecked).OfType<string>())
        {
            run.Host.Say(sentence);
        }

        if (reports.Any(report => report.Warnings.Count > 0))
        {
            run.Host.Warn(FileProblems.Warned(settings.Name, reports));
        }

        var refused = reports.Where(report => report.Refused.Count > 0).ToList();
        return refused.Count == 0
            ? new VerifiedFiles(built, reports)
            : throw new MultiArchException(FileProblems.Refused(settings.Name, reports))
            {
                Platforms = [.. refused.Select(report => report.Platform.ToString())],
            };
    }
}
