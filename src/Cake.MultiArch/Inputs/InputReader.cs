using Cake.Core;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>
/// Finds the value of an input: that of the argument, else that of the environment variable, else that of the script, else the default. The
/// order is decided here and nowhere else.
/// </summary>
/// <param name="arguments">Cake's arguments.</param>
/// <param name="environment">The environment.</param>
/// <param name="script">What the script says. Of two that say something, the earlier one counts.</param>
internal sealed class InputReader(ICakeArguments arguments, ICakeEnvironment environment, params IReadOnlyList<ScriptValues> script)
{
    private const string Prefix = "multiarch-";

    /// <summary>Reads the same, where a part of the script says more than the rest.</summary>
    public InputReader Under(ScriptValues part) => new(arguments, environment, [part, .. script]);

    /// <summary>The value in force.</summary>
    /// <exception cref="MultiArchException">It cannot be read, or a secret is on the command line.</exception>
    public T Value<T>(Input<T> input) => Read(input).Value;

    /// <summary>The value in force and where it comes from.</summary>
    /// <exception cref="MultiArchException">It cannot be read, or a secret is on the command line.</exception>
    public Given<T> Read<T>(Input<T> input) =>
        HighestFirst(input).FirstOrDefault() ?? new Given<T>(input.DefaultValue, Origin.Default, "the default");

    /// <summary>
    /// The entries of a list that are in force, each with where it comes from. Where entries have names, all origins count, and of two
    /// entries of one name the higher one; it is also the later one.
    /// </summary>
    /// <exception cref="MultiArchException">An entry cannot be read.</exception>
    public IReadOnlyList<Given<T>> Entries<T>(ListInput<T> input)
    {
        IEnumerable<Given<IReadOnlyList<T>>> lists = input.IsMerged ? HighestFirst(input).Reverse() : [Read(input)];
        var entries = new List<Given<T>>();
        foreach (var list in lists)
        {
            if (input.Key is { } key)
            {
                entries.RemoveAll(entry => list.Value.Any(item => key(item).Equals(key(entry.Value))));
            }

            entries.AddRange(list.Value.Select(item => new Given<T>(item, list.Origin, list.Source)));
        }

        return entries;
    }

    /// <summary>What each origin says. A lower one is not looked at until it is asked for.</summary>
    private IEnumerable<Given<T>> HighestFirst<T>(Input<T> input)
    {
        if (Argued(input) is { Count: > 0 } argued)
        {
            yield return new Given<T>(input.Parse(argued), Origin.Argument, argued[0].Source);
        }

        if (environment.GetEnvironmentVariable(input.Environment) is { Length: > 0 } text)
        {
            var values = input.SplitVariable(text).Select(value => new InputValue(input.Environment, value)).ToList();
            yield return new Given<T>(input.Parse(values), Origin.Environment, input.Environment);
        }

        foreach (var part in script)
        {
            if (part.TryGet(input, out var said))
            {
                yield return new Given<T>(said, Origin.Script, input.ScriptSource);
            }
        }
    }

    private List<InputValue> Argued(Input input)
    {
        var name = new[] { Prefix + input.Argument, input.Argument }.FirstOrDefault(arguments.HasArgument);
        if (name is null)
        {
            return [];
        }

        if (input.IsEnvironmentOnly)
        {
            throw new MultiArchException(InputProblems.SecretOnCommandLine($"--{name}", input.Environment));
        }

        // Cake gives null for a bare switch, --no-cache: it is on.
        return [.. arguments.GetArguments(name).Select(value => new InputValue($"--{name}", value ?? "true", value is null, input.Shape))];
    }
}
