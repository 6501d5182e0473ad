using System.Text.RegularExpressions;
using Cake.Core.IO;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Pushing and pulling images.</content>
internal sealed partial class PodmanClient
{
    /// <summary>The first podman that reports the digest of an image that a service pushed.</summary>
    private static readonly Version RemoteDigest = new(4, 6);

    /// <summary>
    /// Pushes an image to a reference or to a destination with a transport, such as <c>oci:FOLDER:TAG</c>. The name must not be a list, and
    /// <see cref="ImagePush"/> checks that.
    /// </summary>
    public async Task<PodmanPushResult> PushAsync(
        string image, string destination, PodmanPushSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        var version = await VersionAsync(settings, token);
        if (version.IsRemote && version.Version < RemoteDigest)
        {
            throw new MultiArchException(TransferProblems.DigestOverConnection(image, version.Version, RemoteDigest));
        }

        var (target, digest) = await PushAsync(settings, settings.DigestFile, image, destination, onLine, token);
        return new PodmanPushResult(target, digest, IsList: false);
    }

    /// <summary>
    /// Pulls an image by a reference or a name with a transport. It fails when the image is for another platform than requested.
    /// </summary>
    public async Task<PodmanPullResult> PullAsync(
        string image, PodmanPullSettings settings, Action<ProcessLine>? onLine, CancellationToken token)
    {
        FlagArguments.Operand(image);
        if (settings.Platform is not null && (settings.Os ?? settings.Arch ?? settings.Variant) is not null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanPullSettings.Platform", "Os, Arch or Variant is set too.", "Set only Platform."));
        }

        using var credentials = await CredentialsAsync(settings, token);
        var call = new PodmanCall(image) { ReadsOutput = true, Added = credentials.Arguments, OnLine = onLine };
        var outcome = await RunAsync(settings, call, token);
        IReadOnlyList<string> identifiers = [.. IdentifierLine().Matches(outcome.Process.Output).Select(match => match.Value).Distinct()];
        if (identifiers.Count == 0)
        {
            throw Unreadable(outcome, "It contains no image identifier.");
        }

        var images = await ImageInspectAsync(
            identifiers, HandedOnSettings.Surroundings<PodmanImageInspectSettings>(settings), token);
        if (await WantedAsync(settings, token) is { } wanted && images.FirstOrDefault(pulled => !IsFor(pulled, wanted)) is { } other)
        {
            var command = outcome.Request.Show(Host.Secrets);
            throw new MultiArchException(TransferProblems.PulledAnother(image, other.Platform, wanted, command));
        }

        return new PodmanPullResult(images[^1].Id, images);
    }

    [GeneratedRegex("^[0-9a-f]{64}$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierLine();

    /// <summary>An image may have no variant, and podman 4.3 never reports one.</summary>
    private static bool IsFor(ImageInspection image, Platform wanted) => image.Variant is null
        ? (image.Platform.Os, image.Platform.Architecture) == (wanted.Os, wanted.Architecture)
        : image.Platform == wanted;

    /// <summary>The platform in the settings; null without one.</summary>
    private async Task<Platform?> WantedAsync(PodmanPullSettings settings, CancellationToken token)
    {
        if (settings.Platform is not null || (settings.Os ?? settings.Arch) is null)
        {
            return settings.Platform;
        }

        var native = Platform.Parse((await VersionAsync(settings, token)).OsArch);
        return new Platform(settings.Os ?? native.Os, settings.Arch ?? native.Architecture, settings.Variant);
    }

    /// <summary>Pushes an image or a list. It returns the destination with its transport, and the digest that podman reports.</summary>
    private async Task<(string Destination, string Digest)> PushAsync(
        PodmanRegistrySettings settings,
        FilePath? digestFile,
        string source,
        string destination,
        Action<ProcessLine>? onLine,
        CancellationToken token)
    {
        FlagArguments.Operand(destination);
        var target = HasTransport(destination) ? destination : Registry + destination;
        if (!target.StartsWith(Registry, StringComparison.Ordinal) && (await VersionAsync(settings, token)).IsRemote)
        {
            throw new MultiArchException(RemoteProblems.DestinationIsLocalOnly(destination));
        }

        using var credentials = await CredentialsAsync(settings, token);
        using var answer = new AnswerFile(Host, digestFile, "--digestfile");
        var call = new PodmanCall(source, target) { Added = [.. credentials.Arguments, .. answer.Arguments], OnLine = onLine };
        var outcome = await RunAsync(settings, call, token);
        if (answer.Read() is { } digest)
        {
            return (target, digest);
        }

        throw outcome.Process.ExitCode == 0
            ? new MultiArchException(TransferProblems.DigestNotTold(outcome.Request.Show(Host.Secrets)))
            : Failure(outcome.Request, outcome.Process);
    }
}
