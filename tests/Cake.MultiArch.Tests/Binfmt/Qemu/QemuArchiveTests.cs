using System.Formats.Tar;
using System.IO.Compression;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt.Qemu;

public sealed class QemuArchiveTests
{
    private static readonly ElfArchitecture Arm64 = ElfArchitecture.Find("arm64")!;
    private static readonly byte[] Program = ElfProbe.Write(ElfArchitecture.Find("amd64")!);
    private static readonly byte[] Other = ElfProbe.Write(ElfArchitecture.Find("amd64")!, 7);

    [Fact]
    public void A_program_is_taken_as_it_is() => Take(Program).ShouldBe(Program);

    [Fact]
    public void A_compressed_program_is_unpacked() => Take(GZip(Program)).ShouldBe(Program);

    [Fact]
    public void Of_an_archive_the_program_is_taken_from_whatever_folder_it_is_in() =>
        Take(Tar(("README", Other), ("./bin/qemu-arm-static", Other), ("../../opt/qemu-aarch64-static", Program))).ShouldBe(Program);

    [Fact]
    public void In_an_archive_the_static_name_goes_before_the_plain_one_wherever_it_stands()
    {
        Take(Tar(("qemu-aarch64", Other), ("qemu-aarch64-static", Program))).ShouldBe(Program);
        Take(Tar(("qemu-aarch64", Program), ("qemu-aarch64_be-static", Other))).ShouldBe(Program);
    }

    [Fact]
    public void A_link_of_an_archive_is_no_program()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "qemu-aarch64-static") { LinkName = "/bin/sh" });
        }

        Fail(GZip(stream.ToArray())).ShouldBe("No file in it is named qemu-aarch64-static or qemu-aarch64.");
    }

    [Fact]
    public void A_file_of_another_kind_is_refused() =>
        Fail("<html>"u8.ToArray()).ShouldBe("It is neither a program nor compressed with gzip.");

    [Fact]
    public void An_archive_that_is_cut_off_is_refused()
    {
        // What does not compress, so that half of the archive has half of the program.
        var noise = new byte[100_000];
        new Random(1).NextBytes(noise);
        byte[] program = [.. Program, .. noise];

        Fail(Tar(("qemu-aarch64-static", program))[..50_000]).ShouldStartWith("It cannot be unpacked: ");
    }

    [Fact]
    public void Compressed_content_that_is_no_archive_is_refused() =>
        Fail(GZip([.. Enumerable.Repeat((byte)'x', 5000)])).ShouldStartWith("It cannot be unpacked: ");

    [Fact]
    public void A_program_that_grows_without_end_is_refused_before_it_fills_the_memory()
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(Program);
            var zeros = new byte[1024 * 1024];
            for (var written = 0; written <= QemuArchive.MaxProgram; written += zeros.Length)
            {
                zip.Write(zeros);
            }
        }

        Fail(stream.ToArray()).ShouldBe($"It cannot be unpacked: It has more than {QemuArchive.MaxProgram} bytes.");
    }

    private static byte[] Take(byte[] content) => QemuArchive.Program(content, Arm64, "https://example.com/qemu");

    private static string Fail(byte[] content)
    {
        var problem = Should.Throw<MultiArchException>(() => Take(content)).Problem;
        problem.Id.ShouldBe("MA1237");
        problem.Where.ShouldBe("BinfmtSettings.QemuDownloads[\"arm64\"]; https://example.com/qemu");
        return problem.Why;
    }

    private static byte[] GZip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            zip.Write(content);
        }

        return stream.ToArray();
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return GZip(stream.ToArray());
    }
}
