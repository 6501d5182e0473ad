namespace Cake.MultiArch.Containerfiles;

/// <summary>What a copy is made of, <see cref="ContainerfileCopy"/>.</summary>
internal sealed partial class Containerfile
{
    /// <summary>The stages that a podman builds for another platform than FROM says, with that one.</summary>
    public IEnumerable<(Stage Stage, Oci.Platform Said)> MisreadPlatforms(StageRequest request)
    {
        if (request.Podman >= ExpandsFromPlatform)
        {
            return [];
        }

        var arguments = WithPlatforms(request);
        return from built in BuiltStages(request)
               let said = ReadPlatform(built.Stage, arguments)
               where said is { IsSimple: false } && said.Value.Platform != request.Platform
               select (built.Stage, said.Value.Platform);
    }

    /// <summary>What FROM says of a stage's platform; null when that cannot be read.</summary>
    public Oci.Platform? SaidPlatform(Stage stage, StageRequest request) => ReadPlatform(stage, WithPlatforms(request))?.Platform;

    /// <summary>The FROM of a stage with another platform.</summary>
    public ChangedFrom WithPlatform(Stage stage, string platform)
    {
        const string Flag = "--platform=";
        var from = stage.Instructions[0];
        var others = Words.Split(from.Arguments, _escape).Where(word => !word.StartsWith(Flag, StringComparison.Ordinal));
        return new ChangedFrom(from.Line, from.EndLine, string.Join(' ', ["FROM", Flag + platform, .. others]));
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
