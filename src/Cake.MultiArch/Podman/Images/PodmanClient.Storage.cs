using System.Text.RegularExpressions;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Names in the local storage, and podman's host.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Gives an image or a list additional names. A list stays a list (tested with 4.3 and 5.4).</summary>
    public async Task TagAsync(string image, IReadOnlyList<string> names, PodmanTagSettings settings, CancellationToken token)
    {
        foreach (var name in names)
        {
            FlagArguments.Operand(name);
            if (!ImageReference.TryParse(name, out var reference, out var why) || reference.Digest is not null)
            {
                throw new MultiArchException(TransferProblems.NotATag(name, why ?? "It has a digest, and nobody can choose a digest."));
            }
        }

        if (names.Count == 0)
        {
            throw new MultiArchException(ToolProblems.NotAName(""));
        }

        await RunAsync(settings, new PodmanCall([image, .. names]), token);
    }

    /// <summary>
    /// Whether the local storage has an image or a list with this name. Podman answers no for a list without an image for its own platform,
    /// so it is also asked for a list.
    /// </summary>
    public async Task<bool> ImageExistsAsync(string image, PodmanImageExistsSettings settings, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, new PodmanCall(image), token);
        return outcome.ExitCode switch
        {
            0 => true,
            1 => await PresenceAsync(image, settings, token) != ManifestPresence.Absent,
            var code when settings.HandleExitCode?.Invoke(code) == true => false,
            _ => throw Failure(request, outcome),
        };
    }

    /// <summary>
    /// Removes images and lists, or everything when <c>names</c> is null. For a list, <c>podman image rm</c> would remove the image of one
    /// platform and keep the list. So lists are removed with their own command.
    /// </summary>
    /// <remarks>https://github.com/containers/podman/issues/23315</remarks>
    public async Task<PodmanImageRemoveResult> ImageRemoveAsync(
        IReadOnlyList<string>? names, PodmanImageRemoveSettings settings, CancellationToken token)
    {
        CheckAll("PodmanImageRemoveSettings.All", settings.All, names is not null, "PodmanImageRemove");
        var lists = new List<string>();
        var images = new List<string>();
        foreach (var name in names ?? [])
        {
            FlagArguments.Operand(name);
            (await PresenceAsync(name, settings, token) == ManifestPresence.List ? lists : images).Add(name);
        }

        var answers = new List<string>();
        foreach (var list in lists)
        {
            var removal = HandedOnSettings.InPlaceOf<ManifestDeleteSettings>(settings);
            answers.Add((await RunAsync(removal, new PodmanCall(list) { ReadsOutput = true }, token)).Process.Output);
        }

        if (images.Count > 0 || settings.All)
        {
            answers.Add((await RunAsync(settings, new PodmanCall(images) { ReadsOutput = true }, token)).Process.Output);
        }

        return new PodmanImageRemoveResult(After("Untagged: "), After("Deleted: "));

        IReadOnlyList<string> After(string word) =>
        [
            .. string.Concat(answers).Split('\n')
                .Where(line => line.StartsWith(word, StringComparison.Ordinal))
                .Select(line => line[word.Length..].Trim()),
        ];
    }

    /// <summary>
    /// The identifiers of images without a manifest. Podman creates an image and then its manifest. A podman that is killed in between
    /// leaves such an image, and other commands fail until it is removed. Another podman may also be creating it at this moment.
    /// </summary>
    public async Task<IReadOnlyList<string>> HalfImagesAsync(CancellationToken token)
    {
        // The command may succeed with warnings or fail. In both cases its messages contain these images.
        var settings = new PodmanCommandSettings { HandleExitCode = _ => true };
        var outcome = await RunAsync(settings, new PodmanCall { Added = ["images", "--quiet"] }, token);
        return [.. outcome.Process.Errors.SelectMany(line => HalfImage().Matches(line)).Select(match => match.Groups[1].Value).Distinct()];
    }

    /// <summary>Asks podman about itself, its host and its storage. It takes about a second.</summary>
    public async Task<PodmanInfoResult> InfoAsync(PodmanInfoSettings settings, CancellationToken token)
    {
        var outcome = await RunAsync(settings, new PodmanCall { ReadsOutput = true, Added = ["--format=json"] }, token);
        return PodmanInfoResult.Read(Json<JObject>(outcome)) ?? throw Unreadable(outcome, "It has no host or no store.");
    }

    /// <summary>Refuses All together with a name, and neither of them.</summary>
    private static void CheckAll(string setting, bool isAll, bool isNamed, string alias)
    {
        if (isAll == isNamed)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                setting,
                isNamed ? "A name is given too." : "No name is given, and All is not set.",
                isNamed ? $"Remove one of them. For all, use {alias}(settings)." : $"Set All, or give a name: {alias}(name, settings)."));
        }
    }

    [GeneratedRegex("""locating item named \\?"manifest\\?" for image with ID \\?"([0-9a-f]{64})""", RegexOptions.CultureInvariant)]
    private static partial Regex HalfImage();
}
