using System.Globalization;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Containerfiles;

/// <summary>Reports what every podman refuses, before anything is built.</summary>
internal sealed partial class Containerfile
{
    /// <summary>The first podman that is known to read here-documents. Debian's 4.3.1 reads their lines as instructions.</summary>
    public static readonly Version KnowsHeredocs = new(4, 9);

    /// <summary>
    /// What podman will refuse, by line. Podman checks most instructions only when it builds their stage, so an error in an unused stage
    /// does not count.
    /// </summary>
    public IReadOnlyList<Problem> Errors(StageRequest request)
    {
        if (request.Stage is { } target && Target(target) is null && Stages.Count > 0)
        {
            return [SyntaxProblems.NoSuchTarget(Path, target, Stages)];
        }

        var needed = BuiltStages(request).Select(built => built.Stage).ToList();
        return
        [
            .. Instructions
                .Select(instruction => (instruction.Line, Problem: Unreadable(instruction)))
                .Concat(
                    Stages.SelectMany(stage =>
                        stage.Instructions.Select(instruction =>
                            (instruction.Line, Problem: UnknownHeredoc(instruction, needed.Contains(stage), request))
                        )
                    )
                )
                .Concat(
                    needed.SelectMany(stage =>
                        stage.Instructions.Select(instruction => (instruction.Line, Problem: Refused(stage, instruction, request)))
                    )
                )
                .Where(found => found.Problem is not null)
                .OrderBy(found => found.Line)
                .Select(found => found.Problem!),
        ];
    }

    private Problem? Unreadable(Instruction instruction) =>
        InstructionCheck.WhyUnreadable(instruction) is { } why ? SyntaxProblems.Malformed(Path, instruction, why) : null;

    /// <summary>
    /// Finds a here-document that this podman reads as instructions, in a stage that is built or with a FROM line in it. Podman would
    /// stop at a line that is not an instruction. If every line is an instruction, or belongs to a new stage, podman would build
    /// something else.
    /// </summary>
    private Problem? UnknownHeredoc(Instruction instruction, bool isNeeded, StageRequest request) =>
        request.Podman < KnowsHeredocs && instruction.Heredoc is { } document && (isNeeded || Parse(document, Path).Stages.Count > 0)
            ? SyntaxProblems.HeredocUnknown(Path, instruction, request.Podman)
            : null;

    private Problem? Refused(Stage stage, Instruction instruction, StageRequest request)
    {
        if (!InstructionCheck.Keywords.Contains(instruction.Keyword))
        {
            return SyntaxProblems.Unknown(Path, instruction);
        }

        if (IsFrom(instruction))
        {
            return InstructionCheck.WhyFromIsWrong(instruction, _escape) is { } wrong ? SyntaxProblems.Malformed(Path, instruction, wrong)
                : UnreadablePlatform(stage, request) is { } text ? SyntaxProblems.PlatformUnreadable(Path, instruction, text)
                : null;
        }

        return InstructionCheck.WhyRefused(instruction, _escape) is { } why ? SyntaxProblems.Malformed(Path, instruction, why)
            : MissingSource(stage, instruction, request) is { } source ? SyntaxProblems.NoSuchSource(Path, instruction, source)
            : null;
    }

    /// <summary>
    /// Podman 4.3 accepts any text with one or two slashes as a platform, and no single word. Newer versions accept some words.
    /// </summary>
    private string? UnreadablePlatform(Stage stage, StageRequest request)
    {
        const int MinParts = 2, MaxParts = 3;
        var arguments = WithPlatforms(request);
        if (stage.BasePlatform is not { } written || Expand(written, GlobalValues(arguments)) is not { } text)
        {
            return null;
        }

        var isNew = request.Podman >= ExpandsFromPlatform;
        var parts = text.Split('/').Length;
        var isWrong = parts > MaxParts || (!isNew && parts < MinParts && text is not ("" or LocalPlatform));
        return isWrong && (isNew || IsSimple(written, arguments)) ? text : null;
    }

    /// <summary>
    /// The number in <c>--from=</c> if it is not a stage up to the target: podman then panics. The number of a later stage is allowed,
    /// because podman uses that stage's name as an image name.
    /// </summary>
    private string? MissingSource(Stage stage, Instruction instruction, StageRequest request)
    {
        const string From = "--from=";
        if (instruction.Keyword is not ("COPY" or "ADD"))
        {
            return null;
        }

        var last = request.Stage is { } target ? Target(target) : Stages[^1];
        return Flags(instruction)
            .Where(flag => flag.StartsWith(From, StringComparison.Ordinal))
            .Select(flag => flag[From.Length..])
            .FirstOrDefault(text => last is not null && stage.Index <= last.Index
                && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && (number < 0 || number > Position(last)));
    }

    /// <summary>The target's stage, by its name, or by its index as in newer podman.</summary>
    private Stage? Target(string name) =>
        FindStage(name)
        ?? Stages.FirstOrDefault(stage => PositionText(stage) == name)
        ?? Stages.FirstOrDefault(stage =>
            stage.Name is { } written
            && (written.Contains('$', StringComparison.Ordinal) || Expand(written, new Dictionary<string, string>()) == name)
        );
}
