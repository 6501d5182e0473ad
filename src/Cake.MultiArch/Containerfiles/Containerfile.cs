namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// A Containerfile, read as far as it has to be understood: instructions, stages, and what FROM says. Any text is read;
/// <see cref="Errors"/> tells what podman will refuse, and podman says better what is wrong inside an instruction.
/// </summary>
/// <remarks>
/// https://docs.docker.com/reference/dockerfile/ for the format; where podman differs from it
/// (https://github.com/openshift/imagebuilder), podman is followed, because it is podman that builds.
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

    /// <summary>The path it was read from, for messages.</summary>
    public string Path { get; }

    /// <summary>The text as it was read.</summary>
    public string Text { get; }

    /// <summary>All instructions, in order.</summary>
    public IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>The stages, in order; none when there is no FROM.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>The variables declared before the first FROM, in order.</summary>
    public IReadOnlyList<GlobalArg> GlobalArgs { get; }

    /// <summary>Whether something other than ARG stands before the first FROM; podman then counts one stage more.</summary>
    private bool HasStrayHead { get; }

    /// <summary>Reads a Containerfile; any text is one.</summary>
    /// <param name="text">The text, with any line ends, with or without a byte order mark.</param>
    /// <param name="path">The path for messages.</param>
    public static Containerfile Parse(string text, string path)
    {
        var reader = new InstructionReader(text);
        var instructions = reader.ReadAll();
        return new Containerfile(path, text, reader.Escape, instructions);
    }

    /// <summary>The stage that <c>--target</c> names, by its name or, when it has none, its index; null when there is none.</summary>
    public Stage? FindStage(string name) => Stages.FirstOrDefault(stage => IsCalled(stage, name));

    private static bool IsFrom(Instruction instruction) => instruction.Keyword == "FROM";

    /// <summary>Podman compares names exactly, and gives a stage without a name its place for one.</summary>
    private bool IsCalled(Stage stage, string name) => (stage.Name ?? PositionText(stage)) == name;

    /// <summary>The place that podman counts: what stands before the first FROM is a stage to it when it is more than ARG.</summary>
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
