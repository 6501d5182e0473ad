using Cake.MultiArch.Podman;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Clean;

/// <summary>An image or a list of podman's storage.</summary>
/// <param name="Id">The identifier, 64 digits.</param>
/// <param name="Names">Its names, with tags.</param>
/// <param name="IsNeeded">Whether a container is made of it, a working container included, or a list has it as an entry.</param>
/// <param name="Made">When it came into the storage.</param>
internal sealed record StoredImage(string Id, IReadOnlyList<string> Names, bool IsNeeded, DateTimeOffset Made);

/// <summary>
/// What podman's storage holds. It is read from the storage's own files, because <c>podman images</c> of 4.3 fails where a list meets an image
/// without layers, does not tell a list from an image, and takes the time of an image from its config, which <c>--timestamp</c> sets.
/// A service is asked.
/// </summary>
/// <remarks>https://github.com/containers/storage/blob/v1.55.0/images.go, https://github.com/containers/common/blob/v0.50.1/libimage/manifests/manifests.go</remarks>
internal static class StoredImages
{
    /// <param name="podman">Asks a service.</param>
    /// <param name="store">The storage; null when it is a service's.</param>
    /// <param name="token">Interrupts podman.</param>
    public static async Task<IReadOnlyList<StoredImage>> ReadAsync(PodmanClient podman, PodmanInfoStore? store, CancellationToken token) =>
        store is null ? await OfServiceAsync(podman, token).ConfigureAwait(false) : Of(store);

    private static List<StoredImage> Of(PodmanInfoStore store)
    {
        var folder = Path.Combine(store.GraphRoot, $"{store.GraphDriver}-images");
        var images = ReadArray(Path.Combine(folder, "images.json"));
        string[] containers = ["containers.json", "volatile-containers.json"];
        var needed = containers.SelectMany(file => ReadArray(Path.Combine(store.GraphRoot, $"{store.GraphDriver}-containers", file)))
            .Select(container => ImageInspection.Text(container["image"]))
            .Concat(images.SelectMany(image => Entries(Path.Combine(folder, ImageInspection.Text(image["id"]), "instances.json"))))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. images.Select(image => (Id: ImageInspection.Text(image["id"]), Names: ImageInspection.Texts(image["names"])))
                .Select(image => new StoredImage(image.Id, image.Names, needed.Contains(image.Id), Directory.GetCreationTimeUtc(Path.Combine(folder, image.Id)))),
        ];
    }

    /// <summary>The images of a list: of each digest, <c>containers-storage:[…]@ID</c>.</summary>
    private static IEnumerable<string> Entries(string file) => ReadText(file) is { } text && JToken.Parse(text) is JObject entries
        ? entries.Properties().Where(entry => entry.Name.Length > 0).Select(entry => ImageInspection.Text(entry.Value)).Select(name => name[(name.LastIndexOf('@') + 1)..])
        : [];

    private static List<JObject> ReadArray(string file) => ReadText(file) is { } text ? [.. JArray.Parse(text).OfType<JObject>()] : [];

    /// <summary>Null when there is none: no image has ever been there, or this one goes just now.</summary>
    private static string? ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<StoredImage>> OfServiceAsync(PodmanClient podman, CancellationToken token)
    {
        var settings = new PodmanCommandSettings();
        var answer = (await podman.RunAsync(settings, ["images", "--all", "--no-trunc", "--format=json"], token).ConfigureAwait(false)).Output;
        var images = JsonConvert.DeserializeObject<List<JObject>>(answer) ?? [];
        var listed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in images.Where(image => image["Labels"] is null or { Type: JTokenType.Null } && ImageInspection.Texts(image["Names"]).Count > 0))
        {
            // A list has no labels, but not all that has none is a list.
            var name = ImageInspection.Texts(image["Names"])[0];
            if (await podman.ManifestExistsAsync(name, new ManifestExistsSettings(), token).ConfigureAwait(false))
            {
                listed.UnionWith((await podman.LocalIndexAsync(name, settings, token).ConfigureAwait(false)).Manifests.Select(entry => entry.Digest.ToString()));
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
