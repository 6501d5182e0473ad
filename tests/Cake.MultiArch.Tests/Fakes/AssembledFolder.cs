using System.Text;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Build;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>
/// An index of two small images, ready to be published, with its blobs in a folder. Both images have one layer in common.
/// </summary>
internal sealed class AssembledFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-assembled-").FullName;

    public AssembledFolder(string content = "content", string? revision = null)
    {
        var platforms = new[] { Make("linux/amd64", content), Make("linux/arm64", content) };
        var annotations = new Dictionary<string, string>();
        if (revision is not null)
        {
            annotations["org.opencontainers.image.revision"] = revision;
        }

        var index = new ImageIndex(MediaTypes.OciIndex, [.. platforms.Select(platform => platform.Entry)], annotations);
        Image = new AssembledImage(index, IndexWriter.Write(index), platforms);
    }

    public AssembledImage Image { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private AssembledPlatform Make(Platform platform, string content)
    {
        var common = Blob(MediaTypes.OciLayerGzip, $"{content} for all");
        var own = Blob(MediaTypes.OciLayerGzip, $"{content} for {platform}");
        var config = Blob(
            MediaTypes.OciConfig,
            new JObject
            {
                ["os"] = platform.Os,
                ["architecture"] = platform.Architecture,
                ["author"] = content,
            }.ToString()
        );
        var text = Encoding.UTF8.GetBytes(
            new JObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = MediaTypes.OciManifest,
                ["config"] = IndexWriter.Write(config),
                ["layers"] = new JArray(IndexWriter.Write(common), IndexWriter.Write(own)),
            }.ToString()
        );
        var built = new BuiltPlatform(platform, BuildMode.Native, config.Digest.ToString(), Digest.Of("local"u8).ToString(), 1)
        {
            Config = ImageConfig.Parse("{}"),
        };
        var entry = new Descriptor(MediaTypes.OciManifest, Digest.Of(text), text.Length, platform);
        return new AssembledPlatform(built, entry, text, ImageManifest.Parse(text), _folder);
    }

    private Descriptor Blob(string mediaType, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var digest = Digest.Of(bytes);
        File.WriteAllBytes(Path.Combine(_folder, digest.Encoded), bytes);
        return new Descriptor(mediaType, digest, bytes.Length);
    }
}
