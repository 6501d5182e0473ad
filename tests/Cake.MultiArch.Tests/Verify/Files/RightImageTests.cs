using Cake.MultiArch.Elf;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>Images as they are published: none of them is found fault with, on any platform.</summary>
public class RightImageTests
{
    private static readonly string[] Architectures = [.. ElfArchitecture.All.Select(row => row.Name)];

    public static TheoryData<string> Every => [.. Architectures];

    [Theory]
    [MemberData(nameof(Every))]
    public void Debian_with_a_program_in_C(string architecture) =>
        Debian(architecture)
            .Program("/usr/local/bin/web", loader: Loader(architecture), needs: ["libm.so.6", "libc.so.6"])
            .Cmd("web")
            .Strict()
            .ShouldBeRight();

    [Theory]
    [MemberData(nameof(Every))]
    public void Alpine_with_a_script_for_its_entrypoint(string architecture) =>
        new TestImage($"linux/{architecture}")
            .Alpine()
            .Script("/docker-entrypoint.sh", "/usr/bin/env sh")
            .Program(
                "/usr/sbin/nginx",
                loader: $"/lib/ld-musl-{ElfArchitecture.Find(architecture)!.QemuName}.so.1",
                needs: ["libcrypto.so.3"],
                type: 3
            )
            .Entrypoint("/docker-entrypoint.sh")
            .Cmd("nginx", "-g", "daemon off;")
            .Strict()
            .ShouldBeRight();

    [Theory]
    [MemberData(nameof(Every))]
    public void A_static_program_and_nothing_else(string architecture) =>
        new TestImage($"linux/{architecture}")
            .Program("/web")
            .Data("/etc/ssl/certs/ca-certificates.crt")
            .Entrypoint("/web")
            .Strict()
            .ShouldBeRight();

    [Theory]
    [MemberData(nameof(Every))]
    public void With_the_emulator_of_the_host_that_built_it(string architecture) =>
        Debian(architecture)
            .Program($"/usr/bin/qemu-{ElfArchitecture.Find(architecture)!.QemuName}-static", architecture == "amd64" ? "arm64" : "amd64")
            .Cmd("bash")
            .Strict()
            .ShouldBeRight(allowed: 1);

    [Theory]
    [MemberData(nameof(Every))]
    public void With_the_cross_compiler_of_every_other_architecture(string architecture)
    {
        var image = Debian(architecture).Cmd("bash").Strict();
        var others = Architectures.Where(other => other != architecture).ToList();
        foreach (var other in others)
        {
            var triple = TestImage.DebianNames(other).Triple;
            image.Library($"/usr/{triple}/lib/libc.so.6", other).Library($"/usr/lib/gcc-cross/{triple}/12/libgcc_s.so", other);
        }

        image.ShouldBeRight(allowed: others.Count * 2);
    }

    [Fact]
    public void A_multi_stage_image_without_a_shell() =>
        new TestImage("linux/arm64")
            .DebianLibraries()
            .Link("/lib", "usr/lib")
            .Folder("/nonexistent")
            .Program("/app/server", loader: "/lib/ld-linux-aarch64.so.1", needs: ["libc.so.6"])
            .Entrypoint("/app/server")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void Arm_v7_beside_arm64()
    {
        foreach (var platform in new[] { "linux/arm/v7", "linux/arm/v6", "linux/arm64" })
        {
            new TestImage(platform).Debian().Cmd("bash").Strict().ShouldBeRight();
        }
    }

    [Fact]
    public void Python_with_wheels() =>
        Debian("arm64")
            .Program("/usr/local/bin/python3.12", loader: Loader("arm64"), needs: ["libpython3.12.so.1.0", "libc.so.6"])
            .Link("/usr/local/bin/python3", "python3.12")
            .Library("/usr/local/lib/libpython3.12.so.1.0")
            .Library(
                "/usr/local/lib/python3.12/site-packages/numpy/core/_multiarray.cpython-312-aarch64-linux-gnu.so",
                needs: ["libopenblas64.so.0"],
                searches: ["$ORIGIN/../../numpy.libs"]
            )
            .Library("/usr/local/lib/python3.12/site-packages/numpy.libs/libopenblas64.so.0")
            .Data("/usr/local/lib/python3.12/site-packages/distlib/t64-arm.exe", isExecutable: true)
            .Empty("/app/web/__init__.py")
            .Script("/app/main.py", "/usr/bin/env python")
            .WorkingDir("/app")
            .Cmd("python3", "main.py")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void Node_with_addons_for_several_platforms() =>
        Debian("arm64")
            .Program("/usr/local/bin/node", loader: Loader("arm64"), needs: ["libc.so.6"])
            .Script("/usr/local/bin/docker-entrypoint.sh", "/bin/sh")
            .Library("/app/node_modules/x/prebuilds/linux-x64/node.napi.node", "amd64")
            .Library("/app/node_modules/x/prebuilds/linux-arm64/node.napi.node")
            .Library("/app/node_modules/x/prebuilds/android-arm/node.napi.node", "arm")
            .Program("/app/node_modules/@esbuild/linux-x64/bin/esbuild", "amd64")
            .Program("/app/node_modules/@esbuild/linux-arm64/bin/esbuild")
            .Entrypoint("docker-entrypoint.sh")
            .Cmd("node", "server.js")
            .Strict()
            .ShouldBeRight(allowed: 3);

    [Fact]
    public void NET_with_portable_packages_and_as_one_file()
    {
        Debian("arm64")
            .Program("/usr/share/dotnet/dotnet", loader: Loader("arm64"), needs: ["libc.so.6"], type: 3)
            .Link("/usr/bin/dotnet", "/usr/share/dotnet/dotnet")
            .Library("/usr/share/dotnet/shared/Microsoft.NETCore.App/10.0.0/libcoreclr.so")
            .Data("/app/web.dll")
            .Library("/app/runtimes/linux-x64/native/libe_sqlite3.so", "amd64")
            .Library("/app/runtimes/linux-musl-s390x/native/libe_sqlite3.so", "s390x")
            .Library("/app/runtimes/linux-arm64/native/libe_sqlite3.so")
            .WorkingDir("/app")
            .Entrypoint("dotnet", "web.dll")
            .Strict()
            .ShouldBeRight(allowed: 2);
        Debian("arm64")
            .Program("/app/web", loader: Loader("arm64"), needs: ["libm.so.6", "libc.so.6"], type: 3)
            .Entrypoint("./app/web")
            .Strict()
            .ShouldBeRight();
    }

    [Fact]
    public void Java_finds_its_libraries_beside_itself() =>
        Debian("s390x")
            .Program("/opt/java/bin/java", loader: Loader("s390x"), needs: ["libjli.so", "libc.so.6"], searches: ["$ORIGIN/../lib"])
            .Library("/opt/java/lib/libjli.so")
            .Library("/opt/java/lib/server/libjvm.so")
            .Env("PATH=/opt/java/bin:/usr/bin")
            .Cmd("java", "-jar", "/app.jar")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void Go_with_the_samples_of_its_own_tests() =>
        Debian("arm64")
            .Program("/usr/local/go/bin/go")
            .Program("/usr/local/go/src/debug/elf/testdata/gcc-amd64-linux-exec", "amd64")
            .Program("/usr/local/go/pkg/tool/linux_arm64/compile")
            .Env("PATH=/usr/local/go/bin")
            .Cmd("go", "version")
            .Strict()
            .ShouldBeRight(allowed: 1);

    [Fact]
    public void Wine_with_both_widths() =>
        Debian("amd64")
            .DebianLibraries("386")
            .Program("/usr/lib/wine/wine64", loader: Loader("amd64"), needs: ["libc.so.6"])
            .Program("/usr/lib/wine/wine", "386", Loader("386"), ["libc.so.6"])
            .Library("/usr/lib/i386-linux-gnu/wine/i386-unix/ntdll.so", "386")
            .Library("/usr/lib/x86_64-linux-gnu/wine/x86_64-unix/ntdll.so")
            .Data("/app/app.exe", isExecutable: true)
            .Entrypoint("/usr/lib/wine/wine64", "/app/app.exe")
            .Strict()
            .ShouldBeRight(allowed: 6);

    [Fact]
    public void Chromium_that_is_started_by_a_script() =>
        Debian("arm64")
            .Script("/usr/bin/chromium", "/bin/sh")
            .Program("/usr/lib/chromium/chromium", loader: Loader("arm64"), needs: ["libc.so.6"], type: 3)
            .Library("/usr/lib/chromium/libGLESv2.so")
            .Cmd("chromium", "--headless")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void ROCm_and_CUDA_with_code_for_GPUs() =>
        Debian("amd64")
            .Library("/opt/rocm/lib/librocblas.so.4")
            .Library("/opt/rocm/lib/rocblas/library/Kernels.so-000-gfx942.hsaco", "amdgpu")
            .Library("/usr/local/cuda/lib64/kernels.cubin", "cuda")
            .Program("/app/train", loader: Loader("amd64"), needs: ["librocblas.so.4", "libcuda.so.1", "libc.so.6"])
            .Env("LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64")
            .Cmd("/app/train")
            .Strict()
            .ShouldBeRight(allowed: 2);

    [Fact]
    public void Programs_of_the_Nix_store() =>
        new TestImage("linux/arm64")
            .Library("/nix/store/0a-glibc-2.40/lib/ld-linux-aarch64.so.1")
            .Library("/nix/store/0a-glibc-2.40/lib/libc.so.6", needs: ["ld-linux-aarch64.so.1"])
            .Program(
                "/nix/store/1b-web-1.0/bin/web",
                loader: "/nix/store/0a-glibc-2.40/lib/ld-linux-aarch64.so.1",
                needs: ["libc.so.6"],
                searches: ["/nix/store/0a-glibc-2.40/lib"]
            )
            .Link("/bin/web", "/nix/store/1b-web-1.0/bin/web")
            .Entrypoint("web")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void Programs_of_Guix_Homebrew_and_snap() =>
        Debian("amd64")
            .Program("/gnu/store/2c-hello-2.12/bin/hello")
            .Program("/opt/homebrew/Cellar/jq/1.7/bin/jq", loader: "/opt/homebrew/lib/ld.so", needs: ["libc.so.6"])
            .Link("/opt/homebrew/bin/jq", "../Cellar/jq/1.7/bin/jq")
            .Link("/opt/homebrew/lib/ld.so", "/lib64/ld-linux-x86-64.so.2")
            .Program("/snap/core22/current/usr/bin/hello")
            .Env("PATH=/opt/homebrew/bin")
            .Cmd("jq")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void An_AppImage_that_needs_no_library_of_the_image() =>
        Debian("amd64")
            .Program("/opt/tool.AppImage", loader: Loader("amd64"), needs: ["libpthread.so.0", "libc.so.6"], type: 3)
            .Library("/usr/lib/x86_64-linux-gnu/libpthread.so.0")
            .Entrypoint("/opt/tool.AppImage", "--appimage-extract-and-run")
            .Strict()
            .ShouldBeRight();

    [Fact]
    public void A_server_that_other_machines_boot_from() =>
        Debian("arm64")
            .Program("/usr/sbin/dnsmasq", loader: Loader("arm64"), needs: ["libc.so.6"])
            .Library("/srv/tftp/bios/menu.c32", "386")
            .Program("/usr/lib/grub/x86_64-efi/kernel.img", "amd64")
            .Entrypoint("dnsmasq", "-k")
            .Strict()
            .ShouldBeRight(allowed: 2);

    [Fact]
    public void A_device_emulator_with_the_firmware_of_its_machines() =>
        Debian("arm64")
            .Program("/usr/bin/qemu-system-x86_64", loader: Loader("arm64"), needs: ["libc.so.6"])
            .Program("/usr/share/qemu/s390-ccw.img", "s390x")
            .Program("/usr/share/qemu/openbios-ppc", "powerpc")
            .Program("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.elf", "riscv64")
            .Entrypoint("qemu-system-x86_64", "-kernel", "/vmlinux")
            .Program("/vmlinux", "amd64")
            .Allow("/vmlinux")
            .Strict()
            .ShouldBeRight(allowed: 4);

    /// <summary>Whatever is started, one program of another architecture in its place is refused.</summary>
    [Property]
    public Property Another_architecture_in_the_place_of_the_program_is_always_refused() =>
        Prop.ForAll(
            Gen.Elements(Architectures).Two().Where(pair => pair.Item1 != pair.Item2 && (pair is not ("amd64", "386"))).ToArbitrary(),
            Gen.Elements(
                    "/web",
                    "/usr/bin/web",
                    "/opt/x/web",
                    "/usr/lib/web",
                    "/app/runtimes/linux-x64/web",
                    "/usr/aarch64-linux-gnu/bin/web",
                    "/usr/bin/qemu-arm-static"
                )
                .ToArbitrary(),
            Gen.Elements(0, 1, 2).ToArbitrary(),
            (pair, path, way) =>
            {
                var (platform, foreign) = pair;
                var image = Debian(platform)
                    .Program("/sbin/tini")
                    .Script("/start", path)
                    .Program(path, foreign, type: (ushort)(2 + (way % 2)));
                var started = way switch
                {
                    0 => image.Entrypoint(path),
                    1 => image.Entrypoint("/usr/bin/env", "sh", "-c", $"exec {path}"),
                    _ => image.Cmd("/start"),
                };
                started.Check().Refused.ShouldHaveSingleItem().Path.ShouldBe(path);
            }
        );

    /// <summary>An image of one architecture is right for its own platform alone.</summary>
    [Property]
    public Property An_image_is_right_for_its_own_platform_and_for_no_other() =>
        Prop.ForAll(Gen.Elements(Architectures).Two().ToArbitrary(), pair =>
        {
            var image = new TestImage($"linux/{pair.Item1}")
                .Debian(pair.Item2)
                .Program("/app/web", pair.Item2, Loader(pair.Item2), ["libc.so.6"])
                .Entrypoint("/app/web");
            var refused = image.Check().Refused;
            if (pair.Item1 == pair.Item2)
            {
                refused.ShouldBeEmpty();
            }
            else
            {
                refused.Select(finding => finding.Path).ShouldContain("/");
            }
        });

    private static TestImage Debian(string architecture) => new TestImage($"linux/{architecture}").Debian();

    private static string Loader(string architecture) => TestImage.DebianNames(architecture).Loader;
}
