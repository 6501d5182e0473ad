using System.Text.RegularExpressions;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>
/// Looks for the libraries of programs as ld.so does, but does not know <c>/etc/ld.so.conf</c>. So a library for the right machine counts
/// in every folder. One for the wrong machine counts only in the folders that ld.so is known to search.
/// </summary>
/// <param name="config">The image's configuration.</param>
/// <param name="files">The image's files.</param>
/// <remarks>https://man7.org/linux/man-pages/man8/ld.so.8.html</remarks>
internal sealed partial class LibrarySearch(ImageConfig config, ImageFiles files)
{
    private readonly Lazy<ILookup<string, ImageFile>> _byName = new(() =>
        files
            .All.Where(file => file.Kind is ImageFileKind.File or ImageFileKind.SymbolicLink)
            .ToLookup(file => ImagePath.Name(file.Path), StringComparer.Ordinal)
    );

    private readonly IReadOnlyList<string> _environment =
        [.. StartedPrograms.Variable(config, "LD_LIBRARY_PATH")?.Split([':', ';'], StringSplitOptions.RemoveEmptyEntries) ?? []];

    /// <summary>All files that ld.so would try for a name, and files of that name elsewhere that are for the wanted machine.</summary>
    /// <param name="name">The name in DT_NEEDED.</param>
    /// <param name="folders">The folders of the objects that need it, from <see cref="Folders"/>.</param>
    /// <param name="wanted">The machine of the program.</param>
    public IReadOnlyList<ImageFile> Candidates(string name, IEnumerable<string> folders, Machine wanted)
    {
        if (name.StartsWith('/'))
        {
            return File(name) is { } file ? [file] : [];
        }

        var told = folders.Concat(_environment).Select(folder => File($"{folder}/{name}"));
        var named = _byName.Value[ImagePath.Name(name)]
            .Select(entry => (Found: File(entry.Path), IsSearched: SystemFolder.IsSearched(ImagePath.Folder(entry.Path))))
            .Where(entry => entry.IsSearched || IsOf(entry.Found, wanted))
            .Select(entry => entry.Found);
        return [.. told.Concat(named).OfType<ImageFile>().DistinctBy(file => file.Path)];
    }

    /// <summary>
    /// Whether a library that was not found is certainly missing: no file has the name, and nothing can bring one into the container.
    /// </summary>
    /// <param name="name">The name in DT_NEEDED.</param>
    /// <param name="folders">The folders of the objects that need it.</param>
    public bool IsMissing(string name, IEnumerable<string> folders) =>
        !_byName.Value.Contains(ImagePath.Name(name))
        && !IsBroughtByDriver(name)
        && !(OfMusl().IsMatch(name) && files.All.Any(file => ImagePath.Name(file.Path).StartsWith("ld-musl-", StringComparison.Ordinal)))

        // A folder that the image lacks may be mounted later: a volume, or the files of a GPU driver.
        && folders.Concat(_environment).All(folder => files.Find(folder) is not null);

    /// <summary>The folders in which an object asks ld.so to search for its libraries.</summary>
    /// <param name="file">The program or library.</param>
    public static IEnumerable<string> Folders(ImageFile file) =>
        from folder in file.Elf!.SearchPaths
        from library in folder.Contains("LIB", StringComparison.Ordinal) ? LibraryFolders(file.Elf.Header) : [""]
        let path = Expand(folder, "ORIGIN", ImagePath.Folder(file.Path), "LIB", library, "PLATFORM", Platform(file.Elf.Header))
        where path.StartsWith('/') && !path.Contains('$')
        select path;

    public static bool IsOf(ImageFile? file, Machine wanted) => file?.Elf is { } elf && Machine.Of(elf.Header) == wanted;

    /// <summary>
    /// Whether a GPU driver brings a file of this name into the container when it starts. The image then has no such file, or an empty one.
    /// </summary>
    public static bool IsBroughtByDriver(string path) => OfDriver().IsMatch(ImagePath.Name(path));

    private ImageFile? File(string path) =>
        path.StartsWith('/') && files.Find(path) is { Kind: ImageFileKind.File } file ? file : null;

    private static string Expand(string text, params string[] tokens)
    {
        for (var i = 0; i < tokens.Length; i += 2)
        {
            text = text.Replace($"${{{tokens[i]}}}", tokens[i + 1], StringComparison.Ordinal)
                .Replace('$' + tokens[i], tokens[i + 1], StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>The values of <c>$LIB</c> on different distributions.</summary>
    private static string[] LibraryFolders(ElfHeader header) =>
        [header.Class is ElfClass.Bits64 ? "lib64" : "lib32", "lib", $"lib/{Platform(header)}-linux-gnu", "lib/arm-linux-gnueabihf"];

    private static string Platform(ElfHeader header) => ElfArchitecture.All.FirstOrDefault(header.IsFor)?.QemuName ?? "";

    /// <remarks>
    /// https://docs.nvidia.com/datacenter/cloud-native/container-toolkit/latest/docker-specialized.html#driver-capabilities
    /// </remarks>
    [GeneratedRegex(
        @"^(lib(cuda|nvidia|nvcuvid|nvoptix|cudadebugger|GLX_nvidia|EGL_nvidia|GLESv1_CM_nvidia|GLESv2_nvidia|vdpau_nvidia|rocm_driver)|"
            + @"nvidia-(smi|debugdump|persistenced|powerd|cuda-mps-(control|server))\z)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex OfDriver();

    /// <summary>
    /// The names for which musl's loader uses itself: https://git.musl-libc.org/cgit/musl/tree/ldso/dynlink.c (load_library).
    /// </summary>
    [GeneratedRegex(@"^lib(c|pthread|rt|m|dl|util|xnet)\.", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfMusl();
}
