namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>Whatever lies in the system's folders is used, so that it has to be of the platform.</summary>
public class SystemFolderTests
{
    [Theory]
    [InlineData("/bin/tool")]
    [InlineData("/sbin/tool")]
    [InlineData("/usr/bin/tool")]
    [InlineData("/usr/sbin/tool")]
    [InlineData("/usr/local/bin/tool")]
    [InlineData("/usr/local/sbin/tool")]
    public void A_foreign_program_among_the_systems_is_refused(string path) =>
        new TestImage("linux/arm64").Alpine().Program(path, "amd64").ShouldBeRefused(
            $"linux/arm64: {path} is an amd64 program (ELF 64-bit, x86-64) in a system folder for programs; expected an arm64 program");

    [Theory]
    [InlineData("/lib/libz.so.1")]
    [InlineData("/lib64/libz.so.1")]
    [InlineData("/usr/lib/libz.so.1")]
    [InlineData("/usr/lib64/libz.so.1")]
    [InlineData("/usr/lib/python3/dist-packages/apt_pkg.cpython-311-x86_64-linux-gnu.so")]
    [InlineData("/usr/local/lib/python3.12/site-packages/numpy/core/_multiarray.so")]
    [InlineData("/usr/libexec/git-core/libgit.so")]
    public void A_foreign_library_among_the_systems_is_refused(string path) =>
        new TestImage("linux/ppc64le")
            .Alpine()
            .Library(path, "amd64")
            .ShouldBeRefused(
                $"linux/ppc64le: {path} is an amd64 library (ELF 64-bit, x86-64) in a system folder for libraries; expected a ppc64le library"
            );

    /// <summary>A debugger's helper for each CPU comes with a package that has no other part of a CPU.</summary>
    [Theory]
    [InlineData("/usr/local/lib/python3.12/site-packages/debugpy/pydevd_attach_to_process/attach_linux_amd64.so", "library")]
    [InlineData("/usr/lib/python3/dist-packages/selenium/linux/selenium-manager", "program")]
    [InlineData("/usr/local/lib/node_modules/tool/vendor/tool", "program")]
    public void What_a_package_brings_along_for_another_use_is_a_warning(string path, string noun)
    {
        var image = new TestImage("linux/arm64").Alpine();
        (noun == "library" ? image.Library(path, "amd64") : image.Program(path, "amd64")).ShouldHaveWarnings(
            $"linux/arm64: {path} is an amd64 {noun} (ELF 64-bit, x86-64); expected an arm64 {noun}");
    }

    [Theory]
    [InlineData("/app/web")]
    [InlineData("/opt/tool/bin/tool")]
    [InlineData("/usr/bin/folder/tool")]
    [InlineData("/usr/share/tool/tool")]
    [InlineData("/nix/store/x86v0n1k-tool-1.0/bin/tool")]
    public void A_foreign_program_elsewhere_is_a_warning(string path)
    {
        var sentence = $"linux/arm64: {path} is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program";
        new TestImage("linux/arm64").Alpine().Program(path, "amd64").ShouldHaveWarnings(sentence);
        new TestImage("linux/arm64").Alpine().Program(path, "amd64").Strict().ShouldBeRefused(sentence);
    }

    [Fact]
    public void What_a_debugger_reads_is_never_loaded_and_a_warning() =>
        new TestImage("linux/arm64").Alpine().Library("/usr/lib/debug/.build-id/01/23.debug", "amd64").ShouldHaveWarnings(
            "linux/arm64: /usr/lib/debug/.build-id/01/23.debug is an amd64 library (ELF 64-bit, x86-64); expected an arm64 library");

    [Fact]
    public void A_position_independent_program_is_told_from_a_library() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/usr/bin/tool", "riscv64", type: 3)
            .ShouldBeRefused(
                "linux/arm64: /usr/bin/tool is a riscv64 program (ELF 64-bit, RISC-V) in a system folder for programs; expected an arm64 program"
            );

    [Fact]
    public void The_library_of_C_can_be_started_and_is_a_library() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/usr/lib/libc.so.6", "amd64", "/lib64/ld-linux-x86-64.so.2", type: 3)
            .ShouldBeRefused(
                "linux/arm64: /usr/lib/libc.so.6 is an amd64 library (ELF 64-bit, x86-64) in a system folder for libraries; expected an arm64 library"
            );

    [Fact]
    public void Object_files_and_kernel_modules_are_no_programs() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/usr/lib/crt1.o", "amd64", type: 1)
            .Program("/usr/lib/modules/6.1/x.ko", "amd64", type: 1)
            .ShouldBeRight();

    [Fact]
    public void An_empty_program_among_the_systems_is_refused() =>
        new TestImage("linux/arm64").Alpine().Empty("/usr/local/bin/tool").Empty("/usr/bin/.keep", isExecutable: false).ShouldBeRefused(
            "linux/arm64: /usr/local/bin/tool is empty (0 bytes); expected an arm64 program");

    [Fact]
    public void An_empty_library_among_the_systems_is_refused() =>
        new TestImage("linux/arm64").Alpine().Empty("/usr/lib/libz.so.1.2.13", isExecutable: false).ShouldBeRefused(
            "linux/arm64: /usr/lib/libz.so.1.2.13 is empty (0 bytes); expected an arm64 library");

    [Fact]
    public void Other_empty_files_are_usual() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Empty("/usr/local/lib/python3.12/site-packages/web/__init__.py")
            .Empty("/usr/lib/python3/py.typed")
            .Empty("/app/.so")
            .Empty("/app/libx.so")
            .Empty("/etc/machine-id", isExecutable: false)
            .Empty("/usr/lib/x86_64-linux-gnu/libcuda.so.1")
            .ShouldBeRight();

    [Fact]
    public void An_image_with_nothing_of_its_platform_is_refused_whatever_the_folders() =>
        new TestImage("linux/arm64")
            .Program("/app/web", "amd64")
            .Library("/app/libweb.so", "amd64")
            .Check()
            .Findings.Select(finding => finding.ToString())
            .ShouldBe([
                "linux/arm64: / has 2 programs and libraries, and none is for arm64: they are for amd64 (ELF 64-bit, x86-64); expected programs for arm64",
                "linux/arm64: /app/libweb.so is an amd64 library (ELF 64-bit, x86-64); expected an arm64 library",
                "linux/arm64: /app/web is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program",
            ]);

    [Fact]
    public void An_amd64_image_with_only_32_bit_programs_is_refused() =>
        new TestImage("linux/amd64").Program("/web", "386").Entrypoint("/web").ShouldBeRefused(
            "linux/amd64: / has one program or library, and it is for 386 (ELF 32-bit, Intel 80386); expected programs for amd64");

    [Fact]
    public void A_base_that_is_pinned_to_another_architecture_is_refused_even_when_the_program_is_right()
    {
        var report = new TestImage("linux/arm64").Debian("amd64").Program("/app/web").Entrypoint("/app/web").Check();

        report.Refused.Select(finding => finding.Path).ShouldBe(["/usr/bin/bash", "/usr/bin/dash", "/usr/bin/env", "/usr/sbin/ldconfig"]);
        report.Programs.ShouldBe(9);
        report.Allowed.ShouldBe(4);
    }

    [Fact]
    public void An_image_without_programs_is_right()
    {
        new TestImage("linux/arm64").ShouldBeRight();
        new TestImage("linux/arm64").Data("/site/index.html").Data("/site/run", isExecutable: true).Cmd("/site/run").ShouldBeRight();
    }

    [Theory]
    [InlineData("windows/amd64", "The files of windows/amd64 were not checked: only Linux programs can be read.")]
    [InlineData(
        "linux/sparc64",
        "The files of linux/sparc64 were not checked: this check does not know the architecture sparc64."
    )]
    [InlineData("unknown/unknown", "The files of unknown/unknown were not checked: only Linux programs can be read.")]
    public void A_platform_whose_programs_are_not_known_is_not_judged(string platform, string sentence)
    {
        var report = new TestImage(platform).Program("/usr/bin/web", "arm64").Cmd("web").Check();

        report.NotChecked.ShouldBe(sentence);
        report.Findings.ShouldBeEmpty();
        report.Programs.ShouldBe(1);
    }

    [Fact]
    public void The_users_word_wins()
    {
        new TestImage("linux/arm64").Alpine().Program("/usr/bin/tool", "amd64").Allow("/usr/bin/tool").ShouldBeRight(allowed: 1);
        new TestImage("linux/arm64").Alpine().Program("/web", "amd64").Entrypoint("/web").Allow("/web").Strict().ShouldBeRight(allowed: 1);
        new TestImage("linux/arm64").Alpine().Empty("/usr/bin/tool").Allow("/usr/bin").ShouldBeRight();
    }

    [Fact]
    public void It_does_not_make_an_image_right_that_has_nothing_else()
    {
        new TestImage("linux/arm64")
            .Program("/web", "amd64")
            .Program("/tool", "amd64")
            .Allow("/web")
            .Check()
            .Refused.ShouldHaveSingleItem()
            .Path.ShouldBe("/");
        new TestImage("linux/arm64").Program("/web", "amd64").Allow("/web").ShouldBeRight(allowed: 1);
    }

    [Fact]
    public void A_file_has_one_finding_that_tells_most() =>
        new TestImage("linux/arm64").Alpine().Program("/usr/bin/web", "amd64").Entrypoint("web").Cmd("/usr/bin/web").ShouldBeRefused(
            "linux/arm64: /usr/bin/web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts; expected an arm64 program");

    [Theory]
    [InlineData("x32", "an x32 program (ELF 32-bit, x86-64)")]
    [InlineData("386", "a 386 program (ELF 32-bit, Intel 80386)")]
    [InlineData("mips", "a mips program (ELF 32-bit big-endian, MIPS)")]
    [InlineData("riscv32", "a riscv32 program (ELF 32-bit, RISC-V)")]
    [InlineData("s390", "an s390 program (ELF 32-bit, IBM S/390)")]
    [InlineData("loong64", "a loong64 program (ELF 64-bit, LoongArch)")]
    public void Each_architecture_is_named(string architecture, string words) =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/opt/x", architecture)
            .Check()
            .Findings.ShouldHaveSingleItem()
            .Found.ShouldBe($"is {words}");
}
