using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>An image as its files and its configuration tell it, made line by line.</summary>
internal sealed class TestImage(string platform)
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Plain = (UnixFileMode)0b110_100_100;

    private readonly Dictionary<string, ImageFile> _files = [];
    private readonly Platform _platform = new(platform.Split('/')[0], platform.Split('/')[1], platform.Split('/').ElementAtOrDefault(2));
    private readonly List<PathPattern> _allowed = [];

    private ImageConfig _config = new("", "linux", null, new Dictionary<string, string>());
    private VerifyMode _mode;

    public string Architecture => _platform.Architecture;

    /// <summary>An executable of the platform, or of another architecture.</summary>
    public TestImage Program(
        string path,
        string? architecture = null,
        string? loader = null,
        string[]? needs = null,
        string[]? searches = null,
        ushort type = 2
    ) =>
        Add(
            new ImageFile(path, ImageFileKind.File)
            {
                Size = 4096,
                Mode = Executable,
                Elf = Elf(architecture, loader, needs, searches, type),
            }
        );

    /// <summary>A shared object of the platform, or of another architecture.</summary>
    public TestImage Library(string path, string? architecture = null, string[]? needs = null, string[]? searches = null) =>
        Add(
            new ImageFile(path, ImageFileKind.File)
            {
                Size = 4096,
                Mode = Plain,
                Elf = Elf(architecture, loader: null, needs, searches, type: 3),
            }
        );

    public TestImage Script(string path, string interpreter) =>
        Add(new ImageFile(path, ImageFileKind.File) { Size = 100, Mode = Executable, ScriptInterpreter = interpreter });

    public TestImage Data(string path, bool isExecutable = false, long size = 10) =>
        Add(new ImageFile(path, ImageFileKind.File) { Size = size, Mode = isExecutable ? Executable : Plain });

    public TestImage Empty(string path, bool isExecutable = true) => Data(path, isExecutable, size: 0);

    public TestImage Folder(string path) => Add(new ImageFile(path, ImageFileKind.Folder) { Mode = Executable });

    public TestImage Link(string path, string target) => Add(new ImageFile(path, ImageFileKind.SymbolicLink) { LinkTarget = target });

    public TestImage Entrypoint(params string[] words) => With(_config with { Entrypoint = words });

    public TestImage Cmd(params string[] words) => With(_config with { Cmd = words });

    public TestImage Env(params string[] variables) => With(_config with { Env = variables });

    public TestImage WorkingDir(string folder) => With(_config with { WorkingDir = folder });

    public TestImage Allow(params string[] patterns)
    {
        _allowed.AddRange(patterns.Select(pattern => PathPattern.Parse(pattern, "--allow-foreign")));
        return this;
    }

    public TestImage Strict()
    {
        _mode = VerifyMode.Strict;
        return this;
    }

    /// <summary>What every image of Debian has, of the image's architecture or of another one.</summary>
    public TestImage Debian(string? architecture = null)
    {
        var (triple, loader) = DebianNames(architecture ?? Architecture);
        return Link("/bin", "usr/bin").Link("/sbin", "usr/sbin").Link("/lib", "usr/lib").Link("/lib64", "usr/lib64")
            .Program("/usr/bin/dash", architecture, loader, ["libc.so.6"], type: 3)
            .Link("/usr/bin/sh", "dash")
            .Program("/usr/bin/env", architecture, loader, ["libc.so.6"], type: 3)
            .Program("/usr/bin/bash", architecture, loader, ["libtinfo.so.6", "libc.so.6"], type: 3)
            .Program("/usr/sbin/ldconfig", architecture)
            .DebianLibraries(architecture);
    }

    /// <summary>The libraries of <see cref="Debian"/>, which another architecture can have beside.</summary>
    public TestImage DebianLibraries(string? architecture = null)
    {
        var (triple, loader) = DebianNames(architecture ?? Architecture);
        var folder = $"/usr/lib/{triple}";
        var name = loader[(loader.LastIndexOf('/') + 1)..];
        return Library($"{folder}/{name}", architecture)
            .Link($"/usr{loader}", $"{folder}/{name}")
            .Library($"{folder}/libc.so.6", architecture, [name])
            .Library($"{folder}/libtinfo.so.6.4", architecture, ["libc.so.6"])
            .Link($"{folder}/libtinfo.so.6", "libtinfo.so.6.4")
            .Library($"{folder}/libm.so.6", architecture, ["libc.so.6"]);
    }

    /// <summary>What every image of Alpine has.</summary>
    public TestImage Alpine()
    {
        var cpu = ElfArchitecture.Find(Architecture)!.QemuName;
        return Program("/bin/busybox", loader: $"/lib/ld-musl-{cpu}.so.1", needs: [$"libc.musl-{cpu}.so.1"], type: 3)
            .Link("/bin/sh", "/bin/busybox")
            .Link("/usr/bin/env", "/bin/busybox")
            .Library($"/lib/ld-musl-{cpu}.so.1")
            .Link($"/lib/libc.musl-{cpu}.so.1", $"ld-musl-{cpu}.so.1")
            .Library("/usr/lib/libcrypto.so.3", needs: [$"libc.musl-{cpu}.so.1"]);
    }

    public FileReport Check() => FileCheck.Check(_platform, _config, new ImageFiles(_files.Values), _mode, _allowed);

    /// <summary>The image is right: nothing is said of it.</summary>
    /// <param name="allowed">How many files of another architecture it has on purpose.</param>
    public void ShouldBeRight(int allowed = 0)
    {
        var report = Check();
        report.Findings.Select(finding => finding.ToString()).ShouldBeEmpty();
        report.NotChecked.ShouldBeNull();
        report.Allowed.ShouldBe(allowed);
    }

    /// <summary>The image is refused for exactly these reasons.</summary>
    public void ShouldBeRefused(params string[] sentences)
    {
        var report = Check();
        report.Refused.Select(finding => finding.ToString()).ShouldBe(sentences);
        report.Warnings.ShouldBeEmpty();
    }

    /// <summary>The image is taken with exactly these warnings.</summary>
    public void ShouldHaveWarnings(params string[] sentences)
    {
        var report = Check();
        report.Warnings.Select(finding => finding.ToString()).ShouldBe(sentences);
        report.Refused.ShouldBeEmpty();
    }

    /// <summary>The header of a program of an architecture; also of some that no platform has.</summary>
    public static ElfHeader Header(string architecture, ushort type) => architecture switch
    {
        "x32" => new(ElfClass.Bits32, ElfData.LittleEndian, type, 62, false),
        "s390" => new(ElfClass.Bits32, ElfData.BigEndian, type, 22, false),
        "riscv32" => new(ElfClass.Bits32, ElfData.LittleEndian, type, 243, false),
        "n32" => new(ElfClass.Bits32, ElfData.LittleEndian, type, 8, false),
        "sparc64" => new(ElfClass.Bits64, ElfData.BigEndian, type, 43, false),
        "powerpc" => new(ElfClass.Bits32, ElfData.BigEndian, type, 20, false),
        "bpf" => new(ElfClass.Bits64, ElfData.LittleEndian, type, 247, false),
        "amdgpu" => new(ElfClass.Bits64, ElfData.LittleEndian, type, 224, false),
        "cuda" => new(ElfClass.Bits64, ElfData.LittleEndian, type, 190, false),
        _ when ElfArchitecture.Find(architecture) is { } row => new(row.Class, row.Data, type, row.Machine, false),
        _ => throw new ArgumentException(architecture),
    };

    /// <summary>Debian's names for an architecture: the folder of libraries, and the loader.</summary>
    public static (string Triple, string Loader) DebianNames(string architecture) => architecture switch
    {
        "amd64" => ("x86_64-linux-gnu", "/lib64/ld-linux-x86-64.so.2"),
        "386" => ("i386-linux-gnu", "/lib/ld-linux.so.2"),
        "arm64" => ("aarch64-linux-gnu", "/lib/ld-linux-aarch64.so.1"),
        "arm" => ("arm-linux-gnueabihf", "/lib/ld-linux-armhf.so.3"),
        "ppc64le" => ("powerpc64le-linux-gnu", "/lib64/ld64.so.2"),
        "ppc64" => ("powerpc64-linux-gnu", "/lib64/ld64.so.1"),
        "s390x" => ("s390x-linux-gnu", "/lib/ld64.so.1"),
        "riscv64" => ("riscv64-linux-gnu", "/lib/ld-linux-riscv64-lp64d.so.1"),
        "mips64le" => ("mips64el-linux-gnuabi64", "/lib64/ld.so.1"),
        "mips64" => ("mips64-linux-gnuabi64", "/lib64/ld.so.1"),
        "mipsle" => ("mipsel-linux-gnu", "/lib/ld.so.1"),
        "mips" => ("mips-linux-gnu", "/lib/ld.so.1"),
        "loong64" => ("loongarch64-linux-gnu", "/lib64/ld-linux-loongarch-lp64d.so.1"),
        _ => throw new ArgumentException(architecture),
    };

    private ElfFile Elf(string? architecture, string? loader, string[]? needs, string[]? searches, ushort type) =>
        new(Header(architecture ?? Architecture, type) with { HasInterpreter = loader is not null }, loader, needs ?? [], searches ?? []);

    private TestImage Add(ImageFile file)
    {
        _files[file.Path] = file;
        return this;
    }

    private TestImage With(ImageConfig config)
    {
        _config = config;
        return this;
    }
}
