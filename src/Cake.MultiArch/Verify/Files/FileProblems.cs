using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Verify.Files;

/// <summary>MA1560–MA1579: the files of images.</summary>
internal static class FileProblems
{
    private static readonly ProblemKind Foreign = new("MA1561", "The image has programs that its platform cannot run",
        "The header of a program or library says which CPU it is made for, and it is not the one of the image: the program that ENTRYPOINT or CMD starts, what runs it, one of its libraries, a file in the system's folders of programs and libraries, or all there are. An empty file in the place of a program is refused too. "
            + "The usual causes: FROM is pinned to the digest of one architecture; a RUN step downloads a program for the host that builds; COPY takes one that was compiled on the host; COPY --from takes it from a stage that FROM --platform=$BUILDPLATFORM builds for the host, without compiling for $TARGETARCH. "
            + "Files that are there on purpose are named with --allow-foreign=PATH; --verify=off looks at no files."
    );

    private static readonly ProblemKind Doubtful = new(
        "MA1562",
        "The image has files of another architecture, or lacks some",
        "A program or library that is made for another CPU lies where the image may never use it, or what the image starts needs a file that the image does not have. The image is published; --verify=strict refuses it."
    );

    /// <summary>What a finding is, by itself.</summary>
    internal static ProblemKind KindOf(FileFinding finding) => finding.IsRefused ? Foreign : Doubtful;

    /// <param name="image">The name of the image.</param>
    /// <param name="reports">What was found, of each platform; at least one has something that is refused.</param>
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
    /// <param name="reports">What was found, of each platform; at least one has a warning.</param>
    internal static Problem Warned(string image, IReadOnlyList<FileReport> reports)
    {
        var findings = reports.SelectMany(report => report.Warnings).ToList();
        return Doubtful.Occur(
            $"The image of {Platforms(findings)} has files that are not for the platform, or lacks some.", image, Why(findings),
            $"If they are right: {Allowance(findings)}", Lines(image, reports, report => report.Warnings));
    }

    private static string Why(List<FileFinding> findings) => findings.Count == 1
        ? "One file is not what it should be."
        : $"{findings.Count} files are not what they should be.";

    private static string Platforms(IEnumerable<FileFinding> findings) =>
        string.Join(", ", findings.Select(finding => finding.Platform).Distinct());

    /// <summary>Each can stand alone, in a log of several images.</summary>
    private static IReadOnlyList<string> Lines(
        string image,
        IEnumerable<FileReport> reports,
        Func<FileReport, IReadOnlyList<FileFinding>> which
    ) => [.. reports.SelectMany(report => FileReport.Summary(which(report))).Select(line => $"{image}: {line}")];

    private static string Repair(List<FileFinding> findings) =>
        findings.MinBy(finding => finding.Role)! switch
        {
            { Role: FileRole.Image } whole =>
                $"Look at what FROM names, it may be the digest of one architecture: skopeo inspect --raw docker://BASE has to list {whole.Platform}. Without a base, look at where the files are copied from.",
            { } file when IsOfBase(file) =>
                $"Look at the base image (skopeo inspect --raw docker://BASE) and at what COPY --from takes. If the files are right: {Allowance(findings)}",
            { } first =>
                $"Build {Quotation.Line(first.Path)} for {first.Platform}: ARG TARGETARCH tells the architecture in the Containerfile. If it is right: {Allowance([first])}",
        };

    /// <summary>
    /// What lies in the system's folders comes with the base image mostly, and what is in /usr/local is built or fetched.
    /// </summary>
    private static bool IsOfBase(FileFinding finding) =>
        (SystemFolder.IsOfPrograms(finding.Path) || SystemFolder.IsOfLibraries(finding.Path))
        && !finding.Path.StartsWith("/usr/local/", StringComparison.Ordinal);

    private static string Allowance(List<FileFinding> findings) =>
        $"--allow-foreign={ShellQuote.Quote(findings.MinBy(finding => finding.Role)!.Path)}{(findings.Count > 1 ? ", and so on" : "")}";
}
