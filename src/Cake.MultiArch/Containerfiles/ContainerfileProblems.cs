using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Containerfiles;

/// <summary>MA1020 to MA1029: the build context and the Containerfile.</summary>
internal static class ContainerfileProblems
{
    private static readonly ProblemKind ContextMissing = new(
        "MA1020",
        "The build context is not there",
        "The build context is the folder whose files COPY and ADD can reach. Name it with --context, relative to the working directory or, with --git-url, to the cloned repository."
    );

    private static readonly ProblemKind Missing = new(
        "MA1021",
        "There is no Containerfile",
        "In the build context a Containerfile is looked for, then a Dockerfile, both spelt with a capital letter. A file of another name or in another folder is named with --containerfile."
    );

    private static readonly ProblemKind Unreadable = new("MA1022", "The Containerfile cannot be read",
        "The path that was given is a folder, or the file may not be read by the user that runs the build.");

    private static readonly ProblemKind WithoutStage = new("MA1023", "The Containerfile has no FROM",
        "A build begins with FROM, in the simplest case FROM scratch. A file without it is empty, or is not a Containerfile.");

    internal static Problem NoContext(string context, bool isFile) => ContextMissing.Occur(
        "The build context is not there.", context,
        isFile ? "It is a file, and a build context is a folder." : "There is no such folder.",
        "Name the folder with --context.");

    internal static Problem ContextUnreadable(string context, string why) => FileAccessProblems.NoPermission.Occur(
        "The build context cannot be read.", context, why, $"Look at its permissions: ls -ld {ShellQuote.Quote(context)}");

    internal static Problem NotFound(string what, IReadOnlyList<string> lookedFor, IReadOnlyList<string> similar) =>
        Missing.Occur(
            $"There is no {what}.",
            lookedFor[0],
            $"Looked for: {string.Join(", ", lookedFor)}.",
            similar.Count > 0
                ? $"Name one of these with --containerfile: {string.Join(", ", similar)}."
                : "Add one, or name it with --containerfile."
        );

    internal static Problem IsFolder(string path) => Unreadable.Occur(
        "The Containerfile cannot be read.", path, "It is a folder.", "Name the file with --containerfile, and its folder with --context.");

    internal static Problem CannotRead(string path, string why) => Unreadable.Occur(
        "The Containerfile cannot be read.", path, why, $"Look at its permissions: ls -l {ShellQuote.Quote(path)}");

    internal static Problem NoFrom(string path) => WithoutStage.Occur(
        "The Containerfile has no FROM.", path, "No line of it begins a build stage.", "Begin it with FROM and the base image.");
}
