using System.Text.RegularExpressions;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;

namespace Cake.MultiArch.Verify.Files;

/// <summary>The ELF files that the kernel or ld.so runs, and how messages describe them.</summary>
internal static partial class ProgramFile
{
    /// <summary>ET_DYN.</summary>
    private const ushort Shared = 3;

    /// <summary>
    /// Whether a file is a program or a library. Object files and kernel modules (ET_REL) and core dumps (ET_CORE) are neither.
    /// </summary>
    public static bool IsOne(ImageFile file) => file is { Kind: ImageFileKind.File, Elf.Header.Type: ElfHeader.Executable or Shared };

    /// <summary>The file in a sentence: <c>is an amd64 program (ELF 64-bit, x86-64)</c>.</summary>
    public static string Is(ImageFile file)
    {
        var machine = Machine.Of(file.Elf!.Header);
        return $"is {machine.WithArticle()} {(IsLibrary(file) ? "library" : "program")} ({machine.Description})";
    }

    /// <summary>
    /// Whether a shared object is a library and not a position-independent program. The C library is both; it counts as a library.
    /// </summary>
    public static bool IsLibrary(ImageFile file) =>
        file.Elf is { Header.Type: Shared } elf && (HasLibraryName(file.Path) || (elf.Interpreter is null && !file.IsExecutable));

    /// <summary>Whether a file has the name of a library: <c>libz.so</c>, <c>libz.so.1.2.13</c>.</summary>
    public static bool HasLibraryName(string path) => LibraryName().IsMatch(path);

    [GeneratedRegex(@"[^/]\.so(\.[0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LibraryName();
}
