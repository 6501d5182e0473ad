using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Images of the local storage, and logging in.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Looks at images, all in one call.</summary>
    /// <returns>One for each name, in the same order.</returns>
    public async Task<IReadOnlyList<ImageInspection>> ImageInspectAsync(
        IReadOnlyList<string> images, PodmanImageInspectSettings settings, CancellationToken token)
    {
        if (images.Count == 0)
        {
            return [];
        }

        var outcome = await RunAsync(settings, new PodmanCall(images) { ReadsOutput = true }, token);
        var found = Json<JArray>(outcome);
        return found.Count == images.Count
            ? [.. found.OfType<JObject>().Select(ImageInspection.Read)]
            : throw Unreadable(outcome, $"It tells of {found.Count} images, and {images.Count} were asked for.");
    }

    /// <summary>
    /// Looks at images of a local list. Podman 4 knows them as <c>REPOSITORY@DIGEST</c> of the list, podman 5 does not, but can
    /// look for a digest (tried on 4.3, 5.4 and 5.8).
    /// </summary>
    /// <param name="list">The name of the list.</param>
    /// <param name="digests">The digests of its entries.</param>
    /// <param name="settings">Where to look.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <returns>One for each digest, in the same order.</returns>
    public async Task<IReadOnlyList<ImageInspection>> ListedImagesAsync(
        string list, IReadOnlyList<Digest> digests, PodmanImageInspectSettings settings, CancellationToken token)
    {
        var version = await VersionAsync(settings, token);
        var name = ImageReference.Parse(list).Name;
        if (version.Version.Major < 5)
        {
            return await ImageInspectAsync([.. digests.Select(digest => $"{name}@{digest}")], settings, token);
        }

        var identifiers = new List<string>();
        foreach (var digest in digests)
        {
            var found = await RunAsync(
                settings, ["images", "--all", "--no-trunc", "--filter", $"digest={digest}", "--format", "{{.Id}} {{.Digest}} {{.Repository}}"], token);

            // A list is found by the digests of its entries too; the image itself has it as its own, unless it was pulled: then it has
            // that of the index it came with.
            var lines = found.Output.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).ToList();
            identifiers.Add((lines.FirstOrDefault(words => words[1] == digest.ToString()) ?? lines.FirstOrDefault(words => words[2] != name))?[0]
                ?? throw new MultiArchException(PodmanProblems.ListedImageMissing(list, digest)));
        }

        return await ImageInspectAsync(identifiers, settings, token);
    }

    /// <summary>Logs in to a registry. The password goes to podman's standard input.</summary>
    public async Task<PodmanLoginResult> LoginAsync(string registry, PodmanLoginSettings settings, CancellationToken token)
    {
        if (settings.GetLogin)
        {
            return new PodmanLoginResult(registry, await LoggedInAsync(registry, settings, token));
        }

        if (settings.Username is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused("PodmanLoginSettings.Username", "There is none, and podman would ask a person for it.", "Set Username and Password."));
        }

        if (settings.Password is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused("PodmanLoginSettings.Password", "There is none, and podman would ask a person for it.", "Set Password, from an environment variable or a secret store."));
        }

        Host.Secrets.AddCredentials(settings.Username ?? "", settings.Password ?? "");
        await RunAsync(settings, new PodmanCall(registry) { StandardInput = settings.Password }, token);
        return new PodmanLoginResult(registry, settings.Username ?? settings.Secret);
    }

    /// <summary>Who is logged in; null when nobody is, which podman takes for an error.</summary>
    private async Task<string?> LoggedInAsync(string registry, PodmanLoginSettings settings, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, new PodmanCall(registry) { ReadsOutput = true }, token);
        return outcome.ExitCode switch
        {
            0 => outcome.Output.Trim(),
            var code when settings.HandleExitCode?.Invoke(code) == true => null,
            _ when outcome.Errors.Any(line => line.Contains("not logged in", StringComparison.OrdinalIgnoreCase)) => null,
            _ => throw Failure(request, outcome),
        };
    }

    /// <summary>Credentials of a command's own, as a file that lives as long as the command, or in a run's folder that nobody else may read.</summary>
    public Task<PrivateAuthFile> CredentialsAsync(PodmanRegistrySettings settings, CancellationToken token, string? folder = null) =>
        CredentialsAsync(settings, [.. settings.Credentials], settings.AuthFile, token, folder);
}
