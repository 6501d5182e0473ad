namespace Cake.MultiArch.Containerfiles;

/// <summary>What the stages are built on.</summary>
internal sealed partial class Containerfile
{
    public const string Scratch = "scratch";

    /// <summary>
    /// The variables that describe the platforms. They are global without being declared, when the builder gives them.
    /// https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
    /// </summary>
    private static readonly string[] PlatformArgs =
        ["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"];

    /// <summary>
    /// The variables that FROM can use, with their values: what the build is given for a declared one, else its default. One
    /// that is declared without a default and not given has no value. A default can use what is declared on an earlier line.
    /// </summary>
    /// <param name="buildArgs">The build's arguments by name; platform variables may be among them.</param>
    public IReadOnlyDictionary<string, string> GlobalValues(IReadOnlyDictionary<string, string> buildArgs)
    {
        var values = PlatformArgs.Where(buildArgs.ContainsKey).ToDictionary(name => name, name => buildArgs[name], StringComparer.Ordinal);
        foreach (var line in GlobalArgs.GroupBy(arg => arg.Line))
        {
            var earlier = new Dictionary<string, string>(values, StringComparer.Ordinal);
            foreach (var arg in line)
            {
                if (buildArgs.TryGetValue(arg.Name, out var given))
                {
                    values[arg.Name] = given;
                }
                else if (arg.Default is not null && Expand(arg.Default, earlier) is { } value)
                {
                    values[arg.Name] = value;
                }
            }
        }

        return values;
    }

    /// <summary>Puts the values of variables into a text and takes its quotes away, as podman does with a FROM line.</summary>
    /// <returns>The text; null when a variable has no value, or is used in a form that podman does not know.</returns>
    public string? Expand(string text, IReadOnlyDictionary<string, string> values) => new Expansion(text, values, _escape).Result();

    /// <summary>The earlier stage that a stage is built on; null when its base is an image or cannot be told.</summary>
    public Stage? BaseStage(Stage stage, IReadOnlyDictionary<string, string> buildArgs) =>
        Expand(stage.BaseName, GlobalValues(buildArgs)) is { } name and not Scratch
            ? Stages.Take(stage.Index).LastOrDefault(earlier => IsCalled(earlier, name))
            : null;

    /// <summary>The image that a stage is built on; null when its base is an earlier stage or nothing, or cannot be told.</summary>
    public string? BaseImage(Stage stage, IReadOnlyDictionary<string, string> buildArgs) =>
        BaseStage(stage, buildArgs) is null && Expand(stage.BaseName, GlobalValues(buildArgs)) is { Length: > 0 } name and not Scratch
            ? name
            : null;

    /// <summary>
    /// Whether the image begins with nothing: the stage that is built, or one that it is built on, is FROM scratch. Such an image
    /// has no base to tell its platforms apart in podman's layer cache.
    /// </summary>
    /// <param name="targetStage">The name of the stage that is built; null for the last one.</param>
    /// <param name="buildArgs">The build's arguments by name.</param>
    /// <returns>True also when it cannot be told, because a base has no name that can be resolved.</returns>
    public bool UsesScratch(string? targetStage, IReadOnlyDictionary<string, string> buildArgs)
    {
        var values = GlobalValues(buildArgs);
        var stage = targetStage is not null ? FindStage(targetStage) : Stages is [.., var last] ? last : null;
        while (stage is not null)
        {
            if (Expand(stage.BaseName, values) is null or "" or Scratch)
            {
                return true;
            }

            if (BaseStage(stage, buildArgs) is not { } earlier)
            {
                return false;
            }

            stage = earlier;
        }

        return true;
    }
}
