using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>The parts of a <see cref="ContainerfileCopy"/>.</summary>
internal sealed partial class Containerfile
{
    /// <summary>The stages that podman builds for another platform than FROM says, with the platform that FROM says.</summary>
    public IEnumerable<(Stage Stage, Platform Said)> MisreadPlatforms(StageRequest request)
    {
        var arguments = WithPlatforms(request);
        var isNew = request.Podman >= ExpandsFromPlatform;
        return from built in BuiltStages(request)
               let said = ReadPlatform(built.Stage, arguments)
               where said is not null && (isNew
                   ? !IsSameForHost(built.Stage.BasePlatform!, arguments)
                   : !said.Value.IsSimple && said.Value.Platform != request.Platform)
               select (built.Stage, said.Value.Platform);
    }

    /// <summary>
    /// The stages whose base podman misreads, because it comes from the default of a global argument. An older podman does not find the
    /// stage that the default names. A newer podman puts the host's platform into the default.
    /// </summary>
    public IEnumerable<Stage> MisreadBases(StageRequest request)
    {
        var arguments = WithPlatforms(request);
        var isNew = request.Podman >= ExpandsFromPlatform;
        return BuiltStages(request).Select(built => built.Stage).Where(stage => isNew
            ? !IsSameForHost(stage.BaseName, arguments)
            : BaseStage(stage, arguments) is not null && !IsSimple(stage.BaseName, arguments));
    }

    /// <summary>
    /// Whether a part of FROM has the same value for the host's platform. From 4.9 on, podman uses the host's platform in defaults
    /// instead of the one that is built.
    /// </summary>
    private bool IsSameForHost(string written, Dictionary<string, string> arguments)
    {
        const string Target = "TARGET";
        var values = GlobalValues(arguments);
        var host = new Dictionary<string, string>(arguments, StringComparer.Ordinal);
        foreach (var name in PlatformArgs.Where(name => name.StartsWith(Target, StringComparison.Ordinal)))
        {
            host[name] = arguments["BUILD" + name[Target.Length..]];
        }

        // Only defaults are affected: podman resolves the variable correctly if FROM itself names it.
        var mixed = GlobalValues(host).ToDictionary(StringComparer.Ordinal);
        foreach (var name in PlatformArgs.Where(values.ContainsKey))
        {
            mixed[name] = values[name];
        }

        return Expand(written, mixed) == Expand(written, values);
    }

    /// <summary>The base of a stage in FROM, its variables resolved; null if it is unknown.</summary>
    public string? SaidBase(Stage stage, StageRequest request) => Expand(stage.BaseName, GlobalValues(WithPlatforms(request)));

    /// <summary>The platform of a stage in FROM; null if it cannot be read.</summary>
    public Platform? SaidPlatform(Stage stage, StageRequest request) => ReadPlatform(stage, WithPlatforms(request))?.Platform;

    /// <summary>The FROM of a stage with another platform or base; null keeps the original.</summary>
    public ChangedFrom WithFrom(Stage stage, string? platform, string? baseName)
    {
        const string Flag = "--platform=";
        var from = stage.Instructions[0];
        var words = Words
            .Split(from.Arguments, _escape)
            .Where(word => platform is null || !word.StartsWith(Flag, StringComparison.Ordinal))
            .ToList();
        if (baseName is not null)
        {
            words[words.IndexOf(stage.BaseName)] = baseName;
        }

        return new ChangedFrom(
            from.Line,
            from.EndLine,
            string.Join(' ', ["FROM", .. platform is null ? [] : new[] { Flag + platform }, .. words])
        );
    }

    /// <summary>The file with some lines changed.</summary>
    public Containerfile With(IEnumerable<ChangedFrom> changes)
    {
        var lines = Text.Split('\n');
        foreach (var change in changes)
        {
            Array.Fill(lines, "", change.Line - 1, change.EndLine - change.Line + 1);
            lines[change.Line - 1] = change.Text;
        }

        return Parse(string.Join('\n', lines), Path);
    }
}
