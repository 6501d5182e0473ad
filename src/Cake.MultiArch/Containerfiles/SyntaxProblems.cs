using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Containerfiles;

/// <summary>MA1340 to MA1349: what podman refuses in a Containerfile.</summary>
internal static class SyntaxProblems
{
    private static readonly ProblemKind UnknownInstruction = new(
        "MA1340",
        "An instruction that podman does not know",
        "A line of the Containerfile begins with a word that is no instruction. It is misspelt, or the line before it should end with a backslash."
    );

    private static readonly ProblemKind Incomplete = new(
        "MA1341",
        "An instruction is not complete",
        "An instruction of the Containerfile lacks what it needs, or is not written in the form that podman reads. Podman would stop there, in a long build perhaps after an hour."
    );

    private static readonly ProblemKind Source = new(
        "MA1342",
        "A stage copies from a stage that is not there",
        "COPY --from= with a number means a stage, counted from 0. There are not so many up to the one that is built, and podman ends with a panic. Give the stage a name with AS and copy from the name."
    );

    private static readonly ProblemKind Target = new("MA1343", "The stage that is asked for is not there",
        "The name is compared exactly, upper and lower case included, with those behind AS.");

    private static readonly ProblemKind Platform = new(
        "MA1344",
        "A platform of FROM cannot be read",
        "FROM --platform= takes one platform, os/architecture or os/architecture/variant, for example linux/arm64 or linux/arm/v7, or a variable such as $BUILDPLATFORM. Podman from 4.9 on also knows single words, arm64 or linux; an older one may not."
    );

    private static readonly ProblemKind Heredoc = new(
        "MA1345",
        "A here-document for a podman that knows none",
        "Podman before 4.9 may not know here-documents (Debian 12's 4.3.1 does not) and takes each of their lines for an instruction. It stops at a line that is none, with a message about that, or builds an image without what the lines say. Write the lines into a file of the build context: COPY takes it, and RUN --mount=type=bind,source=FILE,target=/run/FILE sh /run/FILE runs it. Or build with podman 4.9 or newer."
    );

    internal static Problem Unknown(string file, Instruction instruction) =>
        UnknownInstruction.Occur(
            $"Podman knows no instruction {Quotation.Of(instruction.Keyword)}.",
            Place(file, instruction),
            "The line begins with it.",
            Spelling.Nearest(instruction.Keyword, InstructionCheck.Keywords.Select(keyword => keyword.ToLowerInvariant())) is { } near
                ? $"Write {near.ToUpperInvariant()}."
                : "Correct the line, or end the line before it with a backslash if it belongs to that."
        );

    internal static Problem Malformed(string file, Instruction instruction, string why) =>
        Incomplete.Occur(
            $"Podman would refuse {Quotation.Line(instruction.Keyword)}.",
            Place(file, instruction),
            Quotation.Line(why),
            $"Complete line {instruction.Line}."
        );

    internal static Problem NoSuchSource(string file, Instruction instruction, string number) => Source.Occur(
        $"There is no stage {number} to copy from.", Place(file, instruction),
        "Stages are counted from 0, up to the one that is built.", "Give the stage a name with AS, and copy from the name.");

    internal static Problem NoSuchTarget(string file, string target, IReadOnlyList<Stage> stages)
    {
        var names = stages.Select(stage => stage.Name).OfType<string>().ToList();
        return Target.Occur(
            $"There is no stage {Quotation.Of(target)}.", $"{file}:{stages[^1].Line}",
            names.Count > 0 ? $"The stages are {Quotation.Line(string.Join(", ", names))}." : "No stage has a name.",
            Spelling.Nearest(target, names) is { } near ? $"Ask for {near}." : "Ask for one that is there, or for none to build the last.");
    }

    internal static Problem PlatformUnreadable(string file, Instruction from, string text) =>
        Platform.Occur(
            $"{Quotation.Of(text)} is no platform.",
            Place(file, from),
            text.Contains('/', StringComparison.Ordinal)
                ? "It has more parts than os/architecture/variant."
                : "This podman needs os/architecture.",
            $"Write for example --platform={(Oci.Platform.TryParse($"linux/{text}", out var full) ? full : "linux/arm64")}."
        );

    internal static Problem HeredocUnknown(string file, Instruction instruction, Version podman) =>
        Heredoc.Occur(
            $"Podman {podman} takes the lines behind {Quotation.Line(instruction.Keyword)} for instructions.",
            Place(file, instruction),
            "It does not know here-documents; podman 4.9 does.",
            $"Write the lines above line {instruction.EndLine} into a file of the build context and "
                + (
                    instruction.Keyword is "COPY" or "ADD"
                        ? "copy that"
                        : "run it with RUN --mount=type=bind,source=FILE,target=/run/FILE sh /run/FILE"
                )
                + ", or use podman 4.9 or newer."
        );

    private static string Place(string file, Instruction instruction) =>
        $"{file}:{instruction.Line} ({Quotation.Line(instruction.ToString())})";
}
