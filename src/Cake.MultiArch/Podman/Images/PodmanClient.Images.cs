using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Images in the local storage, and logging in.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Inspects several images in one call.</summary>
    /// <returns>One result per name, in the same order.</returns>
    public async Task<IReadOnlyList<ImageInspection>> ImageInspectAsync(
        IReadOnlyList<string> images, PodmanImageInspectSettings settings, CancellationToken token)
    {
        if (images.Count == 0)
        {
            return [];
        }

        var outcome = await RunAsync(settings, new PodmanCall(images) { ReadsOutput = true }, token);
        var found = Json<JArray>(outcome);
        if (found.Count != images.Count)
        {
            throw Unreadable(outcome, $"It should describe {images.Count} images but describes {found.Count}.");
        }

        return [.. found.OfType<JObject>().Select(ImageInspection.Read)];
    }

    /// <summary>
    /// Inspects images of a local list by the digests of their entries. Podman 4 knows them as <c>REPOSITORY@DIGEST</c> of the list. Podman
    /// 5 does not, but it can search for a digest (tested with 4.3, 5.4 and 5.8).
    /// </summary>
    /// <returns>One result per digest, in the same order.</returns>
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
            const string Columns = "{{.Id}} {{.Digest}} {{.Repository}}";
            string[] search = ["images", "--all", "--no-trunc", "--filter", $"digest={digest}", "--format", Columns];
            var found = await RunAsync(settings, search, token);

            // The search also finds the list itself by the digests of its entries. An image that was built has the digest as its own.
            // An image that was pulled has the digest of its index.
            var lines = found.Output.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).ToList();
            var image = lines.FirstOrDefault(words => words[1] == digest.ToString()) ?? lines.FirstOrDefault(words => words[2] != name);
            identifiers.Add(image?[0] ?? throw new MultiArchException(PodmanProblems.ListedImageMissing(list, digest)));
        }

        return await ImageInspectAsync(identifiers, settings, token);
    }

    /// <summary>Logs in to a registry. Podman gets the password on standard input.</summary>
    public async Task<PodmanLoginResult> LoginAsync(string registry, PodmanLoginSettings settings, CancellationToken token)
    {
        if (settings.GetLogin)
        {
            return new PodmanLoginResult(registry, await LoggedInAsync(registry, settings, token));
        }

        if (settings.Username is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanLoginSettings.Username",
                "It is not set, and podman would ask for it on the terminal.",
                "Set Username and Password."));
        }

        if (settings.Password is null or "" && settings.Secret is null)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                "PodmanLoginSettings.Password",
                "It is not set, and podman would ask for it on the terminal.",
                "Set Password from an environment variable or a secret store."));
        }

        Host.Secrets.AddCredentials(settings.Username ?? "", settings.Password ?? "");
        await RunAsync(settings, new PodmanCall(registry) { StandardInput = settings.Password }, token);
        return new PodmanLoginResult(registry, settings.Username ?? settings.Secret);
    }

    /// <summary>The user who is logged in. Null without a login, which podman reports as an error.</summary>
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

    /// <summary>
    /// The credentials of one command in a file, which is deleted after the command. With <c>folder</c> the file is in that private folder
    /// of a run.
    /// </summary>
    public Task<PrivateAuthFile> CredentialsAsync(PodmanRegistrySettings settings, CancellationToken token, string? folder = null) =>
        CredentialsAsync(settings, [.. settings.Credentials], settings.AuthFile, token, folder);
}
