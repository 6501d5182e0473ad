using Cake.MultiArch.Problems;
using Newtonsoft.Json;

namespace Cake.MultiArch.Report;

/// <summary>The document <c>multiarch-report.json</c>: what a run did, or why it failed. Durations are seconds, sizes are bytes.</summary>
internal sealed record MultiArchReport(
    [property: JsonProperty("schemaVersion", Order = 0)] int SchemaVersion,
    [property: JsonProperty("succeeded", Order = 1)] bool Succeeded,
    [property: JsonProperty("error", Order = 2)] ProblemDocument? Error,
    [property: JsonProperty("engine", Order = 3)] ReportedEngine? Engine,
    [property: JsonProperty("stages", Order = 4)] IReadOnlyList<ReportedStage> Stages,
    [property: JsonProperty("binfmt", Order = 5)] ReportedBinfmt? Binfmt,
    [property: JsonProperty("images", Order = 6)] IReadOnlyList<ReportedImage> Images)
{
    public const int CurrentSchemaVersion = 1;
    public const string FileName = "multiarch-report.json";
}

internal sealed record ReportedEngine(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("version")] string Version);

internal sealed record ReportedStage(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("status")] string Status,
    [property: JsonProperty("durationSeconds")] double DurationSeconds);

/// <summary>How the host runs the platforms with emulated build steps; null in the report if this was not checked.</summary>
internal sealed record ReportedBinfmt(
    [property: JsonProperty("platforms")] IReadOnlyList<ReportedSupport> Platforms);

internal sealed record ReportedSupport(
    [property: JsonProperty("platform")] string Platform,
    [property: JsonProperty("mode")] string Mode,
    [property: JsonProperty("interpreter")] string? Interpreter,
    [property: JsonProperty("flags")] string? Flags,
    [property: JsonProperty("qemuVersion")] string? QemuVersion,
    [property: JsonProperty("registered")] bool Registered,
    [property: JsonProperty("problem")] string? Problem);

internal sealed record ReportedImage(
    [property: JsonProperty("name")] string Name,
    [property: JsonProperty("strategy")] string? Strategy,
    [property: JsonProperty("index")] ReportedIndex? Index,
    [property: JsonProperty("destinations")] IReadOnlyList<ReportedDestination> Destinations,
    [property: JsonProperty("platforms")] IReadOnlyList<ReportedPlatform> Platforms);

internal sealed record ReportedIndex(
    [property: JsonProperty("digest")] string Digest,
    [property: JsonProperty("mediaType")] string MediaType,
    [property: JsonProperty("size")] long Size);

internal sealed record ReportedDestination(
    [property: JsonProperty("reference")] string Reference,
    [property: JsonProperty("digest")] string? Digest,
    [property: JsonProperty("pushed")] bool Pushed,
    [property: JsonProperty("verified")] bool Verified,
    [property: JsonProperty("keptRevision")] string? KeptRevision);

internal sealed record ReportedPlatform(
    [property: JsonProperty("platform")] string Platform,
    [property: JsonProperty("mode")] string? Mode,
    [property: JsonProperty("builder")] string? Builder,
    [property: JsonProperty("status")] string Status,
    [property: JsonProperty("digest")] string? Digest,
    [property: JsonProperty("imageId")] string? ImageId,
    [property: JsonProperty("sizeBytes")] long? SizeBytes,
    [property: JsonProperty("durationSeconds")] double? DurationSeconds,
    [property: JsonProperty("attempts")] int Attempts,
    [property: JsonProperty("error")] string? Error,
    [property: JsonProperty("files")] ReportedFiles? Files,
    [property: JsonProperty("smoke")] ReportedSmoke? Smoke);

/// <summary>The result of checking the programs and libraries of an image; null in the report if they were not checked.</summary>
internal sealed record ReportedFiles(
    [property: JsonProperty("programs")] int Programs,
    [property: JsonProperty("allowed")] int Allowed,
    [property: JsonProperty("notChecked")] string? NotChecked,
    [property: JsonProperty("findings")] IReadOnlyList<ReportedFinding> Findings);

internal sealed record ReportedFinding(
    [property: JsonProperty("path")] string Path,
    [property: JsonProperty("found")] string Found,
    [property: JsonProperty("expected")] string Expected,
    [property: JsonProperty("refused")] bool Refused);

/// <summary>How the smoke test ended; null in the report if there was none. The exit code is null if it did not end by itself.</summary>
internal sealed record ReportedSmoke(
    [property: JsonProperty("exitCode")] int? ExitCode,
    [property: JsonProperty("durationSeconds")] double DurationSeconds);
