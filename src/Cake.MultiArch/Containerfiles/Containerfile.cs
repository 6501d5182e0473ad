namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// A parsed Containerfile: instructions, stages, and what FROM says. Any text can be parsed. <see cref="Errors"/> reports what podman
/// will refuse. Podman itself explains best what is wrong inside an instruction.
/// </summary>
/// <remarks>
/// The format: https://docs.docker.com/reference/dockerfile/. Where podman differs from it (https://github.com/openshift/imagebuilder),
/// this parser follows podman, because podman builds.
/// </remarks>
internal sealed partial class Containerfile
{
    private readonly char _escape;

    private Containerfile(string path, string text, char escape, IReadOnlyList<Instruction> instructions)
    {
        Path = path;
        Text = text;
        _escape = escape;
        Instructions = instructions;
        var head = instructions.TakeWhile(instruction => !IsFrom(instruction)).ToList();
        GlobalArgs = [.. head.Where(instruction => instruction.Keyword == "ARG").SelectMany(ReadGlobalArgs)];
        HasStrayHead = head.Any(instruction => instruction.Keyword != "ARG");
        Stages = ReadStages(instructions.Skip(head.Count));
    }

    /// <summary>The path that it was read from, for messages.</summary>
    public string Path { get; }

    /// <summary>The text as it was read.</summary>
    public string Text { get; }

    /// <summary>All instructions, in order.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>The stages, in order; empty if there is no FROM.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>The variables declared before the first FROM, in order.</summary>
    public IReadOnlyList<GlobalArg> GlobalArgs { get; }

    /// <summary>Whether something other than ARG precedes the first FROM. Podman then counts one more stage.</summary>
    private bool HasStrayHead { get; }

    /// <summary>Parses a Containerfile. Any text is valid.</summary>
    /// <param name="text">The text, with any line endings, with or without a byte order mark.</param>
    /// <param name="path">The path for messages.</param>
    public static Containerfile Parse(string text, string path)
    {
        var reader = new InstructionReader(text);
        var instructions = reader.ReadAll();
        return new Containerfile(path, text, reader.Escape, instructions);
    }

    /// <summary>The stage that <c>--target</c> names, by its name or, if it has no name, its index; null if there is none.</summary>
    public Stage? FindStage(string name) => Stages.FirstOrDefault(stage => IsCalled(stage, name));

    private static bool IsFrom(Instruction instruction) => instruction.Keyword == "FROM";

    /// <summary>Podman compares names exactly. A stage without a name is called by its index.</summary>
    private bool IsCalled(Stage stage, string name) => (stage.Name ?? PositionText(stage)) == name;

    /// <summary>The index that podman uses. If more than ARG precedes the first FROM, podman counts that as a stage.</summary>
    private int Position(Stage stage) => stage.Index + (HasStrayHead ? 1 : 0);

    private string PositionText(Stage stage) => Position(stage).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private List<Stage> ReadStages(IEnumerable<Instruction> instructions)
    {
        var stages = new List<Stage>();
        var current = new List<Instruction>();
        foreach (var instruction in instructions)
        {
            if (IsFrom(instruction))
            {
                current = [instruction];
                stages.Add(ReadStage(stages.Count, instruction, current));
            }
            else
            {
                current.Add(instruction);
            }
        }

        return stages;
    }

    private Stage ReadStage(int index, Instruction from, List<Instruction> instructions)
    {
        const string Platform = "--platform=";
        var words = Words.Split(from.Arguments, _escape);
        var flags = words.TakeWhile(word => word.StartsWith("--", StringComparison.Ordinal)).ToList();
        var operands = words.Skip(flags.Count).ToList();
        var isNamed = operands.Count > 2 && operands[1].Equals("AS", StringComparison.OrdinalIgnoreCase);
        return new Stage(
            index,
            isNamed ? operands[2] : null,
            operands.FirstOrDefault() ?? "",
            flags.LastOrDefault(flag => flag.StartsWith(Platform, StringComparison.Ordinal))?[Platform.Length..],
            instructions);
    }

    private IEnumerable<GlobalArg> ReadGlobalArgs(Instruction arg) =>
        Words.Split(arg.Arguments, _escape)
            .Select(word => word.Split('=', 2))
            .Select(parts => new GlobalArg(arg.Line, parts[0], parts.Length > 1 ? parts[1] : null));
}
