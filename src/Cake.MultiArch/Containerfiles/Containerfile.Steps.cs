namespace Cake.MultiArch.Containerfiles;

/// <summary>Finds the instruction that podman is running.</summary>
internal sealed partial class Containerfile
{
    /// <summary>
    /// Finds the instruction of a line that podman shows, <c>[linux/arm64] [1/2] STEP 2/4: RUN make</c>. The numbers alone are not always
    /// enough: podman counts the ONBUILD steps of a base image after FROM, and those of <c>--label</c> at the end. Then the text decides.
    /// </summary>
    /// <param name="stage">The stage, counted from 1, the 1 of <c>[1/2]</c>; null if podman shows none, because there is only
    /// one.</param>
    /// <param name="step">The step in the stage, counted from 1, the 2 of <c>2/4</c>. FROM is step 1.</param>
    /// <param name="steps">The number of steps, the 4 of <c>2/4</c>; null if it is unknown.</param>
    /// <param name="text">The instruction as podman shows it; null if it is unknown.</param>
    /// <returns>The instruction; null if the step is not in this file.</returns>
    public Instruction? FindStep(int? stage, int step, int? steps = null, string? text = null)
    {
        var index = stage is { } number ? number - (HasStrayHead ? 2 : 1) : 0;
        if (index < 0 || index >= Stages.Count || step < 1)
        {
            return null;
        }

        var instructions = Stages[index].Instructions;
        var byNumber = step <= instructions.Count ? instructions[step - 1] : null;
        if (step == 1 || text is null || steps == instructions.Count || (byNumber is not null && IsShownAs(byNumber, text)))
        {
            return byNumber;
        }

        var byText = instructions.Take(step - 1).LastOrDefault(instruction => IsShownAs(instruction, text));
        return byText ?? (steps is null && byNumber is not null && KeywordOf(text) == byNumber.Keyword ? byNumber : null);
    }

    /// <summary>Newer podman adds the beginning of a here-document's text in brackets.</summary>
    private static bool IsShownAs(Instruction instruction, string text)
    {
        var own = Collapse(instruction.Arguments);
        var shown = Collapse(text);
        var keyword = KeywordOf(text);
        shown = shown[Math.Min(keyword.Length, shown.Length)..].TrimStart();
        return keyword == instruction.Keyword
            && (shown == own || (own.Contains("<<", StringComparison.Ordinal) && shown.StartsWith(own + " (", StringComparison.Ordinal)));
    }

    private static string KeywordOf(string text) => Collapse(text).Split(' ')[0].ToUpperInvariant();

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
