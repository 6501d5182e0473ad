using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <content>Images of the local storage.</content>
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
            identifiers.Add(image?[0] ?? throw new MultiArchException(ManifestProblems.ListedImageMissing(list, digest)));
        }

        return await ImageInspectAsync(identifiers, settings, token);
    }
}
