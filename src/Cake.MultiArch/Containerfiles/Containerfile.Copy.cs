using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>What a copy is made of, <see cref="ContainerfileCopy"/>.</summary>
internal sealed partial class Containerfile
{
    /// <summary>The stages that a podman builds for another platform than FROM says, with that one.</summary>
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
    /// The stages whose base a podman takes for another one, because it comes from a global argument's default: an older one does not find
    /// the stage that it names, a newer one puts the host's platform into it.
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
    /// Whether a part of FROM does not depend on the defaults in which podman from 4.9 on takes the host's platform for the one that is
    /// built.
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

        // Only inside defaults: where FROM itself names the variable, it is right.
        var mixed = GlobalValues(host).ToDictionary(StringComparer.Ordinal);
        foreach (var name in PlatformArgs.Where(values.ContainsKey))
        {
            mixed[name] = values[name];
        }

        return Expand(written, mixed) == Expand(written, values);
    }

    /// <summary>What FROM says of a stage's base, its variables resolved; null when that cannot be told.</summary>
    public string? SaidBase(Stage stage, StageRequest request) => Expand(stage.BaseName, GlobalValues(WithPlatforms(request)));

    /// <summary>What FROM says of a stage's platform; null when that cannot be read.</summary>
    public Platform? SaidPlatform(Stage stage, StageRequest request) => ReadPlatform(stage, WithPlatforms(request))?.Platform;

    /// <summary>The FROM of a stage with another platform or base; null for what stays.</summary>
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
