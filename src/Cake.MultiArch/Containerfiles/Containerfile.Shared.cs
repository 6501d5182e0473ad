namespace Cake.MultiArch.Containerfiles;

/// <summary>Which stages do not depend on the platform that is built.</summary>
internal sealed partial class Containerfile
{
    /// <summary>
    /// The indices of the stages that are the same for all builds: they run on one platform, whatever is built, take no variable whose
    /// value
    /// differs, and are built on and copy from such stages and images alone.
    /// </summary>
    /// <param name="requests">The builds, one a platform.</param>
    public IReadOnlySet<int> SharedStages(IReadOnlyList<StageRequest> requests)
    {
        var shared = new HashSet<int>();
        if (requests.Count < 2)
        {
            return shared;
        }

        var values = requests.Select(request => GlobalValues(WithPlatforms(request))).ToList();
        var built = requests.Select(request => BuiltStages(request).ToDictionary(stage => stage.Stage.Index)).ToList();
        foreach (var stage in Stages.Where(stage => built.All(stages => stages.ContainsKey(stage.Index))))
        {
            var references = References(stage).ToList();
            if (IsOne(built.Select(stages => stages[stage.Index].Platform))
                && references.All(text => IsOne(values.Select(given => Expand(text, given))))
                && references.SelectMany(text => Referred(stage.Index, Expand(text, values[0]), values[0])).All(shared.Contains)
                && Declared(stage).All(name => IsOne(values.Select(given => given.GetValueOrDefault(name)))))
            {
                shared.Add(stage.Index);
            }
        }

        return shared;

        static bool IsOne<T>(IEnumerable<T> several) => several.Distinct().Count() == 1;
    }

    /// <summary>The variables that a stage asks for, and those that their defaults are made of.</summary>
    private IEnumerable<string> Declared(Stage stage)
    {
        foreach (
            var word in stage
                .Instructions.Where(instruction => instruction.Keyword == "ARG")
                .SelectMany(arg => Words.Split(arg.Arguments, _escape))
        )
        {
            var parts = word.Split('=', 2);
            yield return parts[0];
            foreach (var name in parts.Length == 1 ? [] : PlatformArgs.Where(name => parts[1].Contains(name, StringComparison.Ordinal)))
            {
                yield return name;
            }
        }
    }
}
