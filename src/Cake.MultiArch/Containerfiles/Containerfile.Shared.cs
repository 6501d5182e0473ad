namespace Cake.MultiArch.Containerfiles;

/// <summary>Which stages do not depend on the platform that is built.</summary>
internal sealed partial class Containerfile
{
    /// <summary>
    /// The indices of the stages that are the same in all builds. Such a stage always runs on one platform and uses no variable whose
    /// value differs. Everything that it is built on or copies from is the same too.
    /// </summary>
    /// <param name="requests">The builds, one per platform.</param>
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

    /// <summary>The variables that a stage declares, and the platform variables in their defaults.</summary>
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
