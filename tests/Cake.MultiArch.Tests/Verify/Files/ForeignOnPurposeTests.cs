namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>Programs of other architectures that right images have, and where the line is.</summary>
public class ForeignOnPurposeTests
{
    [Theory]
    [InlineData("/usr/bin/qemu-aarch64-static")]
    [InlineData("/usr/bin/qemu-aarch64")]
    [InlineData("/usr/local/bin/qemu-arm-static")]
    [InlineData("/usr/libexec/qemu-binfmt/qemu-s390x-binfmt-P")]
    [InlineData("/qemu-x86_64-static")]
    public void The_emulator_that_a_build_copied_in(string path) =>
        new TestImage("linux/arm64").Alpine().Program(path, "amd64").Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/usr/bin/qemu-img")]
    [InlineData("/usr/bin/qemu-system-aarch64")]
    public void Other_programs_of_QEMU_are_ordinary_ones(string path) =>
        new TestImage("linux/arm64").Alpine().Program(path, "amd64").Check().Refused.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Fact]
    public void An_emulator_of_another_architecture_is_refused_when_it_is_what_is_started() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/usr/bin/qemu-aarch64-static", "amd64")
            .Program("/web")
            .Entrypoint("qemu-aarch64-static", "/web")
            .ShouldBeRefused(
                "linux/arm64: /usr/bin/qemu-aarch64-static is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts; expected an arm64 program"
            );

    [Theory]
    [InlineData("386")]
    [InlineData("x32")]
    public void Multilib_on_amd64(string architecture) =>
        new TestImage("linux/amd64")
            .Debian()
            .Library("/usr/lib32/libc.so.6", architecture)
            .Program("/usr/bin/tool", architecture)
            .ShouldBeRight(allowed: 2);

    [Theory]
    [InlineData("linux/arm64", "arm", "/lib/ld-linux-armhf.so.3")]
    [InlineData("linux/s390x", "s390", "/lib/ld.so.1")]
    [InlineData("linux/mips64le", "mipsle", "/lib/ld-linux.so.3")]
    [InlineData("linux/mips64le", "n32", "/lib32/ld.so.1")]
    [InlineData("linux/ppc64", "powerpc", "/lib/ld.so.1")]
    [InlineData("linux/386", "amd64", "/lib64/ld-linux-x86-64.so.2")]
    public void Multilib_elsewhere_with_its_loader(string platform, string architecture, string loader) =>
        new TestImage(platform)
            .Program("/usr/bin/own")
            .Library("/lib/ld-own.so.1")
            .Library(loader, architecture)
            .Library("/usr/lib32/libc.so.6", architecture)
            .Program("/usr/bin/tool", architecture, loader, ["libc.so.6"])
            .ShouldBeRight(allowed: 3);

    /// <summary>A base that is pinned to the 32-bit image, and a static program on it.</summary>
    [Fact]
    public void A_system_of_32_bits_with_one_program_of_the_platform_is_refused() =>
        new TestImage("linux/arm64")
            .Program("/web")
            .Library("/lib/ld-linux-armhf.so.3", "arm")
            .Program("/bin/sh", "arm", "/lib/ld-linux-armhf.so.3")
            .Entrypoint("/web")
            .ShouldBeRefused(
                "linux/arm64: /bin/sh is an arm program (ELF 32-bit, ARM) in a system folder for programs; expected an arm64 program",
                "linux/arm64: /lib/ld-linux-armhf.so.3 is an arm library (ELF 32-bit, ARM) in a system folder for libraries; expected an arm64 library"
            );

    [Fact]
    public void Without_its_loader_a_32_bit_program_is_refused() =>
        new TestImage("linux/arm64").Alpine().Program("/usr/bin/tool", "arm", "/lib/ld-linux-armhf.so.3").ShouldBeRefused(
            "linux/arm64: /usr/bin/tool is an arm program (ELF 32-bit, ARM) in a system folder for programs; expected an arm64 program");

    [Fact]
    public void A_32_bit_library_that_nothing_could_load_is_refused() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Library("/usr/lib/libz.so.1", "arm")
            .ShouldBeRefused(
                "linux/arm64: /usr/lib/libz.so.1 is an arm library (ELF 32-bit, ARM) in a system folder for libraries; expected an arm64 library"
            );

    [Fact]
    public void A_static_32_bit_program_is_refused_even_beside_the_loader_of_others() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Library("/lib/ld-linux-armhf.so.3", "arm")
            .Program("/usr/local/bin/web", "arm")
            .ShouldBeRefused(
                "linux/arm64: /usr/local/bin/web is an arm program (ELF 32-bit, ARM) in a system folder for programs; expected an arm64 program"
            );

    [Fact]
    public void A_loader_of_a_third_architecture_makes_no_multilib() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Library("/lib/ld-linux-armhf.so.3", "s390x")
            .Program("/usr/bin/tool", "arm", "/lib/ld-linux-armhf.so.3")
            .Check()
            .Refused.Select(finding => finding.Path)
            .ShouldBe(["/lib/ld-linux-armhf.so.3", "/usr/bin/tool"]);

    [Theory]
    [InlineData("/usr/aarch64-linux-gnu/lib/libc.so.6", "arm64")]
    [InlineData("/usr/aarch64-linux-gnu/sys-root/usr/lib64/libc.so.6", "arm64")]
    [InlineData("/usr/lib/gcc-cross/aarch64-linux-gnu/12/libgcc_s.so", "arm64")]
    [InlineData("/usr/lib/aarch64-linux-gnu/libc.so.6", "arm64")]
    [InlineData("/usr/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd-01.so", "arm64")]
    [InlineData("/usr/lib/rustlib/thumbv7neon-unknown-linux-gnueabihf/lib/libstd-01.so", "arm")]
    [InlineData("/usr/arm-linux-gnueabihf/lib/libc.so.6", "arm")]
    [InlineData("/usr/lib/arm-none-eabi/lib/libc.so", "arm")]
    [InlineData("/opt/zephyr/arm-zephyr-eabi/lib/libc.so", "arm")]
    [InlineData("/usr/local/cuda/targets/sbsa-linux/lib/libcudart.so", "arm64")]
    [InlineData("/opt/x-tools/armv7-unknown-linux-musleabihf/lib/libc.so", "arm")]
    [InlineData("/usr/lib/gcc-cross/powerpc64le-linux-gnu/libgcc_s.so", "ppc64le")]
    [InlineData("/usr/lib/s390x-linux-gnu/libc.so.6", "s390x")]
    [InlineData("/usr/lib/riscv64-linux-gnu/libc.so.6", "riscv64")]
    [InlineData("/usr/lib/riscv64gc-unknown-linux-gnu/libc.so.6", "riscv64")]
    [InlineData("/usr/lib/loongarch64-linux-gnu/libc.so.6", "loong64")]
    [InlineData("/usr/lib/mips64el-linux-gnuabi64/libc.so.6", "mips64le")]
    [InlineData("/usr/lib/mips64el-linux-gnuabin32/libc.so.6", "n32")]
    [InlineData("/usr/lib/mipsel-linux-gnu/libc.so.6", "mipsle")]
    [InlineData("/opt/android/toolchains/sysroot/usr/lib/aarch64-linux-android/21/libc.so", "arm64")]
    public void The_libraries_of_a_cross_compiler(string path, string architecture) =>
        new TestImage("linux/amd64").Debian().Library(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libc.so.6", "amd64")]
    [InlineData("/usr/x86_64-linux-gnux32/lib/libc.so.6", "x32")]
    [InlineData("/usr/lib/i386-linux-gnu/libc.so.6", "386")]
    [InlineData("/usr/lib/i586-alpine-linux-musl/libc.so.6", "386")]
    [InlineData("/opt/sysroot/x86_64-unknown-linux-musl/lib/libc.so", "amd64")]
    public void The_libraries_of_a_cross_compiler_for_x86(string path, string architecture) =>
        new TestImage("linux/arm64").Debian().Library(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/usr/lib/aarch64-linux-gnu/libc.so.6", "amd64")]
    [InlineData("/usr/lib/arm-linux-gnueabihf/libc.so.6", "amd64")]
    [InlineData("/usr/lib/x86_64-linux-gnux32/libc.so.6", "amd64")]
    [InlineData("/usr/lib/stable-x86_64-unknown-linux-gnu/libc.so.6", "amd64")]
    [InlineData("/usr/lib/x86_64/libc.so.6", "amd64")]
    public void A_folder_of_a_compiler_for_another_machine_excuses_nothing(string path, string architecture) =>
        new TestImage("linux/s390x").Debian().Library(path, architecture).Check().Refused.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Theory]
    [InlineData("/usr/lib/bpf/probe.so", "bpf")]
    [InlineData("/opt/rocm/lib/rocblas/library/Kernels.so-000-gfx90a.hsaco", "amdgpu")]
    [InlineData("/usr/lib/libkernels.cubin", "cuda")]
    [InlineData("/usr/lib/firmware/rproc.elf", "arm")]
    [InlineData("/lib/firmware/qcom/modem.mbn", "arm")]
    [InlineData("/usr/share/openbios/openbios-sparc64", "sparc64")]
    public void What_is_loaded_into_a_device(string path, string architecture) =>
        new TestImage("linux/amd64").Debian().Library(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/usr/share/qemu/s390-ccw.img", "s390x")]
    [InlineData("/usr/lib/u-boot/qemu_arm/uboot.elf", "arm")]
    [InlineData("/usr/lib/grub/x86_64-efi/kernel.img", "amd64")]
    [InlineData("/usr/lib/syslinux/modules/bios/ldlinux.c32", "386")]
    [InlineData("/srv/tftp/ldlinux.c32", "386")]
    [InlineData("/usr/lib/modules/6.1.0/vdso/vdso32.so", "arm")]
    [InlineData("/boot/memtest", "386")]
    [InlineData("/usr/libexec/xen/boot/hvmloader", "386")]
    [InlineData("/usr/lib/box64-x86_64-linux-gnu/libstdc++.so.6", "amd64")]
    [InlineData("/var/lib/containers/storage/overlay/01/diff/bin/busybox", "amd64")]
    public void What_another_machine_boots_an_emulator_loads_or_an_inner_image_has(string path, string architecture) =>
        new TestImage("linux/arm64").Debian().Program(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec", "amd64")]
    [InlineData("/usr/lib/go/src/debug/elf/testdata/gcc-386-freebsd-exec", "386")]
    public void The_samples_that_the_tests_of_a_library_read(string path, string architecture) =>
        new TestImage("linux/arm64").Alpine().Program(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("linux-arm64", "arm64")]
    [InlineData("linux-musl-arm64", "arm64")]
    [InlineData("alpine-arm64", "arm64")]
    [InlineData("android-arm64", "arm64")]
    [InlineData("linux-bionic-arm64", "arm64")]
    [InlineData("linux-arm", "arm")]
    [InlineData("linux-armel", "arm")]
    [InlineData("linux-x86", "386")]
    [InlineData("linux-s390x", "s390x")]
    [InlineData("linux-ppc64le", "ppc64le")]
    [InlineData("linux-riscv64", "riscv64")]
    [InlineData("linux-loongarch64", "loong64")]
    public void The_runtimes_of_a_NET_package(string identifier, string architecture) =>
        new TestImage("linux/amd64")
            .Debian()
            .Library($"/app/runtimes/{identifier}/native/libe_sqlite3.so", architecture)
            .Strict()
            .ShouldBeRight(allowed: 1);

    [Fact]
    public void The_packages_for_one_runtime_of_NET() =>
        new TestImage("linux/amd64").Debian()
            .Library("/opt/packages/runtime.linux-arm64.microsoft.dotnet.ilcompiler/10.0.0/sdk/libSystem.Native.so", "arm64")
            .Program(
                "/usr/lib/dotnet/packs/Microsoft.NETCore.App.Host.linux-arm64/10.0.0/runtimes/linux-arm64/native/apphost",
                "arm64",
                type: 3
            )
            .Strict()
            .ShouldBeRight(allowed: 2);

    [Fact]
    public void A_library_in_the_runtime_folder_of_a_third_architecture_is_a_warning() =>
        new TestImage("linux/arm64")
            .Debian()
            .Library("/usr/lib/app/runtimes/linux-x64/native/libx.so", "s390x")
            .ShouldHaveWarnings(
                "linux/arm64: /usr/lib/app/runtimes/linux-x64/native/libx.so is an s390x library (ELF 64-bit, IBM S/390) in a folder for another architecture; expected an arm64 library"
            );

    [Theory]
    [InlineData("linux-x64", "amd64")]
    [InlineData("linux-ia32", "386")]
    [InlineData("linux-x64+arm64", "amd64")]
    [InlineData("linux-arm64+x64", "amd64")]
    [InlineData("linux-arm", "arm")]
    [InlineData("linux-ppc64", "ppc64le")]
    [InlineData("linux-s390x", "s390x")]
    [InlineData("linux-loong64", "loong64")]
    [InlineData("android-arm", "arm")]
    public void The_prebuilt_addons_of_a_Node_package(string folder, string architecture) =>
        new TestImage("linux/arm64")
            .Alpine()
            .Library($"/usr/local/lib/node_modules/x/prebuilds/{folder}/x.node", architecture)
            .Strict()
            .ShouldBeRight(allowed: 1);

    [Theory]
    [InlineData("/app/node_modules/@esbuild/linux-arm64/bin/esbuild", "/app/node_modules/@esbuild/linux-x64/bin/esbuild")]
    [InlineData("/app/node_modules/@rollup/rollup-linux-arm64-gnu/x", "/app/node_modules/@rollup/rollup-linux-x64-gnu/x")]
    [InlineData("/opt/packages/grpc.tools/2.72.0/tools/linux_arm64/protoc", "/opt/packages/grpc.tools/2.72.0/tools/linux_x64/protoc")]
    [InlineData("/usr/lib/jni/linux/aarch64/libx.so", "/usr/lib/jni/linux/x86_64/libx.so")]
    [InlineData("/opt/tool/ARM64/tool", "/opt/tool/AMD64/tool")]
    public void The_same_for_several_platforms_side_by_side(string foreign, string own)
    {
        new TestImage("linux/amd64").Debian().Program(foreign, "arm64").Program(own).Strict().ShouldBeRight(allowed: 1);
        new TestImage("linux/amd64")
            .Debian()
            .Program(foreign, "arm64")
            .Strict()
            .Check()
            .Refused.ShouldHaveSingleItem("alone it was installed for another machine");
    }

    [Theory]
    [InlineData("/app/node_modules/x/android/src/main/jniLibs/arm64-v8a/libx.so", "arm64")]
    [InlineData("/app/node_modules/x/android/src/main/jniLibs/armeabi-v7a/libx.so", "arm")]
    [InlineData("/opt/flutter/bin/cache/artifacts/engine/android-arm64-release/libflutter.so", "arm64")]
    [InlineData("/opt/ndk/prebuilt/android-arm64/gdbserver", "arm64")]
    public void What_is_made_for_Android(string path, string architecture) =>
        new TestImage("linux/amd64").Debian().Library(path, architecture).Strict().ShouldBeRight(allowed: 1);

    [Fact]
    public void An_image_of_nothing_but_such_files_is_right()
    {
        new TestImage("linux/amd64").Data("/load.json").Library("/probe.so", "bpf").ShouldBeRight(allowed: 1);
        new TestImage("linux/amd64").Library("/plugin/runtimes/linux-arm64/native/libx.so", "arm64").ShouldBeRight(allowed: 1);
        new TestImage("linux/amd64").Library("/lib/firmware/x.elf", "arm").ShouldBeRight(allowed: 1);
    }

    [Fact]
    public void An_image_of_nothing_but_the_libraries_of_a_cross_compiler_has_to_be_allowed()
    {
        new TestImage("linux/amd64").DebianLibraries("arm64").Check().Refused.ShouldHaveSingleItem().Path.ShouldBe("/");
        new TestImage("linux/amd64").DebianLibraries("arm64").Allow("/usr/lib/aarch64-linux-gnu").ShouldBeRight(allowed: 4);
    }
}
