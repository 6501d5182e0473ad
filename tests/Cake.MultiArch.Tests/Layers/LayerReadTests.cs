using System.Text;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Tests.Fakes;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Layers;

public class LayerReadTests
{
    private static readonly byte[] Archive = new LayerArchive()
        .File("bin/app", ElfProbe.Write(ElfArchitecture.Find("arm64")!))
        .File("etc/motd", new string('x', 3000))
        .Link("app", "bin/app")
        .ToArray();

    /// <summary>A skippable frame of zstd, as zstd:chunked has them for its table of contents.</summary>
    private static readonly byte[] Skippable = [0x50, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5];

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar")]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar")]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar")]
    public async Task An_archive_is_read(string mediaType) => await ShouldBeWholeAsync(Archive, mediaType);

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip")]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [InlineData("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")]
    public async Task An_archive_is_unpacked_of_gzip_in_one_member_or_several(string mediaType)
    {
        await ShouldBeWholeAsync(LayerArchive.Gzip(Archive), mediaType);
        await ShouldBeWholeAsync(
            [.. LayerArchive.Gzip(Archive.AsSpan(0, 700)), .. LayerArchive.Gzip([]), .. LayerArchive.Gzip(Archive.AsSpan(700))],
            mediaType
        );
    }

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd")]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd")]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.zstd")]
    public async Task An_archive_is_unpacked_of_zstd_in_frames_and_with_frames_to_skip(string mediaType)
    {
        await ShouldBeWholeAsync(LayerArchive.Zstd(Archive), mediaType);
        await ShouldBeWholeAsync(
            [
                .. Skippable,
                .. LayerArchive.Zstd(Archive.AsSpan(0, 700)),
                .. Skippable,
                .. LayerArchive.Zstd(Archive.AsSpan(700)),
                .. Skippable,
                .. Skippable,
            ],
            mediaType
        );
    }

    [Fact]
    public async Task The_stream_is_read_to_its_end_whatever_follows_the_archive()
    {
        foreach (var (content, mediaType) in (IEnumerable<(byte[], string)>)
        [
            ([.. Archive, .. new byte[300_000]], MediaTypes.OciLayer),
            (LayerArchive.Gzip([.. Archive, .. new byte[300_000]]), MediaTypes.OciLayerGzip),
            ([.. LayerArchive.Gzip(Archive), .. new byte[300_000]], MediaTypes.OciLayerGzip),
            ([.. LayerArchive.Zstd(Archive), .. LayerArchive.Zstd(new byte[300_000])], MediaTypes.OciLayerZstd),
        ])
        {
            var stream = new OneWayStream(new MemoryStream(content), piece: 1000);

            (await Layer.ReadAsync(stream, mediaType, TestContext.Current.CancellationToken)).Entries.Count.ShouldBe(3);

            stream.BytesRead.ShouldBe(content.Length);
        }
    }

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "encrypted")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+encrypted", "encrypted")]
    [InlineData("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "not that of a layer")]
    [InlineData("", "not that of a layer")]
    public async Task What_is_no_layer_that_can_be_read_is_refused(string mediaType, string why) =>
        (await Should.ThrowAsync<InvalidDataException>(LayerArchive.ReadAsync(Archive, mediaType))).Message.ShouldContain(why);

    /// <summary>As podman and containerd read them; Docker's schema 2 has no media type for a layer that is not compressed.</summary>
    [Fact]
    public async Task The_content_tells_how_it_is_compressed_whatever_its_media_type_says()
    {
        var (gzip, zstd) = (LayerArchive.Gzip(Archive), LayerArchive.Zstd(Archive));
        foreach (
            var (content, mediaType) in (IEnumerable<(byte[], string)>)
                [
                    (Archive, MediaTypes.DockerLayerGzip),
                    (Archive, MediaTypes.OciLayerZstd),
                    (gzip, MediaTypes.OciLayer),
                    (gzip, MediaTypes.OciLayerZstd),
                    (zstd, MediaTypes.OciLayer),
                    (zstd, MediaTypes.OciLayerGzip),
                ]
        )
        {
            await ShouldBeWholeAsync(content, mediaType);
        }
    }

    [Fact]
    public async Task An_archive_that_stands_for_more_than_an_image_has_is_refused()
    {
        var deep = new LayerArchive();
        for (var i = 0; i < 60; i++)
        {
            deep.File($"{i}/{string.Concat(Enumerable.Repeat("a/", 2000))}f");
        }

        var layer = await deep.ReadAsync();

        Should.Throw<InvalidDataException>(() => Layer.Merge([layer])).Message.ShouldContain("more than 100000 folders");
        (
            await Should.ThrowAsync<InvalidDataException>(
                new LayerArchive().Link("l", string.Concat(Enumerable.Repeat("../", 5000))).ReadAsync()
            )
        ).Message.ShouldContain("15000 characters");
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        foreach (var (content, mediaType) in (IEnumerable<(byte[], string)>)
        [
            ("{\"not\": \"a layer\"}"u8.ToArray(), MediaTypes.OciLayer), (LayerArchive.Gzip("no archive"u8), MediaTypes.OciLayerGzip),
            ([], MediaTypes.OciLayerGzip), ([], MediaTypes.OciLayerZstd),
        ])
        {
            (await Should.ThrowAsync<InvalidDataException>(LayerArchive.ReadAsync(content, mediaType), mediaType)).Message.ShouldStartWith(
                "The layer is not a complete tar archive"
            );
        }
    }

    /// <summary>At the beginning of an entry an archive may end; what is cut off behind all entries is for the digest to tell.</summary>
    [Fact]
    public async Task An_archive_that_was_cut_off_is_refused()
    {
        foreach (var mediaType in (string[])[MediaTypes.OciLayerGzip, MediaTypes.OciLayerZstd])
        {
            var content = mediaType == MediaTypes.OciLayerGzip ? LayerArchive.Gzip(Archive) : LayerArchive.Zstd(Archive);
            for (var length = 0; length < content.Length - 20; length += 3)
            {
                await Should.ThrowAsync<InvalidDataException>(
                    LayerArchive.ReadAsync(content[..length], mediaType),
                    $"{mediaType}: {length} of {content.Length} bytes"
                );
            }
        }

        for (var length = 1; length < Archive.Length - 1024; length += 7)
        {
            if (length % 512 != 0)
            {
                await Should.ThrowAsync<InvalidDataException>(
                    LayerArchive.ReadAsync(Archive[..length], MediaTypes.OciLayer),
                    $"{length} bytes"
                );
            }
        }
    }

    [Property(MaxTest = 1000)]
    public async Task A_layer_that_is_damaged_anywhere_is_read_or_refused_and_nothing_else(byte form, uint place, byte value, byte[] noise)
    {
        var (content, mediaType) = (form % 3) switch
        {
            0 => ((byte[])[.. Archive], MediaTypes.OciLayer),
            1 => (LayerArchive.Gzip(Archive), MediaTypes.OciLayerGzip),
            _ => (LayerArchive.Zstd(Archive), MediaTypes.OciLayerZstd),
        };
        content[place % content.Length] = value;
        noise.AsSpan(0, Math.Min(noise.Length, 20)).CopyTo(content.AsSpan((int)(place / 7 % (content.Length - 20))));

        await ReadOrRefuseAsync(content, mediaType);
    }

    [Property(MaxTest = 500)]
    public async Task Noise_is_refused(byte form, byte[] noise) => await ReadOrRefuseAsync(
        (form % 2) == 0 ? noise : [.. Enumerable.Repeat(noise, 60).SelectMany(bytes => bytes)],
        ((string[])[MediaTypes.OciLayer, MediaTypes.OciLayerGzip, MediaTypes.OciLayerZstd])[form % 3]);

    /// <summary>A size in a header is believed by nobody.</summary>
    [Fact]
    public async Task An_entry_that_claims_to_be_huge_is_not_whole()
    {
        var archive = new LayerArchive(System.Formats.Tar.TarEntryFormat.Ustar).File("a", "x"u8.ToArray()).ToArray();
        Encoding.ASCII.GetBytes("77777777777\0").CopyTo(archive.AsSpan(124));
        archive.AsSpan(148, 8).Fill((byte)' ');
        var sum = archive.AsSpan(0, 512).ToArray().Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(archive.AsSpan(148));

        await Should.ThrowAsync<InvalidDataException>(LayerArchive.ReadAsync(archive, MediaTypes.OciLayer));
    }

    [Fact]
    public async Task A_source_that_fails_fails_as_itself()
    {
        var lost = await Should.ThrowAsync<IOException>(
            Layer.ReadAsync(new Failing(new MemoryStream(Archive, 0, 600)), MediaTypes.OciLayer, TestContext.Current.CancellationToken)
        );

        lost.ShouldNotBeOfType<InvalidDataException>();
        lost.Message.ShouldBe("The connection is gone.");
    }

    [Fact]
    public async Task Reading_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var reading = Layer.ReadAsync(new Waiting(cancel), MediaTypes.OciLayer, cancel.Token);

        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    private static async Task ShouldBeWholeAsync(byte[] content, string mediaType)
    {
        var files = Layer.Merge([await LayerArchive.ReadAsync(content, mediaType)]);

        files.Find("/app")!.Elf!.Header.IsFor(ElfArchitecture.Find("arm64")!).ShouldBeTrue();
        files.Find("/etc/motd")!.Size.ShouldBe(3000);
    }

    private static async Task ReadOrRefuseAsync(byte[] content, string mediaType)
    {
        try
        {
            _ = Layer.Merge([await LayerArchive.ReadAsync(content, mediaType)]).All.Count;
        }
        catch (InvalidDataException)
        {
        }
    }

    private class Source(Stream inner) : MemoryStream
    {
        public override bool CanSeek => false;

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await inner.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : await EndAsync(cancellationToken);

        protected virtual Task<int> EndAsync(CancellationToken token) => Task.FromResult(0);
    }

    private sealed class Failing(Stream inner) : Source(inner)
    {
        protected override Task<int> EndAsync(CancellationToken token) => throw new IOException("The connection is gone.");
    }

    private sealed class Waiting(CancellationTokenSource cancel) : Source(new MemoryStream(Archive, 0, 600))
    {
        protected override async Task<int> EndAsync(CancellationToken token)
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        }
    }
}
