using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Skopeo;

/// <summary>Runs skopeo: one method a command, typed answers, and a <see cref="Problem"/> for every failure that the catalogue knows.</summary>
internal sealed partial class SkopeoClient(Host host) : ImageToolClient(host)
{
    /// <summary>The skopeo whose flags the settings have. None of them is read differently by another one, so none is asked for its version.</summary>
    private static readonly Version Known = new(1, 9);

    /// <summary>Copies an image, or with all of them an index. A bare name is one of a registry.</summary>
    /// <param name="source">A reference, or a name with a transport, for example <c>oci:FOLDER:TAG</c>.</param>
    /// <param name="destination">The same.</param>
    /// <param name="settings">How.</param>
    /// <param name="onLine">Called with each line that skopeo writes; null when nobody listens.</param>
    /// <param name="token">Interrupts skopeo.</param>
    public async Task<SkopeoCopyResult> CopyAsync(
        string source, string destination, SkopeoCopySettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var (from, to) = (Name(source), Name(destination));
        CheckCredentials(nameof(SkopeoCopySettings.SourceCredentials), settings.SourceCredentials, settings.SourceNoCredentials);
        CheckCredentials(nameof(SkopeoCopySettings.DestinationCredentials), settings.DestinationCredentials, settings.DestinationNoCredentials);
        if (IsOverridden(settings) && !settings.All && settings.MultiArch is null or SkopeoMultiArch.System)
        {
            // Refuses an image for another platform, which skopeo would copy.
            await InspectAsync(source, OfSource(settings), token).ConfigureAwait(false);
        }

        using var sourceFile = await CredentialsAsync(settings, settings.SourceCredentials, settings.SourceAuthFile ?? settings.AuthFile, token).ConfigureAwait(false);
        using var destinationFile = await CredentialsAsync(settings, settings.DestinationCredentials, settings.DestinationAuthFile ?? settings.AuthFile, token).ConfigureAwait(false);
        using var answer = new AnswerFile(Host, settings.DigestFile, "--digestfile");
        string[] added = [.. Flag("--src-authfile", sourceFile.File), .. Flag("--dest-authfile", destinationFile.File), .. answer.Arguments];
        var (outcome, request) = await RunAsync(settings, added, [from, to], onLine, token).ConfigureAwait(false);
        return answer.Read() is { } digest
            ? new SkopeoCopyResult(from, to, digest)
            : throw (outcome.ExitCode == 0
                ? new MultiArchException(SkopeoProblems.DigestNotTold(request.Show(Host.Secrets)))
                : Failure(request, outcome));
    }

    /// <summary>Looks at an image where it is, at that of one platform when it is an index.</summary>
    public async Task<SkopeoInspection> InspectAsync(string image, SkopeoInspectSettings settings, CancellationToken token)
    {
        var (outcome, request) = await AskAsync(image, settings, [], token).ConfigureAwait(false);
        var document = Json<JObject>(outcome.Output, out var why) ?? throw Unreadable(outcome, request, why);
        var inspection = SkopeoInspection.Read(document) ?? throw Unreadable(outcome, request, "It has no digest.");
        var wanted = new Platform(settings.OverrideOs ?? inspection.Os, settings.OverrideArch ?? inspection.Architecture);
        return inspection.Platform == wanted
            ? inspection
            : throw new MultiArchException(SkopeoProblems.AnotherPlatform(image, inspection.Platform, wanted, request.Show(Host.Secrets)));
    }

    /// <summary>Reads an index where it is.</summary>
    public async Task<ImageIndex> InspectIndexAsync(string image, SkopeoInspectSettings settings, CancellationToken token)
    {
        var (outcome, request) = await AskAsync(image, settings, ["--raw"], token).ConfigureAwait(false);
        return outcome.ExitCode == 0 ? ImageIndex.Parse(outcome.Output, image) : throw Failure(request, outcome);
    }

    private static string Name(string name) => PodmanClient.HasTransport(PodmanArguments.Operand(name)) ? name : PodmanClient.Registry + name;

    private static bool IsOverridden(SkopeoSettings settings) => (settings.OverrideOs ?? settings.OverrideArch) is not null;

    private static string[] Flag(string name, string? value) => value is null ? [] : [$"{name}={value}"];

    private static void CheckCredentials(string property, RegistryCredentials? credentials, bool isWithout)
    {
        if (credentials is not null && isWithout)
        {
            throw new MultiArchException(PodmanProblems.SettingRefused(property, "No credentials are to be used, too.", "Take one of the two away."));
        }
    }

    /// <summary>How the source of a copy is looked at.</summary>
    private static SkopeoInspectSettings OfSource(SkopeoCopySettings settings)
    {
        var source = HandedOnSettings.Surroundings<SkopeoInspectSettings>(settings);
        source.AuthFile = settings.SourceAuthFile ?? settings.AuthFile;
        source.Credentials = settings.SourceCredentials;
        source.CertDir = settings.SourceCertDir;
        source.DaemonHost = settings.SourceDaemonHost;
        source.NoCredentials = settings.SourceNoCredentials;
        source.NoTags = true;
        source.RetryTimes = settings.RetryTimes;
        source.SharedBlobDirectory = settings.SourceSharedBlobDirectory;
        source.TlsVerify = settings.SourceTlsVerify;
        return source;
    }

    private Task<PrivateAuthFile> CredentialsAsync(
        SkopeoSettings settings, RegistryCredentials? credentials, Cake.Core.IO.FilePath? authFile, CancellationToken token) =>
        CredentialsAsync(settings, credentials is null ? [] : [credentials], authFile, token);

    private async Task<(ProcessOutcome Outcome, ProcessRequest Request)> AskAsync(
        string image, SkopeoInspectSettings settings, string[] added, CancellationToken token)
    {
        var name = Name(image);
        CheckCredentials(nameof(SkopeoInspectSettings.Credentials), settings.Credentials, settings.NoCredentials);
        using var credentials = await CredentialsAsync(settings, settings.Credentials, settings.AuthFile, token).ConfigureAwait(false);
        return await RunAsync(settings, [.. credentials.Arguments, .. added], [name], onLine: null, token).ConfigureAwait(false);
    }

    private async Task<(ProcessOutcome Outcome, ProcessRequest Request)> RunAsync(
        SkopeoSettings settings, string[] added, string[] operands, Action<ProcessLine>? onLine, CancellationToken token)
    {
        CheckTool(settings);
        var program = settings.ToolPath?.MakeAbsolute(Host.Environment) ?? Host.Tools.Resolve(["skopeo", "skopeo.exe"])
            ?? throw new MultiArchException(SkopeoProblems.Missing());
        var arguments = new PodmanArguments(Host.Environment.WorkingDirectory, Known).All(settings, added, operands);
        var request = Customise(Request(program.FullPath, settings, arguments) with { CaptureOutput = true, OnLine = onLine }, settings);
        var outcome = await Runner.RunAsync(request, token).ConfigureAwait(false);
        return outcome.ExitCode == 0 || settings.HandleExitCode?.Invoke(outcome.ExitCode) == true
            ? (outcome, request)
            : throw Failure(request, outcome);
    }

    private MultiArchException Unreadable(ProcessOutcome outcome, ProcessRequest request, string why) => outcome.ExitCode != 0
        ? Failure(request, outcome)
        : new MultiArchException(SkopeoProblems.AnswerUnreadable(request.Show(Host.Secrets), Host.Secrets.Redact(why)));

    private MultiArchException Failure(ProcessRequest request, ProcessOutcome outcome)
    {
        var command = request.Show(Host.Secrets);
        IReadOnlyList<string> errors = [.. outcome.Errors.Select(Error)];
        var text = string.Join('\n', errors);
        var problem = UnknownFlag().Match(text) is { Success: true } unknown ? SkopeoProblems.FlagUnknown(command, unknown.Value)
            : NoSuchEntry().Match(text) is { Success: true } missing ? SkopeoProblems.PlatformMissing($"{missing.Groups["os"]}/{missing.Groups["arch"]}", command, outcome.Tail)
            : PodmanFailures.Explain(command, errors, outcome.Tail)
                ?? ProcessProblems.ProgramFailed("Skopeo", command, outcome.ExitCode, outcome.Tail, PodmanFailures.Line(errors));
        return new MultiArchException(problem, outcome.ExitCode);
    }

    /// <summary>Skopeo logs its error where podman prints it; the words behind that are those of the same library.</summary>
    private static string Error(string line) => FatalLine().Match(line) is { Success: true } fatal
        ? "Error: " + fatal.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal)
        : line;

    [GeneratedRegex("""level=fatal msg="(?<text>(?:[^"\\]|\\.)*)""", RegexOptions.CultureInvariant)]
    private static partial Regex FatalLine();

    [GeneratedRegex("""no image found in (?:image index|manifest list) for architecture "?(?<arch>[^",]+)"?, variant "[^"]*", OS "?(?<os>[^"\s]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex NoSuchEntry();

    [GeneratedRegex("unknown (?:shorthand )?flag: (?:'.' in )?(?<flag>-[^ \n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownFlag();
}
