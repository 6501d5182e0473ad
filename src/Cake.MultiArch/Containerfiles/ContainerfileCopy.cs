namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// A copy of a Containerfile in which FROM says what the original means, for a podman that reads the original otherwise. Every line
/// stands where it stood.
/// </summary>
/// <param name="File">The copy, under the path of the original.</param>
/// <param name="Changes">What differs, in order.</param>
internal sealed record ContainerfileCopy(Containerfile File, IReadOnlyList<ChangedFrom> Changes)
{
    /// <summary>
    /// The copy that a podman needs to build one platform; null when it reads the original right. Up to 4.8 it may not know
    /// <c>$BUILDPLATFORM</c> and the defaults of global arguments behind <c>--platform=</c>, and gets the platform itself; nor does it find
    /// the stage that such a default names, and gets the name. Later ones put the host's platform into a default that names the target's,
    /// and
    /// get what it should be. Up to 5.4 what one stage says of its platform goes on to later stages that
    /// say nothing, which are therefore told.
    /// </summary>
    /// <param name="original">The file.</param>
    /// <param name="own">The build of the platform.</param>
    /// <param name="all">The builds of all platforms from this file: what one of them needs, all get, so that they can be one
    /// build.</param>
    public static ContainerfileCopy? Make(Containerfile original, StageRequest own, IReadOnlyList<StageRequest> all)
    {
        const string Target = "TARGETPLATFORM";
        var platforms = new Dictionary<int, string>();
        var bases = new Dictionary<int, string>();
        foreach (var stage in all.SelectMany(original.MisreadBases).DistinctBy(stage => stage.Index))
        {
            if (original.SaidBase(stage, own) is { } name)
            {
                bases[stage.Index] = name;
            }
        }

        foreach (var (stage, _) in all.SelectMany(original.MisreadPlatforms).DistinctBy(misread => misread.Stage.Index))
        {
            if (original.SaidPlatform(stage, own) is { } said)
            {
                platforms[stage.Index] = said.ToString();
            }
        }

        var copy = Write();
        foreach (var request in all)
        {
            // One after another: what is said now goes on to the next.
            while (copy.StrayPlatform(request) is { } stray)
            {
                platforms.Add(stray.Stage.Index, own.BuildArgs.ContainsKey(Target) ? own.Platform.ToString() : $"${Target}");
                copy = Write();
            }
        }

        var changes = Changes();
        return changes.Count == 0 ? null : new ContainerfileCopy(copy, changes);

        Containerfile Write() => Changes() is { Count: > 0 } some ? original.With(some) : original;

        List<ChangedFrom> Changes() =>
            [
                .. platforms
                    .Keys.Union(bases.Keys)
                    .Order()
                    .Select(index =>
                        original.WithFrom(original.Stages[index], platforms.GetValueOrDefault(index), bases.GetValueOrDefault(index))
                    ),
            ];
    }
}

/// <summary>A FROM that is written otherwise.</summary>
/// <param name="Line">The line of the original that it begins on, counted from 1.</param>
/// <param name="EndLine">The line that it ends on.</param>
/// <param name="Text">What stands there instead, one line; the others are empty.</param>
internal sealed record ChangedFrom(int Line, int EndLine, string Text);
