using System.Text.RegularExpressions;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;

namespace Cake.MultiArch.Verify.Files;

/// <summary>
/// Finds the reason why programs and libraries of another architecture are in an image. In correct images most are there on purpose.
/// </summary>
/// <param name="platform">The architecture of the image.</param>
/// <param name="files">The image's files.</param>
internal sealed partial class ForeignFiles(ElfArchitecture platform, ImageFiles files)
{
    /// <summary>
    /// Files that the image's CPU does not run: firmware, what other or emulated machines boot, kernel modules, what emulators load,
    /// images inside the image, and the samples of tests (https://pkg.go.dev/cmd/go#hdr-Test_packages, testdata).
    /// </summary>
    private static readonly IReadOnlyList<PathPattern> NotRunHere =
    [
        .. new[]
        {
            "/boot",
            "/lib/firmware",
            "/usr/lib/firmware",
            "/lib/modules",
            "/usr/lib/modules",
            "/usr/lib/grub",
            "/usr/lib/syslinux",
            "/usr/share/syslinux",
            "/usr/lib/ipxe",
            "/usr/lib/u-boot",
            "/usr/share/u-boot",
            "/usr/lib/arm-trusted-firmware",
            "/usr/share/qemu",
            "/usr/share/openbios",
            "/usr/lib/xen*/boot",
            "/usr/libexec/xen/boot",
            "/**/*.c32",
            "/usr/lib/box64-*",
            "/usr/lib/box86-*",
            "/usr/share/fex-emu",
            "/usr/gnemul",
            "/var/lib/containers",
            "/var/lib/docker",
            "/**/testdata",
        }.Select(PathPattern.Of),
    ];

    private readonly Lazy<HashSet<string>> _folders = new(() =>
        files.All.Where(file => file.Kind is ImageFileKind.Folder).Select(file => file.Path).ToHashSet(StringComparer.OrdinalIgnoreCase));

    private readonly Lazy<HashSet<Machine>> _loaded = new(() =>
        [
            .. files
                .All.Where(file => file.Elf is not null && Loader().IsMatch(ImagePath.Name(file.Path)))
                .Select(file => Machine.Of(file.Elf!.Header)),
        ]
    );

    /// <param name="file">A program or library that is not of the platform.</param>
    public ForeignFile WhyIsThere(ImageFile file)
    {
        var machine = Machine.Of(file.Elf!.Header);
        if (!machine.IsOfPlatforms || IsQemu(file.Path) || NotRunHere.Any(pattern => pattern.Matches(file.Path)))
        {
            return ForeignFile.NotForThisCpu;
        }

        var folders = file.Path.Split('/')[1..^1];
        if (IsMultilib(file, machine) || Array.Exists(folders, folder => IsTripleOf(folder, machine)))
        {
            return ForeignFile.OfSecondSystem;
        }

        if (Payload(folders) is { Length: > 0 } words)
        {
            return Array.Exists(words, machine.IsNamed) ? ForeignFile.NotForThisCpu : ForeignFile.InWrongFolder;
        }

        return Array.Exists(folders, folder => IsAndroids(folder, machine)) || HasSibling(folders, machine)
            ? ForeignFile.NotForThisCpu
            : ForeignFile.Unexplained;
    }

    /// <summary>
    /// Whether a program runs programs of other architectures, judged by its name. Those programs are foreign on purpose.
    /// </summary>
    public static bool RunsForeign(string path) =>
        IsQemu(path)
        || ImagePath.Name(path).StartsWith("qemu-system-", StringComparison.Ordinal)
        || ImagePath.Name(path) is "box64" or "box86" or "FEXInterpreter" or "FEXLoader" or "wine" or "wine64";

    /// <summary>
    /// Whether a package of Python, Node or Ruby has the file for another use than loading it by name. Such a file is not named as a
    /// library, or its name has its CPU, as the helper of a debugger has. Libraries that CPython loads also have the CPU in their names;
    /// they do not count.
    /// </summary>
    public static bool IsBesideItsPackage(ImageFile file)
    {
        var name = ImagePath.Name(file.Path);
        return PackageFolder().IsMatch(file.Path)
            && ((!ProgramFile.HasLibraryName(file.Path) && !name.EndsWith(".node", StringComparison.Ordinal))
                || (!LoadedByPython().IsMatch(name) && Word().Matches(name).Any(word => Machine.Of(file.Elf!.Header).IsNamed(word.Value))));
    }

    /// <remarks>https://www.qemu.org/docs/master/user/main.html</remarks>
    private static bool IsQemu(string path) => Qemu().IsMatch(ImagePath.Name(path));

    /// <summary>Finds a folder that is named for an architecture. The runtimes of .NET and Node have such folders.</summary>
    /// <returns>The words for the architectures, usually one; empty if there is no such folder.</returns>
    /// <remarks>https://learn.microsoft.com/dotnet/core/rid-catalog, https://github.com/prebuild/prebuildify</remarks>
    private static string[] Payload(string[] folders)
    {
        for (var i = 0; i < folders.Length; i++)
        {
            var identifier = folders[i] is "runtimes" or "prebuilds" or "prebuilt" && i + 1 < folders.Length
                ? folders[i + 1]
                : RuntimePackage().Match(folders[i]).Groups[1].Value;
            var words = identifier.Split('-')[^1].Split('+');
            if (Array.TrueForAll(words, Machine.IsWord))
            {
                return words;
            }
        }

        return [];
    }

    /// <summary>
    /// Whether a folder has the name of a compiler's target: <c>aarch64-linux-gnu</c>, <c>thumbv7neon-unknown-linux-gnueabihf</c>.
    /// </summary>
    /// <remarks>https://doc.rust-lang.org/rustc/platform-support.html, https://wiki.debian.org/Multiarch/Tuples</remarks>
    private static bool IsTripleOf(string folder, Machine machine)
    {
        if (Triple().Match(folder) is not { Success: true } triple)
        {
            return false;
        }

        var cpu = folder.EndsWith("gnux32", StringComparison.Ordinal) ? "x32" : triple.Groups[1].Value;
        return machine.IsNamed(cpu)
            || (folder.EndsWith("abin32", StringComparison.Ordinal) && cpu.StartsWith("mips", StringComparison.Ordinal)
                && (machine with { Class = ElfClass.Bits64 }).IsNamed(cpu));
    }

    /// <remarks>https://developer.android.com/ndk/guides/abis</remarks>
    private static bool IsAndroids(string folder, Machine machine) => folder switch
    {
        "arm64-v8a" => machine.IsNamed("arm64"),
        "armeabi-v7a" or "armeabi" => machine.IsNamed("arm"),
        _ => folder.StartsWith("android-", StringComparison.Ordinal) && machine.IsNamed(folder["android-".Length..].Split('-')[0]),
    };

    /// <summary>Whether the file can run beside the platform's own programs, because the image has its loader.</summary>
    private bool IsMultilib(ImageFile file, Machine machine)
    {
        if (!machine.IsSiblingOf(platform))
        {
            return false;
        }

        // A static program needs no loader, so nothing shows that it is there on purpose.
        // If the platform's own loader is missing, the other loader shows nothing either: the whole system is of another architecture.
        return machine.RunsOn(platform) || (_loaded.Value.Contains(Machine.Of(platform)) && (file.Elf!.Interpreter is { } loader
            ? files.Find(loader)?.Elf is { } found && Machine.Of(found.Header) == machine
            : file.Elf.Header.Type != ElfHeader.Executable && _loaded.Value.Contains(machine)));
    }

    /// <summary>
    /// Whether a folder of the same name for the platform is beside it: <c>@esbuild/linux-arm64</c> beside <c>@esbuild/linux-x64</c>.
    /// Without it, the package was probably installed on another machine.
    /// </summary>
    private bool HasSibling(string[] folders, Machine machine)
    {
        for (var i = 0; i < folders.Length; i++)
        {
            var above = string.Concat(folders.Take(i).Select(folder => '/' + folder));
            foreach (Match word in Word().Matches(folders[i]))
            {
                if (machine.IsNamed(word.Value)
                    && Machine.WordsFor(platform).Any(own => _folders.Value.Contains(
                        $"{above}/{folders[i][..word.Index]}{own}{folders[i][(word.Index + word.Length)..]}")))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The programs of QEMU's user mode have their target in the name; qemu-img and qemu-system-* are ordinary programs.</summary>
    [GeneratedRegex(
        @"^qemu-(aarch64(_be)?|alpha|arm(eb)?|cris|hexagon|hppa|i386|loongarch64|m68k|microblaze(el)?|mips(64|n32)?(el)?|nios2|or1k|"
            + @"ppc(64)?(le|abi32)?|riscv(32|64)|s390x|sh4(eb)?|sparc(32plus|64)?|tilegx|x86_64|xtensa(eb)?)(-static|-binfmt(-P)?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Qemu();

    [GeneratedRegex("/(site-packages|dist-packages|node_modules|gems)/", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex PackageFolder();

    /// <remarks>https://peps.python.org/pep-3149/</remarks>
    [GeneratedRegex(@"\.(cpython|pypy|abi3|graalpy)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LoadedByPython();

    [GeneratedRegex(@"^(ld-|ld64|ld\.so)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Loader();

    [GeneratedRegex(
        @"^([a-z0-9_]+)-(?:[a-z0-9_]+-)?(?:linux|none|unknown|elf|eabi(?:hf)?|freebsd|netbsd|openbsd|android|fuchsia)(?:-[a-z0-9_]+)*\z",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Triple();

    /// <summary>A NuGet package for one runtime: <c>runtime.linux-arm64.microsoft.dotnet.ilcompiler</c>.</summary>
    [GeneratedRegex(@"^runtime\.([a-z0-9.]+(?:-[a-z0-9]+)+?)\.", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex RuntimePackage();

    [GeneratedRegex(@"(?<![a-zA-Z0-9])(?:x86[_-]64|[a-zA-Z0-9]+)(?![a-zA-Z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
