using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>MA1040–MA1099: arguments, environment variables and the script's definition.</summary>
internal static class InputProblems
{
    private static readonly ProblemKind Secret = new("MA1040", "A secret on the command line",
        "Passwords and tokens are read from the environment only. Every user of the machine can see a command line, and logs keep it.");

    private static readonly ProblemKind Twice = new("MA1041", "An argument is given twice",
        "An argument that takes one value is given several times with different values.");

    private static readonly ProblemKind Value = new("MA1042", "An input has no usable value",
        "The value is missing, empty, not a number, or not one of the allowed words.");

    private static readonly ProblemKind Definition = new("MA1043", "The script's definition cannot be built",
        "The images that the script defines with MultiArch.Image contradict each other or the arguments.");

    private static readonly ProblemKind Contradiction = new("MA1044", "Inputs contradict each other",
        "Podman cannot do two of the things that are asked for together, or the image would be wrong. The message names both, and which " +
        "one to change.");

    internal static Problem SecretOnCommandLine(string argument, string variable) => Secret.Occur(
        $"{argument} is not an argument: a secret must not be on a command line.", argument,
        "Other users of the machine can read it there, and CI systems keep it in their logs.",
        $"Change that secret, and give the new one in the environment variable {variable}.");

    internal static Problem GivenTwice(string source, IReadOnlyList<string> values) => Twice.Occur(
        $"{source} is given more than once.", source, $"The values differ: {string.Join(", ", values.Select(Quotation.Of))}.",
        "Give it once.");

    internal static Problem ValueMissing(string source, string shape) => Value.Occur(
        $"{source} needs a value.", source, "It was given without one.", $"Write {source}={shape}.");

    internal static Problem EmptyValue(string source) => Value.Occur(
        $"{source} has an empty value.", source, "Perhaps the calling script uses a variable that is not set.",
        "Give a value, or leave it out.");

    internal static Problem NotANumber(string source, string text) => Value.Occur(
        $"{source} is \"{text}\", which is not a whole number.", source, "It has to be 0 or more.",
        $"Write for example {Example(source, "2", "2")}.");

    internal static Problem NotOneOf(string source, string text, IReadOnlyList<string> words)
    {
        var meant = Spelling.Nearest(text, words) ?? words[0];
        return Value.Occur(
            $"{source} is \"{text}\", which is not allowed.", source, $"Allowed values: {string.Join(", ", words)}.",
            $"Write {Example(source, meant, $"\"{meant}\"")}.");
    }

    internal static Problem BuildArgWithoutValue(string source, string name) => Value.Occur(
        $"The build argument {name} has no value.", source, $"There is no \"=\" after it, and no environment variable {name}.",
        $"Write {source}={name}=VALUE, or set {name}.");

    internal static Problem BuildArgUnnamed(string source, string text) => Value.Occur(
        $"\"{text}\" is not a build argument.", source, "The name before \"=\" is missing.", $"Write {source}=NAME=VALUE.");

    internal static Problem SeveralImages(IReadOnlyList<string> names) => Definition.Occur(
        "The script defines several images, but only one image is built per run.", string.Join(", ", names), "Nothing says which one.",
        $"Choose one: --only={names[0]}.");

    internal static Problem NoSuchImage(string source, string name, IReadOnlyList<string> names) => Definition.Occur(
        $"The script defines no image \"{name}\".", source,
        names.Count == 0 ? "It defines no images." : $"It defines {string.Join(", ", names)}.",
        names.Count == 0 ? $"Leave {source} out." : $"Write --only={Spelling.Nearest(name, names) ?? names[0]}.");

    internal static Problem ImageNamedTwice(string name) => Definition.Occur(
        $"The script defines the image \"{name}\" twice.", $"MultiArch.Image(\"{name}\")",
        "Names of images have to differ, and not only in casing.", "Rename one of them.");

    internal static Problem ImageNameInvalid(string name) => Definition.Occur(
        $"\"{name}\" cannot be the name of an image.", $"MultiArch.Image(\"{name}\")",
        "A name has lower-case letters, digits, and single dots, dashes or underscores between them, because it becomes part of an image " +
        "reference.",
        "Rename it.");

    internal static Problem PlatformNotWanted(string platform, IReadOnlyList<string> wanted) => Contradiction.Occur(
        $"There are settings for {platform}, which is not built.",
        "the script's For(…), or a build argument or annotation for one platform",
        $"The platforms are {string.Join(", ", wanted)}.", $"Add {platform} to --platform, or remove the settings.");

    internal static Problem StrategyCannotDiffer(IReadOnlyList<string> what) => Contradiction.Occur(
        "--strategy=manifest cannot build settings that differ by platform.", string.Join(", ", what),
        "One podman build has one set of build arguments, labels, stage and Containerfile for all of its platforms.",
        "Use --strategy=separate, or leave --strategy out.");

    internal static Problem LayersCannotBeKept(string asked, string why, bool separateHelps) => Contradiction.Occur(
        $"{asked} is not possible here.", asked,
        $"If podman kept layers, it would put one platform's image into the list under another's name: {why}.",
        separateHelps
            ? "Use --strategy=separate, which keeps the platforms' caches apart."
            : $"Leave {asked} out, or build each of these platforms in its own run.");

    internal static Problem CommitAndBranchWithoutUrl(string source) => Contradiction.Occur(
        $"{source} is given, but no repository to clone.", source, "It belongs to --git-url, which is missing.",
        $"Add --git-url=URL, or leave {source} out.");

    internal static Problem CredentialsForSeveralRegistries(IReadOnlyList<string> registries) => Contradiction.Occur(
        "One user name and password cannot be sent to several registries.", string.Join(", ", registries),
        "A password is sent only to the registry that it belongs to.",
        "Log in to each with podman login --authfile=FILE and give --authfile=FILE.");

    internal static Problem CredentialsIncomplete(string given, string missing) => Contradiction.Occur(
        $"{given} is set, but {missing} is not.", given, "A login needs both.", $"Set {missing}.");

    /// <summary>What to write, on the command line or in the environment, or in a script, whose source is <c>Jobs(…)</c>.</summary>
    private static string Example(string source, string text, string code) =>
        source.EndsWith("(…)", StringComparison.Ordinal) ? source.Replace("…", code, StringComparison.Ordinal) : $"{source}={text}";
}
