namespace Cake.MultiArch.Containerfiles;

/// <summary>
/// A copy of a Containerfile for a podman that misreads the original. Its FROM lines state what the original means. Every line keeps its
/// number.
/// </summary>
/// <param name="File">The copy, under the path of the original.</param>
/// <param name="Changes">The changed lines, in order.</param>
internal sealed record ContainerfileCopy(Containerfile File, IReadOnlyList<ChangedFrom> Changes)
{
    /// <summary>
    /// Makes the copy that a podman needs to build one platform; null if podman reads the original correctly. Podman up to 4.8 may not
    /// resolve <c>$BUILDPLATFORM</c> and the defaults of global arguments in <c>--platform=</c>, so the copy contains the platform. It
    /// also does not find the stage that such a default names, so the copy contains the name. Later versions put the host's platform into
    /// a default that names the target's platform, so the copy contains the correct one. Up to 5.4, the platform of one stage applies to
    /// later stages without a platform, so the copy states theirs.
    /// </summary>
    /// <param name="original">The file.</param>
    /// <param name="own">The build of the platform.</param>
    /// <param name="all">The builds of all platforms from this file. A change that one of them needs is made for all, so that one build
    /// can serve all.</param>
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
            // One stage at a time, because each added platform applies to later stages too.
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

/// <summary>A FROM instruction that the copy changes.</summary>
/// <param name="Line">The first line in the original, counted from 1.</param>
/// <param name="EndLine">The last line in the original.</param>
/// <param name="Text">The new text, one line. The other lines become empty.</param>
internal sealed record ChangedFrom(int Line, int EndLine, string Text);
