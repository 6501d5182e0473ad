using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>MA1560–MA1579: the files of images.</summary>
internal static class FileProblems
{
    private static readonly ProblemKind Foreign = new("MA1561", "The image has programs that its platform cannot run",
        "The header of a program or library says that it is built for another CPU than the image's. This is refused for the program that "
            + "ENTRYPOINT or CMD starts, its interpreter, its libraries, and files in the system's folders of programs and libraries. It "
            + "is also refused if no program of the image is for the platform. An empty file in the place of a program is refused too. "
            + "The usual causes: FROM is pinned to the digest of one architecture. A RUN step downloads a program for the build host. "
            + "COPY takes a program that was compiled on the host. COPY --from takes it from a stage with FROM --platform=$BUILDPLATFORM "
            + "that does not compile for $TARGETARCH. "
            + "If files are there on purpose, name them with --allow-foreign=PATH. With --verify=off no files are checked."
    );

    private static readonly ProblemKind Doubtful = new(
        "MA1562",
        "The image has files of another architecture, or lacks files",
        "A program or library for another CPU is in a folder that the image may never use, or a program that the image starts needs a "
            + "file that the image does not have. The image is published. With --verify=strict it is refused."
    );

    internal static ProblemKind KindOf(FileFinding finding) => finding.IsRefused ? Foreign : Doubtful;

    /// <param name="image">The name of the image.</param>
    /// <param name="reports">One report per platform. At least one of them refuses a file.</param>
    internal static Problem Refused(string image, IReadOnlyList<FileReport> reports)
    {
        var findings = reports.SelectMany(report => report.Refused).ToList();
        return Foreign.Occur(
            $"The image of {Platforms(findings)} has programs that the platform cannot run.",
            image,
            Why(findings),
            Repair(findings),
            Lines(image, reports, report => report.Refused)
        );
    }

    /// <param name="image">The name of the image.</param>
    /// <param name="reports">One report per platform. At least one of them has a warning.</param>
    internal static Problem Warned(string image, IReadOnlyList<FileReport> reports)
    {
        var findings = reports.SelectMany(report => report.Warnings).ToList();
        return Doubtful.Occur(
            $"The image of {Platforms(findings)} has files that are not for the platform, or lacks files.", image, Why(findings),
            $"If they are right: {Allowance(findings)}", Lines(image, reports, report => report.Warnings));
    }

    private static string Why(List<FileFinding> findings) => findings.Count == 1
        ? "One file is not what it should be."
        : $"{findings.Count} files are not what they should be.";

    private static string Platforms(IEnumerable<FileFinding> findings) =>
        string.Join(", ", findings.Select(finding => finding.Platform).Distinct());

    /// <summary>Each line names the image, because a log can have several images.</summary>
    private static IReadOnlyList<string> Lines(
        string image,
        IEnumerable<FileReport> reports,
        Func<FileReport, IReadOnlyList<FileFinding>> which
    ) => [.. reports.SelectMany(report => FileReport.Summary(which(report))).Select(line => $"{image}: {line}")];

    private static string Repair(List<FileFinding> findings) =>
        findings.MinBy(finding => finding.Role)! switch
        {
            { Role: FileRole.Image } whole =>
                $"Check the FROM line. It may name the digest of one architecture: skopeo inspect --raw docker://BASE must list "
                    + $"{whole.Platform}. Without a base image, check where the files are copied from.",
            { } file when IsOfBase(file) =>
                "Check the base image (skopeo inspect --raw docker://BASE) and what COPY --from takes. If the files are right: "
                    + Allowance(findings),
            { } first =>
                $"Build {Quotation.Line(first.Path)} for {first.Platform}. In the Containerfile, ARG TARGETARCH gives the architecture. "
                    + $"If the file is right: {Allowance([first])}",
        };

    /// <summary>
    /// Files in the system's folders usually come with the base image. Files in /usr/local are usually built or downloaded.
    /// </summary>
    private static bool IsOfBase(FileFinding finding) =>
        (SystemFolder.IsOfPrograms(finding.Path) || SystemFolder.IsOfLibraries(finding.Path))
        && !finding.Path.StartsWith("/usr/local/", StringComparison.Ordinal);

    private static string Allowance(List<FileFinding> findings) =>
        $"--allow-foreign={ShellQuote.Quote(findings.MinBy(finding => finding.Role)!.Path)}{(findings.Count > 1 ? ", and so on" : "")}";
}
