namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// Checks what podman requires of a single instruction. Each result is a sentence that says why podman refuses it; null if it does not.
/// </summary>
internal static class InstructionCheck
{
    /// <summary>https://docs.docker.com/reference/dockerfile/#overview</summary>
    public static readonly IReadOnlySet<string> Keywords = new HashSet<string>
    {
        "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL",
        "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    };

    private static readonly HashSet<string> NeedArguments =
        ["ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"];

    private static readonly HashSet<string> NoTriggers = ["FROM", "MAINTAINER", "ONBUILD"];

    /// <summary>Finds what prevents podman from reading the file, whatever the stage.</summary>
    public static string? WhyUnreadable(Instruction instruction)
    {
        var words = Plain(instruction.Arguments);
        var (keyword, rest) =
            instruction.Keyword == "ONBUILD" && words.Length > 1 ? (words[0].ToUpperInvariant(), words[1..]) : (instruction.Keyword, words);

        // If there are quotes or escapes, podman's own message is better.
        if (keyword is not ("ENV" or "LABEL") || rest.Length == 0 || instruction.Arguments.AsSpan().IndexOfAny("\"'\\`") >= 0)
        {
            return null;
        }

        return !rest[0].Contains('=', StringComparison.Ordinal)
            ? rest.Length == 1
                ? $"{keyword} needs a name and a value, and {rest[0]} stands alone."
                : null
            : rest.FirstOrDefault(word => !word.Contains('=', StringComparison.Ordinal)) is { } bare
                ? $"{bare} is no name=value; a value with a space needs quotes."
                : null;
    }

    /// <summary>Finds what podman refuses in the FROM of a stage that it builds.</summary>
    public static string? WhyFromIsWrong(Instruction from, char escape)
    {
        const string Platform = "--platform=", Flag = "--";
        var words = Words.Split(from.Arguments, escape);
        var flags = words.TakeWhile(word => word.StartsWith(Flag, StringComparison.Ordinal)).ToList();
        return flags.FirstOrDefault(flag => !flag.StartsWith(Platform, StringComparison.Ordinal)) is { } flag
                ? $"FROM knows --platform=, and not {flag}."
            : IsRight([.. words.Skip(flags.Count)])
            || IsRight([.. Plain(from.Arguments).SkipWhile(word => word.StartsWith(Flag, StringComparison.Ordinal))])
                ? null
            : "FROM needs a base image, or a base image, AS and a name.";

        static bool IsRight(string[] operands) =>
            operands.Length == 1 || (operands.Length == 3 && operands[1].Equals("AS", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Finds what podman refuses when it reaches the instruction.</summary>
    public static string? WhyRefused(Instruction instruction, char escape)
    {
        var words = Plain(instruction.Arguments);
        var operands = Words
            .Split(instruction.Arguments, escape)
            .SkipWhile(word => word.StartsWith("--", StringComparison.Ordinal))
            .ToList();
        return instruction.Keyword switch
        {
            var keyword when words.Length == 0 && NeedArguments.Contains(keyword) => $"{keyword} needs an argument.",
            "COPY"
            or "ADD"
                when operands.Count < 2
                    && !instruction.Arguments.Contains('[', StringComparison.Ordinal)
                    && Plain(instruction.Arguments).Count(word => !word.StartsWith("--", StringComparison.Ordinal)) < 2 =>
                $"{instruction.Keyword} needs what to copy and where to.",
            "ONBUILD" when NoTriggers.Contains(words[0].ToUpperInvariant()) =>
                $"{words[0].ToUpperInvariant()} cannot stand behind ONBUILD.",
            "SHELL" when words[0][0] != '[' => "SHELL needs the form [\"program\", \"argument\"].",
            _ => null,
        };
    }

    private static string[] Plain(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
