using System.Text;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Verify;

/// <summary>A folder in the OCI image layout that a test writes piece by piece, and can spoil.</summary>
internal sealed class LayoutFolder : IDisposable
{
    public const string Tag = "1.4.2";

    public string Folder { get; } = Directory.CreateTempSubdirectory("multiarch-layout-").FullName;

    public LayoutDestination Destination => new(Folder, Tag, IsDefault: false);

    public string IndexFile => Path.Combine(Folder, "index.json");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string FileOf(Descriptor blob) => Path.Combine(Folder, "blobs", blob.Digest.Algorithm, blob.Digest.Encoded);

    public Descriptor Blob(string mediaType, string text)
    {
        var content = Encoding.UTF8.GetBytes(text);
        var blob = new Descriptor(mediaType, Digest.Of(content), content.Length);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(blob))!);
        File.WriteAllBytes(FileOf(blob), content);
        return blob;
    }

    /// <summary>An image with one layer.</summary>
    /// <param name="platform">What its entry says that it is for.</param>
    /// <param name="says">What its config says; null for the same.</param>
    /// <param name="content">What is in its layer.</param>
    public LayoutImageParts Image(Platform platform, Platform? says = null, string content = "content")
    {
        says ??= platform;
        var layer = Blob(MediaTypes.OciLayerGzip, $"{content} for {platform}");
        var config = Blob(MediaTypes.OciConfig, new JObject
        {
            ["os"] = says.Os,
            ["architecture"] = says.Architecture,
            ["variant"] = says.Variant,
            ["created_by"] = content,
        }.ToString());
        var manifest = Blob(MediaTypes.OciManifest, new JObject
        {
            ["schemaVersion"] = 2,
            ["config"] = Json(config),
            ["layers"] = new JArray(Json(layer)),
        }.ToString());
        return new LayoutImageParts(manifest with { Platform = platform }, config, layer);
    }

    public Descriptor Index(params IEnumerable<Descriptor> entries) =>
        Blob(MediaTypes.OciIndex, Encoding.UTF8.GetString(IndexWriter.Write(IndexOf(entries))));

    /// <summary>Lets the tag name an index, or whatever else.</summary>
    public void Push(Descriptor named, string tag = Tag)
    {
        var entry = named with { Annotations = new Dictionary<string, string> { ["org.opencontainers.image.ref.name"] = tag } };
        File.WriteAllText(IndexFile, new JObject { ["schemaVersion"] = 2, ["manifests"] = new JArray(Json(entry)) }.ToString());
    }

    /// <summary>
    /// What was sent: an index of these images, as <see cref="Index"/> writes it. The files must be whole when it is asked for.
    /// </summary>
    public AssembledImage Sent(params IReadOnlyList<LayoutImageParts> images)
    {
        var index = IndexOf(images.Select(image => image.Manifest));
        return new AssembledImage(index, IndexWriter.Write(index), [.. images.Select(Sent)]);
    }

    private AssembledPlatform Sent(LayoutImageParts image)
    {
        var content = File.ReadAllBytes(FileOf(image.Manifest));
        var built = new BuiltPlatform(
            image.Manifest.Platform!,
            BuildMode.Native,
            image.Config.Digest.ToString(),
            Digest.Of("local"u8).ToString(),
            1
        )
        {
            Config = ImageConfig.Parse("{}"),
        };
        return new AssembledPlatform(
            built,
            image.Manifest,
            content,
            ImageManifest.Parse(content),
            Path.GetDirectoryName(FileOf(image.Config))!
        );
    }

    private static ImageIndex IndexOf(IEnumerable<Descriptor> entries) =>
        new(MediaTypes.OciIndex, [.. entries], new Dictionary<string, string>());

    private static JObject Json(Descriptor descriptor) => IndexWriter.Write(descriptor);
}

/// <summary>The documents of an image, and its layer.</summary>
internal sealed record LayoutImageParts(Descriptor Manifest, Descriptor Config, Descriptor Layer);
