using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Report;

/// <summary>Makes the report of what a run has done, or has not come to.</summary>
internal static class ReportBuilder
{
    /// <summary>The only builder there is so far: the podman of this host.</summary>
    private const string LocalBuilder = "local";

    public static MultiArchReport Build(RunRecords run) => new(
        MultiArchReport.CurrentSchemaVersion,
        run.Failure is null,
        run.Failure is null ? null : ProblemDocument.OfFailure(run.Failure),
        run.Podman is null ? null : new ReportedEngine("podman", (run.Podman.Server ?? run.Podman.Client).Text),
        run.Stages,
        run.Binfmt is null ? null : new ReportedBinfmt([.. run.Binfmt.Platforms.Select(Support)]),
        run.Settings is null ? [] : [Image(run, run.Settings)]);

    private static ReportedSupport Support(PlatformSupport support) => new(
        support.Platform.ToString(), BinfmtTable.Word(support.Mode), support.Interpreter, support.Flags, support.QemuVersion, support.Registered, support.Problem?.Id);

    private static ReportedImage Image(RunRecords run, MultiArchSettings settings)
    {
        var assembled = run.Assembled;
        return new ReportedImage(
            settings.Name,
            run.Plan?.Strategy.ToString().ToLowerInvariant(),
            assembled is null ? null : new ReportedIndex(assembled.Digest.ToString(), assembled.Index.MediaType, assembled.Content.Length),
            [.. settings.Destinations.Select(destination => Destination(run, destination))],
            [.. settings.Platforms.Select(platform => Platform(run, platform, assembled?.Index.Manifests.FirstOrDefault(entry => entry.Platform == platform)?.Digest.ToString()))]);
    }

    private static ReportedDestination Destination(RunRecords run, Destination destination)
    {
        var receipt = run.Receipt(destination);
        return new ReportedDestination(
            destination.Text, receipt?.Digest?.ToString(), receipt is { KeptRevision: null }, receipt is { IsOurs: true }, receipt?.KeptRevision);
    }

    private static ReportedPlatform Platform(RunRecords run, Platform platform, string? digest)
    {
        var built = run.Built?.Platforms.FirstOrDefault(built => built.Platform == platform);
        var planned = run.Plan?.Builds.FirstOrDefault(build => build.Platform == platform);
        var status = StatusOf(run, platform);
        return new ReportedPlatform(
            platform.ToString(),
            planned?.Mode.ToString().ToLowerInvariant(),
            LocalBuilder,
            status,
            digest,
            built?.ImageId,
            built?.SizeBytes,
            built is null ? null : Math.Round(built.Duration.TotalSeconds, 3),
            status == ReportedStatus.Skipped ? 0 : 1,
            status == ReportedStatus.Failed ? run.Failure?.Message : null,
            run.Files.FirstOrDefault(files => files.Platform == platform) is { } files ? Files(files) : null,
            run.Smoke.FirstOrDefault(smoke => smoke.Platform == platform) is { } smoke ? new ReportedSmoke(smoke.ExitCode, Math.Round(smoke.Duration.TotalSeconds, 3)) : null);
    }

    private static ReportedFiles Files(FileReport files) => new(
        files.Programs,
        files.Allowed,
        files.NotChecked,
        [.. files.Findings.Select(finding => new ReportedFinding(finding.Path, finding.Found, finding.Expected, finding.IsRefused))]);

    /// <summary>
    /// A platform that was not built because another failed is skipped; when they are built one after another, those before the
    /// one that failed were built.
    /// </summary>
    private static string StatusOf(RunRecords run, Platform platform)
    {
        var failed = (run.Failure as MultiArchException)?.Platforms ?? [];
        if (failed.Contains(platform.ToString()))
        {
            return ReportedStatus.Failed;
        }

        if (run.Built is not null)
        {
            return ReportedStatus.Succeeded;
        }

        var order = run.Plan is { Strategy: Strategy.Separate } plan && failed.Count == 1 ? plan.Platforms.Select(built => built.ToString()).ToList() : [];
        return order.Count > 0 && order.IndexOf(platform.ToString()) < order.IndexOf(failed[0]) ? ReportedStatus.Succeeded : ReportedStatus.Skipped;
    }
}

/// <summary>The words of the report's <c>status</c>.</summary>
internal static class ReportedStatus
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Skipped = "skipped";
}
