namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>The libraries of what is started are looked for as ld.so does.</summary>
public class LibraryTests
{
    private const string Loader = "/lib/ld-linux-aarch64.so.1";

    [Fact]
    public void A_library_of_another_architecture_is_refused() =>
        Image("libweb.so.1")
            .Library("/opt/web/libweb.so.1", "amd64")
            .Env("LD_LIBRARY_PATH=/opt/web")
            .ShouldBeRefused(
                "linux/arm64: /opt/web/libweb.so.1 is an amd64 library (ELF 64-bit, x86-64), and is needed by /app/web, which ENTRYPOINT starts; expected an arm64 library"
            );

    [Fact]
    public void A_library_of_a_library_is_refused_too() =>
        Image("libweb.so.1")
            .Library("/usr/local/lib/libweb.so.1", needs: ["libx.so"], searches: ["$ORIGIN/web"])
            .Library("/usr/local/lib/web/libx.so", "s390x")
            .ShouldBeRefused(
                "linux/arm64: /usr/local/lib/web/libx.so is an s390x library (ELF 64-bit, IBM S/390), and is needed by /usr/local/lib/libweb.so.1, which belongs to /app/web, which ENTRYPOINT starts; expected an arm64 library"
            );

    [Theory]
    [InlineData("$ORIGIN/../web/lib", "/web/lib")]
    [InlineData("${ORIGIN}/lib", "/app/lib")]
    [InlineData("/web/$LIB", "/web/lib64")]
    [InlineData("/web/${LIB}", "/web/lib/aarch64-linux-gnu")]
    [InlineData("/web/$PLATFORM", "/web/aarch64")]
    public void It_is_looked_for_where_the_program_says(string searched, string folder) =>
        new TestImage("linux/arm64")
            .Debian()
            .Program("/app/web", loader: Loader, needs: ["libweb.so"], searches: [searched])
            .Entrypoint("/app/web")
            .Library($"{folder}/libweb.so", "amd64")
            .Check()
            .Refused.ShouldHaveSingleItem()
            .Path.ShouldBe($"{folder}/libweb.so");

    [Fact]
    public void Of_several_the_right_one_is_taken() =>
        Image("libweb.so.1")
            .Library("/opt/x86/libweb.so.1", "amd64")
            .Library("/opt/arm/libweb.so.1")
            .Env("LD_LIBRARY_PATH=/opt/x86:/opt/arm")
            .ShouldHaveWarnings("linux/arm64: /opt/x86/libweb.so.1 is an amd64 library (ELF 64-bit, x86-64); expected an arm64 library");

    [Fact]
    public void A_right_one_may_lie_where_the_configuration_of_the_loader_says() =>
        Image("libcudart.so.12").Library("/usr/local/cuda/targets/sbsa-linux/lib/libcudart.so.12").ShouldBeRight();

    [Fact]
    public void A_library_of_a_cross_compiler_is_not_one_for_the_program() =>
        new TestImage("linux/amd64")
            .Debian()
            .DebianLibraries("arm64")
            .Library("/usr/lib/aarch64-linux-gnu/libz.so.1", "arm64")
            .Program("/app/web", loader: "/lib64/ld-linux-x86-64.so.2", needs: ["libz.so.1"])
            .Entrypoint("/app/web")
            .ShouldBeRefused(
                "linux/amd64: /usr/lib/aarch64-linux-gnu/libz.so.1 is an arm64 library (ELF 64-bit, ARM aarch64), and is needed by /app/web, which ENTRYPOINT starts; expected an amd64 library"
            );

    [Fact]
    public void A_32_bit_program_needs_32_bit_libraries() =>
        new TestImage("linux/amd64")
            .Debian()
            .DebianLibraries("386")
            .Library("/usr/lib/x86_64-linux-gnu/libz.so.1")
            .Program("/app/web", "386", "/lib/ld-linux.so.2", ["libz.so.1"])
            .Entrypoint("/app/web")
            .ShouldBeRefused(
                "linux/amd64: /usr/lib/x86_64-linux-gnu/libz.so.1 is an amd64 library (ELF 64-bit, x86-64), and is needed by /app/web, which ENTRYPOINT starts; expected a 386 library"
            );

    [Fact]
    public void An_empty_library_is_refused() =>
        Image("libweb.so.1")
            .Empty("/usr/lib/libweb.so.1", isExecutable: false)
            .ShouldBeRefused(
                "linux/arm64: /usr/lib/libweb.so.1 is empty (0 bytes), and is needed by /app/web, which ENTRYPOINT starts; expected an arm64 library"
            );

    [Fact]
    public void A_library_that_no_file_is_named_as_is_a_warning() =>
        Image("libssl.so.1.1").ShouldHaveWarnings(
            "linux/arm64: /app/web needs the library libssl.so.1.1, which the image does not have; expected an arm64 library");

    [Fact]
    public void All_libraries_that_a_program_lacks_are_told() =>
        Image("libssl.so.1.1", "libcrypto.so.1.1")
            .ShouldHaveWarnings(
                "linux/arm64: /app/web needs the libraries libssl.so.1.1, libcrypto.so.1.1, which the image does not have; expected an arm64 library"
            );

    [Fact]
    public void A_library_that_a_driver_or_a_volume_brings_is_none()
    {
        Image().Empty("/usr/bin/nvidia-smi").Empty("/usr/lib/libGLESv1_CM_nvidia.so.535.104.05", isExecutable: false).ShouldBeRight();
        Image("libcuda.so.1", "libnvidia-ml.so.1").ShouldBeRight();
        Image("libweb.so.1").Env("LD_LIBRARY_PATH=/mounted/lib").ShouldBeRight();
    }

    [Fact]
    public void Libraries_that_need_each_other_end() =>
        Image("liba.so").Library("/usr/lib/liba.so", needs: ["libb.so"]).Library("/usr/lib/libb.so", needs: ["liba.so"]).ShouldBeRight();

    [Fact]
    public void The_loader_of_musl_is_the_library_of_C_under_any_name() =>
        new TestImage("linux/amd64")
            .Alpine()
            .Link("/lib64/ld-linux-x86-64.so.2", "/lib/libgcompat.so.0")
            .Program("/lib/libgcompat.so.0", loader: "/lib/ld-musl-x86_64.so.1", type: 3)
            .Program("/app/web", loader: "/lib64/ld-linux-x86-64.so.2", needs: ["libpthread.so.0", "libc.so.6"])
            .Entrypoint("/app/web")
            .ShouldBeRight();

    /// <summary>An arm64 image that starts a program with these libraries.</summary>
    private static TestImage Image(params string[] libraries) =>
        new TestImage("linux/arm64")
            .Debian()
            .Program("/app/web", loader: Loader, needs: [.. libraries, "libc.so.6"])
            .Entrypoint("/app/web");
}
