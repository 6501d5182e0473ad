using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>Files of an image in a folder, with layers that a test makes.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("image-folder-");
    private readonly List<string> _layers = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("usr/bin/qemu")]
    [InlineData("./usr/bin/qemu")]
    [InlineData("/usr/bin/qemu")]
    public async Task A_file_is_copied_however_the_archive_writes_its_path(string name)
    {
        Layer(File(name, "content"));

        (await ReadAsync("/usr/bin/qemu")).ShouldBe("content");
    }

    [Fact]
    public async Task The_upper_layer_wins()
    {
        Layer(File("a", "lower"), File("b", "lower"));
        Layer(File("a", "upper"));

        (await ReadAsync("/a")).ShouldBe("upper");
        (await ReadAsync("/b")).ShouldBe("lower");
    }

    [Fact]
    public async Task What_an_upper_layer_takes_away_is_gone_and_what_it_puts_there_is_not()
    {
        Layer(File("usr/bin/a", "a"), File("usr/bin/b", "b"), File("opt/c", "c"), File("srv/d", "lower"));
        Layer(File("usr/bin/.wh.a", ""), File("opt/.wh..wh..opq", ""), File("opt/e", "e"), File(".wh.srv", ""), File("srv/d", "upper"));

        (await ReadAsync("/usr/bin/a")).ShouldBeNull();
        (await ReadAsync("/usr/bin/b")).ShouldBe("b");
        (await ReadAsync("/opt/c")).ShouldBeNull();
        (await ReadAsync("/opt/e")).ShouldBe("e");
        (await ReadAsync("/srv/d")).ShouldBe("upper");
    }

    [Fact]
    public async Task Links_are_followed_inside_the_image_and_never_outside()
    {
        Layer(
            File("usr/bin/real", "content"),
            Link("usr/bin/beside", "real"),
            Link("usr/bin/absolute", "/usr/bin/beside"),
            Link("opt/upwards", "../../../../usr/bin/real"),
            Link("etc/host", "/../etc/hostname"),
            new PaxTarEntry(TarEntryType.HardLink, "usr/bin/same") { LinkName = "usr/bin/real" });

        (await ReadAsync("/usr/bin/beside")).ShouldBe("content");
        (await ReadAsync("/usr/bin/absolute")).ShouldBe("content");
        (await ReadAsync("/opt/upwards")).ShouldBe("content");
        (await ReadAsync("/usr/bin/same")).ShouldBe("content");
        (await ReadAsync("/etc/host")).ShouldBeNull();
    }

    [Fact]
    public async Task Links_in_a_circle_lead_nowhere()
    {
        Layer(Link("a", "b"), Link("b", "a"));

        (await ReadAsync("/a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_is_no_file_even_where_a_layer_below_has_one()
    {
        Layer(File("a", "content"));
        Layer(new PaxTarEntry(TarEntryType.Directory, "a/"));

        (await ReadAsync("/a")).ShouldBeNull();
    }

    [Fact]
    public async Task A_layer_that_is_no_archive_and_a_manifest_that_is_none_are_failures()
    {
        Layer(File("a", "content"));
        var layer = _folder.GetFiles().Single(file => file.Name != "manifest.json");
        await System.IO.File.WriteAllTextAsync(layer.FullName, new string('x', 2000), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidDataException>(ReadAsync("/a"));

        await System.IO.File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "manifest.json"),
            "{}",
            TestContext.Current.CancellationToken
        );
        (await Should.ThrowAsync<MultiArchException>(OpenAsync())).Problem.Id.ShouldBe("MA1014");
    }

    private static PaxTarEntry File(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static PaxTarEntry Link(string name, string target) => new(TarEntryType.SymbolicLink, name) { LinkName = target };

    /// <summary>Puts a layer on top.</summary>
    private void Layer(params TarEntry[] entries)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            entries.ToList().ForEach(writer.WriteEntry);
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
        System.IO.File.WriteAllBytes(Path.Combine(_folder.FullName, digest), stream.ToArray());
        _layers.Add(Descriptor("application/vnd.oci.image.layer.v1.tar", digest, stream.Length));
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "manifest.json"), $$"""
            {
              "schemaVersion": 2,
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "config": {{Descriptor("application/vnd.oci.image.config.v1+json", new string('0', 64), 2)}},
              "layers": [{{string.Join(',', _layers)}}]
            }
            """);
    }

    private static string Descriptor(string type, string digest, long size) =>
        $$"""{ "mediaType": "{{type}}", "digest": "sha256:{{digest}}", "size": {{size}} }""";

    private Task<ImageFolder> OpenAsync() => ImageFolder.OpenAsync(_folder.FullName, TestContext.Current.CancellationToken);

    private async Task<string?> ReadAsync(string path)
    {
        var target = Path.Combine(_folder.FullName, "copy");
        return (await OpenAsync()).Copy(path, target)
            ? await System.IO.File.ReadAllTextAsync(target, TestContext.Current.CancellationToken)
            : null;
    }
}
