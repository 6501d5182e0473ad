using Cake.MultiArch.Podman;
using Cake.MultiArch.Storage;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Clean;

/// <summary>An image or a list in podman's storage.</summary>
/// <param name="Id">The identifier, 64 digits.</param>
/// <param name="Names">Its names, with tags.</param>
/// <param name="IsNeeded">Whether a container uses it, also a working container, or a list has it as an entry.</param>
/// <param name="Made">When it was added to the storage.</param>
internal sealed record StoredImage(string Id, IReadOnlyList<string> Names, bool IsNeeded, DateTimeOffset Made);

/// <summary>Lists the content of podman's storage: from its own files, or by asking a service.</summary>
internal static class StoredImages
{
    /// <param name="podman">Asks a service.</param>
    /// <param name="store">The storage; null for a podman service.</param>
    /// <param name="token">Interrupts podman.</param>
    public static async Task<IReadOnlyList<StoredImage>> ReadAsync(PodmanClient podman, GraphStore? store, CancellationToken token) =>
        store is null ? await OfServiceAsync(podman, token) : Of(store);

    private static IReadOnlyList<StoredImage> Of(GraphStore store)
    {
        var images = store.Images();
        var needed = store
            .Containers()
            .Select(container => container.Image)
            .Concat(images.SelectMany(image => image.Entries))
            .ToHashSet(StringComparer.Ordinal);
        return [.. images.Select(image => new StoredImage(image.Id, image.Names, needed.Contains(image.Id), image.Made))];
    }

    private static async Task<IReadOnlyList<StoredImage>> OfServiceAsync(PodmanClient podman, CancellationToken token)
    {
        var settings = new PodmanCommandSettings();
        var answer = (await podman.RunAsync(settings, ["images", "--all", "--no-trunc", "--format=json"], token)).Output;
        var images = JsonConvert.DeserializeObject<List<JObject>>(answer) ?? [];
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var image in images.Where(image =>
                image["Labels"] is null or { Type: JTokenType.Null } && ImageInspection.Texts(image["Names"]).Count > 0
            )
        )
        {
            // A list has no labels, but an image without labels is not always a list.
            var name = ImageInspection.Texts(image["Names"])[0];
            if (await podman.ManifestExistsAsync(name, new ManifestExistsSettings(), token))
            {
                listed.UnionWith((await podman.LocalIndexAsync(name, settings, token)).Manifests.Select(entry => entry.Digest.ToString()));
            }
        }

        return
        [
            .. images.Select(image => new StoredImage(
                ImageInspection.Text(image["Id"]).Replace("sha256:", "", StringComparison.Ordinal),
                ImageInspection.Texts(image["Names"]),
                (int?)image["Containers"] > 0 || listed.Contains(ImageInspection.Text(image["Digest"])),
                DateTimeOffset.FromUnixTimeSeconds((long?)image["Created"] ?? 0))),
        ];
    }
}
