namespace Cake.MultiArch.Containerfiles;

/// <summary>What the stages are built on: base images and earlier stages.</summary>
internal sealed partial class Containerfile
{
    public const string Scratch = "scratch";

    /// <summary>
    /// The variables that describe the platforms. If the builder provides them, they are global without a declaration.
    /// https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
    /// </summary>
    private static readonly string[] PlatformArgs =
        ["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"];

    /// <summary>
    /// The variables that FROM can use, with their values: the build's argument for a declared variable, otherwise its default. A
    /// variable with neither has no value. A default can use variables that are declared on earlier lines.
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

    /// <summary>Replaces the variables in a text and removes its quotes, as podman does with a FROM line.</summary>
    /// <returns>The text; null if a variable has no value, or is used in a form that podman does not support.</returns>
    public string? Expand(string text, IReadOnlyDictionary<string, string> values) => new Expansion(text, values, _escape).Result();

    /// <summary>The earlier stage that a stage is built on; null if its base is an image or is unknown.</summary>
    public Stage? BaseStage(Stage stage, IReadOnlyDictionary<string, string> buildArgs) =>
        Expand(stage.BaseName, GlobalValues(buildArgs)) is { } name and not Scratch
            ? Stages.Take(stage.Index).LastOrDefault(earlier => IsCalled(earlier, name))
            : null;

    /// <summary>The image that a stage is built on; null if its base is an earlier stage, is scratch, or is unknown.</summary>
    public string? BaseImage(Stage stage, IReadOnlyDictionary<string, string> buildArgs) =>
        BaseStage(stage, buildArgs) is null && Expand(stage.BaseName, GlobalValues(buildArgs)) is { Length: > 0 } name and not Scratch
            ? name
            : null;

    /// <summary>
    /// Whether the image starts from FROM scratch, in the built stage or in one that it is built on. Such an image has no base that
    /// separates its platforms in podman's layer cache.
    /// </summary>
    /// <param name="targetStage">The name of the stage that is built; null for the last one.</param>
    /// <param name="buildArgs">The build's arguments by name.</param>
    /// <returns>Also true if a base has no name that can be resolved, because then the answer is unknown.</returns>
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
