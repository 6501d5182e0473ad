using Cake.MultiArch.Podman;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Storage;

/// <summary>An image or a list, as the storage's own files describe it.</summary>
/// <param name="Id">The identifier, 64 digits.</param>
/// <param name="Names">Its names, with tags.</param>
/// <param name="Layer">Its topmost layer; empty if it has none, as for a list.</param>
/// <param name="IsWhole">Whether it has a manifest. Podman makes the image first; if podman is killed in between, the manifest is
/// missing.</param>
/// <param name="Entries">The images that a list has as entries; empty for an image.</param>
/// <param name="Made">When it was added to the storage.</param>
internal sealed record GraphImage(
    string Id,
    IReadOnlyList<string> Names,
    string Layer,
    bool IsWhole,
    IReadOnlyList<string> Entries,
    DateTimeOffset Made
);

/// <summary>A container, or a build's working container.</summary>
/// <param name="Id">The identifier, 64 digits.</param>
/// <param name="Image">The image that it was made from; empty for a stage from scratch.</param>
/// <param name="Layer">Its own layer.</param>
/// <param name="Created">When it was made.</param>
/// <param name="IsHalf">Whether a build made it but did not note its state, which normally follows at once.</param>
internal sealed record GraphContainer(string Id, string Image, string Layer, DateTimeOffset Created, bool IsHalf);

/// <summary>
/// Reads the content of podman's storage from its own files. <c>podman images</c> of 4.3 fails if a list meets an image without layers,
/// and does not distinguish a list from an image. It reads the time of an image from its config, which <c>--timestamp</c> sets. It names
/// only the first damaged image.
/// </summary>
/// <remarks>
/// https://github.com/containers/storage/blob/v1.55.0/images.go,
/// https://github.com/containers/common/blob/v0.50.1/libimage/manifests/manifests.go
/// </remarks>
internal sealed class GraphStore(PodmanInfoStore store)
{
    /// <summary>The name of a build's container. Podman's own containers have names and a note of their image.</summary>
    private const string WorkingName = "working-container";

    /// <summary>The parent of the folders of all containers.</summary>
    public string ContainersFolder => Folder("containers");

    public IReadOnlyList<GraphImage> Images()
    {
        var folder = Folder("images");
        return
        [
            .. ReadAll(folder, "images.json")
                .Select(image => (Record: image, Id: ImageInspection.Text(image["id"])))
                .Select(image => new GraphImage(
                    image.Id,
                    ImageInspection.Texts(image.Record["names"]),
                    ImageInspection.Text(image.Record["layer"]),
                    ImageInspection.Texts(image.Record["big-data-names"]).Contains("manifest"),
                    [.. Entries(Path.Combine(folder, image.Id, "instances.json"))],
                    Directory.GetCreationTimeUtc(Path.Combine(folder, image.Id))
                )),
        ];
    }

    public IReadOnlyList<GraphContainer> Containers() =>
        [
            .. ReadAll(ContainersFolder, "containers.json", "volatile-containers.json")
                .Select(container => (Record: container, Id: ImageInspection.Text(container["id"])))
                .Select(container => new GraphContainer(
                    container.Id,
                    ImageInspection.Text(container.Record["image"]),
                    ImageInspection.Text(container.Record["layer"]),
                    (DateTimeOffset?)container.Record["created"] ?? DateTimeOffset.MinValue,
                    ImageInspection.Text(container.Record["metadata"]).Length == 0
                        && ImageInspection
                            .Texts(container.Record["names"])
                            .Any(name => name.Contains(WorkingName, StringComparison.Ordinal))
                        && !File.Exists(StateOf(container.Id))
                )),
        ];

    /// <summary>The parent of each layer; empty for the lowest.</summary>
    public IReadOnlyDictionary<string, string> Parents() =>
        ReadAll(Folder("layers"), "layers.json", "volatile-layers.json")
            .GroupBy(layer => ImageInspection.Text(layer["id"]))
            .ToDictionary(layers => layers.Key, layers => ImageInspection.Text(layers.First()["parent"]));

    /// <summary>The file in which a build notes the state of a working container, with the secrets of the build.</summary>
    public string StateOf(string container) => Path.Combine(ContainersFolder, container, "userdata", "buildah.json");

    private string Folder(string kind) => Path.Combine(store.GraphRoot, $"{store.GraphDriver}-{kind}");

    /// <summary>The entries: each digest maps to <c>containers-storage:[…]@ID</c>.</summary>
    private static IEnumerable<string> Entries(string file) =>
        Read(file) is JObject entries
            ? entries
                .Properties()
                .Where(entry => entry.Name.Length > 0)
                .Select(entry => ImageInspection.Text(entry.Value))
                .Select(name => name[(name.LastIndexOf('@') + 1)..])
            : [];

    private static List<JObject> ReadAll(string folder, params string[] files) =>
        [.. files.SelectMany(file => Read(Path.Combine(folder, file)) is JArray entries ? entries.OfType<JObject>() : [])];

    /// <summary>Null if the file does not exist: nothing was ever written there, or it is being removed.</summary>
    private static JToken? Read(string file)
    {
        try
        {
            return JToken.Parse(File.ReadAllText(file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
