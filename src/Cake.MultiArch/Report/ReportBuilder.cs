using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Report;

/// <summary>Makes the report from what a run has observed.</summary>
internal static class ReportBuilder
{
    public static MultiArchReport Build(RunFacts run) => new(
        MultiArchReport.CurrentSchemaVersion,
        run.Failure is null,
        run.Failure is null ? null : ProblemDocument.OfFailure(run.Failure),
        run.Podman is null ? null : new ReportedEngine("podman", (run.Podman.Server ?? run.Podman.Client).Text),
        run.Stages,
        run.Binfmt is null ? null : new ReportedBinfmt([.. run.Binfmt.Platforms.Select(Support)]),
        [.. run.Images.Select(image => Image(run, image))]);

    private static ReportedSupport Support(PlatformSupport support) =>
        new(
            support.Platform.ToString(),
            BinfmtTable.Word(support.Mode),
            support.Interpreter,
            support.Flags,
            support.QemuVersion,
            support.Registered,
            support.Problem?.Id
        );

    private static ReportedImage Image(RunFacts run, ImageFacts image)
    {
        var (settings, assembled) = (image.Settings, image.Assembled);
        return new ReportedImage(
            settings.Name,
            image.Plan?.Strategy.ToString().ToLowerInvariant(),
            assembled is null ? null : new ReportedIndex(assembled.Digest.ToString(), assembled.Index.MediaType, assembled.Content.Length),
            [.. settings.Destinations.Select(destination => Destination(image, destination))],
            [
                .. settings.Platforms.Select(platform =>
                    Platform(
                        run,
                        image,
                        platform,
                        assembled?.Index.Manifests.FirstOrDefault(entry => entry.Platform == platform)?.Digest.ToString()
                    )
                ),
            ]
        );
    }

    private static ReportedDestination Destination(ImageFacts image, Destination destination)
    {
        var receipt = image.Receipt(destination);
        return new ReportedDestination(
            destination.Text,
            receipt?.Digest?.ToString(),
            receipt is { KeptRevision: null },
            receipt is { IsOurs: true },
            receipt?.KeptRevision
        );
    }

    private static ReportedPlatform Platform(RunFacts run, ImageFacts image, Platform platform, string? digest)
    {
        var built = image.Built?.Platforms.FirstOrDefault(built => built.Platform == platform);
        var planned = image.Plan?.Builds.FirstOrDefault(build => build.Platform == platform);
        var attempts = image.Progress.Attempts(platform);
        var status = StatusOf(run, image, platform);
        return new ReportedPlatform(
            platform.ToString(),
            planned?.Mode.ToString().ToLowerInvariant(),
            attempts > 0 ? run.Builder : null,
            status,
            digest,
            built?.ImageId,
            built?.SizeBytes,
            image.Progress.Duration(platform) is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
            attempts,
            status == ReportedStatus.Failed ? run.Failure?.Message : null,
            image.Files.FirstOrDefault(files => files.Platform == platform) is { } files ? Files(files) : null,
            image.Smoke.FirstOrDefault(smoke => smoke.Platform == platform) is { } smoke
                ? new ReportedSmoke(smoke.ExitCode, Math.Round(smoke.Duration.TotalSeconds, 3))
                : null
        );
    }

    private static ReportedFiles Files(FileReport files) => new(
        files.Programs,
        files.Allowed,
        files.NotChecked,
        [.. files.Findings.Select(finding => new ReportedFinding(finding.Path, finding.Found, finding.Expected, finding.IsRefused))]);

    /// <summary>A platform that was not built because another one failed is skipped.</summary>
    private static string StatusOf(RunFacts run, ImageFacts image, Platform platform)
    {
        if ((run.Failure as MultiArchException)?.Platforms.Contains(platform.ToString()) == true)
        {
            return ReportedStatus.Failed;
        }

        return image.Built is not null || image.Progress.IsFinished(platform) ? ReportedStatus.Succeeded : ReportedStatus.Skipped;
    }
}

/// <summary>The words of the report's <c>status</c>.</summary>
internal static class ReportedStatus
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
}
