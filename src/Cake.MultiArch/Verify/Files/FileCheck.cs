using Cake.MultiArch.Elf;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>Checks that the programs and libraries of an image are built for its platform.</summary>
internal sealed class FileCheck
{
    private readonly Platform _image;
    private readonly ElfArchitecture _platform;
    private readonly ImageFiles _files;
    private readonly VerifyMode _mode;
    private readonly IReadOnlyList<PathPattern> _allowed;

    private readonly SortedDictionary<string, FileFinding> _findings = new(StringComparer.Ordinal);

    private FileCheck(Platform image, ElfArchitecture platform, ImageFiles files, VerifyMode mode, IReadOnlyList<PathPattern> allowed) =>
        (_image, _platform, _files, _mode, _allowed) = (image, platform, files, mode, allowed);

    /// <param name="platform">The platform of the image's entry.</param>
    /// <param name="config">The image's configuration, which says what starts.</param>
    /// <param name="files">The image's files.</param>
    /// <param name="mode">How strict the check is.</param>
    /// <param name="allowed">The files that may be of another architecture.</param>
    public static FileReport Check(
        Platform platform,
        ImageConfig config,
        ImageFiles files,
        VerifyMode mode,
        IReadOnlyList<PathPattern> allowed
    )
    {
        var programs = files.All.Where(ProgramFile.IsOne).ToList();
        if (platform.Os != PlatformNames.Linux)
        {
            return new FileReport(
                platform,
                programs.Count,
                0,
                [],
                $"The files of {platform} were not checked: only Linux programs can be read."
            );
        }

        if (ElfArchitecture.Find(platform.Architecture) is not { } architecture)
        {
            return new FileReport(
                platform,
                programs.Count,
                0,
                [],
                $"The files of {platform} were not checked: this check does not know the architecture {platform.Architecture}."
            );
        }

        return new FileCheck(platform, architecture, files, mode, allowed).Check(config, programs);
    }

    private FileReport Check(ImageConfig config, List<ImageFile> programs)
    {
        // Started programs come first. A file gets only one finding, and theirs says the most.
        new StartCheck(_image, _platform, config, _files, Add).Run();

        var foreign = programs.Where(file => !file.Elf!.Header.IsFor(_platform)).ToList();
        var unallowed = foreign.Where(file => !IsAllowed(file.Path)).ToList();
        var reasons = new ForeignFiles(_platform, _files);
        var told = unallowed.Select(file => (File: file, Reason: reasons.WhyIsThere(file))).ToList();
        foreach (var (file, reason) in told)
        {
            Judge(file, reason);
        }

        foreach (var file in _files.All.Where(IsEmptyProgram))
        {
            var noun = ProgramFile.HasLibraryName(file.Path) ? "library" : "program";
            Add(
                new FileFinding(_image, file.Path, "is empty (0 bytes)", $"{Machine.Of(_platform).WithArticle()} {noun}", IsRefused: true)
                {
                    Role = FileRole.SystemFolder,
                }
            );
        }

        var content = told.Where(file => file.Reason is not ForeignFile.NotForThisCpu).Select(file => file.File).ToList();
        if (content.Count > 0 && foreign.Count == programs.Count)
        {
            _findings["/"] = NothingOfThePlatform(content);
        }

        return new FileReport(_image, programs.Count, foreign.Count(file => !_findings.ContainsKey(file.Path)), [.. _findings.Values]);
    }

    private void Judge(ImageFile file, ForeignFile reason)
    {
        if (reason is ForeignFile.OfSecondSystem or ForeignFile.NotForThisCpu)
        {
            return;
        }

        var isOfPrograms = SystemFolder.IsOfPrograms(file.Path);
        var isOfSystem =
            reason is not ForeignFile.InWrongFolder
            && (isOfPrograms || (SystemFolder.IsOfLibraries(file.Path) && !ForeignFiles.IsBesideItsPackage(file)));
        var where = (reason, isOfSystem) switch
        {
            (ForeignFile.InWrongFolder, _) => " in a folder for another architecture",
            (_, true) => $" in a system folder for {(isOfPrograms ? "programs" : "libraries")}",
            _ => "",
        };
        Add(new FileFinding(
            _image,
            file.Path,
            ProgramFile.Is(file) + where,
            $"{Machine.Of(_platform).WithArticle()} {(ProgramFile.IsLibrary(file) ? "library" : "program")}",
            isOfSystem)
        {
            Role = isOfSystem ? FileRole.SystemFolder : FileRole.Elsewhere,
        });
    }

    /// <summary>
    /// Whether a file is an empty program or library, as a full disk or a failed download leaves behind. In other folders empty files are
    /// normal: <c>__init__.py</c>.
    /// </summary>
    private static bool IsEmptyProgram(ImageFile file) => file is { Kind: ImageFileKind.File, Size: 0, Elf: null }
        && ((file.IsExecutable && SystemFolder.IsOfPrograms(file.Path))
            || (ProgramFile.HasLibraryName(file.Path) && SystemFolder.IsOfLibraries(file.Path)))
        && !LibrarySearch.IsBroughtByDriver(file.Path);

    private FileFinding NothingOfThePlatform(List<ImageFile> content)
    {
        var machines = content
            .GroupBy(file => Machine.Of(file.Elf!.Header))
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .ToList();
        var others = string.Join(", ", machines.Take(3).Select(machine => $"{machine.Name} ({machine.Description})"));
        var found = content.Count == 1
            ? $"has one program or library, and it is for {others}"
            : $"has {content.Count} programs and libraries, and none is for {_platform}: they are for {others}";
        return new FileFinding(_image, "/", found, $"programs for {_platform}", IsRefused: true) { Role = FileRole.Image };
    }

    private bool IsAllowed(string path) => _allowed.Any(pattern => pattern.Matches(path));

    private void Add(FileFinding finding)
    {
        if (!IsAllowed(finding.Path))
        {
            _findings.TryAdd(finding.Path, finding with { IsRefused = finding.IsRefused || _mode is VerifyMode.Strict });
        }
    }
}
