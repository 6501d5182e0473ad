using System.Text;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Oci;

/// <summary>One index has one text, and what reads it finds all that was written.</summary>
public sealed class IndexWriterTests
{
    private static readonly Digest Some = Digest.Of("some"u8);

    [Fact]
    public void An_index_of_OCI_is_written_with_the_members_in_the_order_of_the_specification()
    {
        var entry = new Descriptor(MediaTypes.OciManifest, Some, 500, "linux/arm/v7")
        {
            Annotations = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
        };
        var index = new ImageIndex(MediaTypes.OciIndex, [entry], new Dictionary<string, string> { ["z"] = "26", ["y"] = "\"quoted\"" });

        Text(index)
            .ShouldBe(
                """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"SOME","size":500,"platform":{"architecture":"arm","os":"linux","variant":"v7"},"annotations":{"a":"1","b":"2"}}],"annotations":{"y":"\"quoted\"","z":"26"}}""".Replace(
                    "SOME",
                    Some.ToString(),
                    StringComparison.Ordinal
                )
            );
    }

    [Fact]
    public void A_list_of_Docker_has_no_member_that_it_does_not_need() =>
        Text(
                new ImageIndex(
                    MediaTypes.DockerManifestList,
                    [new Descriptor(MediaTypes.DockerManifest, Some, 500, "linux/amd64")],
                    new Dictionary<string, string>()
                )
            )
            .ShouldBe(
                """{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"SOME","size":500,"platform":{"architecture":"amd64","os":"linux"}}]}""".Replace(
                    "SOME",
                    Some.ToString(),
                    StringComparison.Ordinal
                )
            );

    [Fact]
    public void What_was_written_is_read_again()
    {
        var entry = new Descriptor(MediaTypes.OciManifest, Some, 500, new Platform("windows", "amd64"))
        {
            OsVersion = "10.0.20348.2113",
            OsFeatures = ["win32k"],
            Features = ["sse4"],
            ArtifactType = "application/vnd.example",
            Annotations = new Dictionary<string, string> { ["key"] = "value" },
        };
        var index = new ImageIndex(MediaTypes.OciIndex, [entry], new Dictionary<string, string> { ["of"] = "the index" });

        var read = ImageIndex.Parse(IndexWriter.Write(index));

        read.MediaType.ShouldBe(index.MediaType);
        read.Annotations.ShouldBe(index.Annotations);
        IndexWriter.Write(read.Manifests.ShouldHaveSingleItem()).ToString().ShouldBe(IndexWriter.Write(entry).ToString());
        (read.Manifests[0].OsVersion, read.Manifests[0].OsFeatures[0], read.Manifests[0].Features[0]).ShouldBe(
            ("10.0.20348.2113", "win32k", "sse4")
        );
    }

    private static string Text(ImageIndex index) => Encoding.UTF8.GetString(IndexWriter.Write(index));
}
