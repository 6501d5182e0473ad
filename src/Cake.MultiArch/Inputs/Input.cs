using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>A row of <see cref="InputTable"/>: all that is known about one input, except its type.</summary>
/// <param name="argument">The argument, without the dashes. <c>--multiarch-ARGUMENT</c> means the same and wins.</param>
/// <param name="shape">What a value looks like, for the help; null for a switch.</param>
/// <param name="meaning">The help text.</param>
internal abstract partial class Input(string argument, string? shape, string meaning)
{
    public string Argument { get; } = argument;

    public string? Shape { get; } = shape;

    public string Meaning { get; } = meaning;

    /// <summary>The environment variable: <c>MULTIARCH_ARGUMENT</c>, unless other programs already have a variable for this.</summary>
    public string Environment { get; init; } = $"MULTIARCH_{argument.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>
    /// How a script says it, for the help: <c>.Jobs(2)</c> on an image, <c>MultiArch.Report("artifacts")</c> for the run. Null for a
    /// secret.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>Whether a script can say it for one platform, in <see cref="ImageDefinition.For"/>.</summary>
    public bool IsPerPlatform { get; init; }

    /// <summary>The default, written as a user would write it.</summary>
    public string? Default { get; init; }

    /// <summary>What happens by default, in words, where no value says it.</summary>
    public string? DefaultMeaning { get; init; }

    /// <summary>Whether this is a secret, which is read from the environment and from nowhere else.</summary>
    public bool IsEnvironmentOnly { get; init; }

    /// <summary>Whether it takes any number of values.</summary>
    public virtual bool IsList => false;

    /// <summary>Whether commas separate values. If not, a variable has one value per line.</summary>
    public bool HasCommas { get; init; }

    /// <summary>
    /// Whether values have names, and one replaces only the value of the same name from a lower origin. <see cref="InputReader.Entries"/>
    /// reads such lists.
    /// </summary>
    public virtual bool IsMerged => false;

    /// <summary>Where a value of the script comes from, for messages: <c>Jobs(…)</c>.</summary>
    public string ScriptSource => $"{ScriptMethod}(…)";

    /// <summary>The name of the method in <see cref="Script"/>.</summary>
    public string ScriptMethod => Script is null
        ? throw new InvalidOperationException($"--{Argument} has no script form.")
        : Method().Match(Script).Groups[1].Value;

    /// <summary>The values in the text of an environment variable.</summary>
    public virtual IEnumerable<string> SplitVariable(string text) => [text];

    [GeneratedRegex(@"\.(\w+)\(", RegexOptions.CultureInvariant)]
    private static partial Regex Method();
}

/// <summary>An input with one value.</summary>
/// <typeparam name="T">Its type; a nullable type where nothing need be said.</typeparam>
/// <param name="argument">The argument, without the dashes.</param>
/// <param name="shape">What a value looks like, for the help; null for a switch.</param>
/// <param name="parse">Reads one value. It throws a <see cref="MultiArchException"/> that names the value's source.</param>
/// <param name="meaning">The help text.</param>
internal class Input<T>(string argument, string? shape, Func<InputValue, T> parse, string meaning) : Input(argument, shape, meaning)
{
    /// <summary>The value when nobody says anything.</summary>
    public T DefaultValue => Parse(Default is null ? [] : [new InputValue("the default", Default)]);

    /// <summary>The value that these texts give together.</summary>
    /// <exception cref="MultiArchException">A text cannot be read, or two texts contradict each other.</exception>
    public virtual T Parse(IReadOnlyList<InputValue> values) =>
        values.Select(value => value.Text).Distinct(StringComparer.Ordinal).Count() > 1
            ? throw new MultiArchException(InputProblems.GivenTwice(values[0].Source, [.. values.Select(value => value.Text)]))
            : values.Count == 0 ? default! : parse(values[0]);
}

/// <summary>An input with any number of values.</summary>
/// <typeparam name="T">The type of one of them.</typeparam>
/// <param name="argument">The argument, without the dashes.</param>
/// <param name="shape">What a value looks like, for the help.</param>
/// <param name="parse">Reads one value. It throws a <see cref="MultiArchException"/> that names the value's source.</param>
/// <param name="meaning">The help text.</param>
internal sealed class ListInput<T>(string argument, string shape, Func<InputValue, T> parse, string meaning)
    : Input<IReadOnlyList<T>>(argument, shape, value => [parse(value)], meaning)
{
    /// <summary>What two entries have in common when one replaces the other; null where a list replaces the whole other list.</summary>
    public Func<T, object>? Key { get; init; }

    public override bool IsList => true;

    public override bool IsMerged => Key is not null;

    public override IReadOnlyList<T> Parse(IReadOnlyList<InputValue> values) => [.. values.SelectMany(Split).Select(ParseItem)];

    /// <summary>Reads one value.</summary>
    /// <exception cref="MultiArchException">It cannot be read.</exception>
    public T ParseItem(InputValue value) => parse(value.NotBare());

    public override IEnumerable<string> SplitVariable(string text) => HasCommas
        ? [text]
        : text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0);

    private IEnumerable<InputValue> Split(InputValue value) => HasCommas
        ? value.NotBare().Text.Split(',', StringSplitOptions.TrimEntries).Select(text => value with { Text = text })
        : [value];
}
