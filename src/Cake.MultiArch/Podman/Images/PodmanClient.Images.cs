using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Images of the local storage.</content>
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
                ?? throw new MultiArchException(ManifestProblems.ListedImageMissing(list, digest)));
        }

        return await ImageInspectAsync(identifiers, settings, token);
    }
}
