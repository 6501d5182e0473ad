using System.Globalization;
using Cake.Core;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Inputs;

/// <summary>Reads the rows of <see cref="InputTable"/> from Cake's arguments and the environment.</summary>
internal sealed class InputReader(ICakeArguments arguments, ICakeEnvironment environment)
{
    private const string Prefix = "multiarch-";

    /// <summary>All values that are set, in the order in which they were given; empty when none is.</summary>
    /// <exception cref="MultiArchException">A secret stands on the command line, or a value is empty.</exception>
    public IReadOnlyList<InputValue> All(Input input)
    {
        foreach (var name in new[] { Prefix + input.Argument, input.Argument })
        {
            if (!arguments.HasArgument(name))
            {
                continue;
            }

            if (input.EnvironmentOnly)
            {
                throw new MultiArchException(InputProblems.SecretOnCommandLine($"--{name}", input.Environment!));
            }

            // Cake gives null for a bare switch, --no-cache; a switch that is there is on.
            return [.. arguments.GetArguments(name).Select(value => new InputValue($"--{name}", value ?? "true", IsBare: value is null))];
        }

        return input.Environment is { } variable && environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? [new InputValue(variable, text)]
            : [];
    }

    /// <summary>The value of an input that is given once.</summary>
    /// <exception cref="MultiArchException">It is given several times with different values.</exception>
    public InputValue? One(Input input)
    {
        var values = All(input);
        return values.Select(value => value.Text).Distinct(StringComparer.Ordinal).Count() > 1
            ? throw new MultiArchException(InputProblems.GivenTwice(values[0].Source, [.. values.Select(value => value.Text)]))
            : values.Count == 0 ? null : values[0];
    }

    /// <summary>The text of an input that takes a value; a bare switch is refused.</summary>
    public string? Text(Input input) => One(input) is { } value ? value.NotBare(input).Text : null;

    /// <summary>A switch: bare or <c>true</c> is on, <c>false</c> is off, null when it is not given.</summary>
    public bool? Switch(Input input) => One(input) is not { } value
        ? null
        : value.Text.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => throw new MultiArchException(InputProblems.NotOneOf(value.Source, value.Text, ["true", "false"])),
        };

    /// <summary>A whole number that is not negative.</summary>
    public int? Number(Input input) => One(input) is not { } value
        ? null
        : int.TryParse(value.NotBare(input).Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new MultiArchException(InputProblems.NotANumber(value.Source, value.Text));

    /// <summary>One word of a fixed set, whatever its case.</summary>
    /// <param name="input">The row.</param>
    /// <param name="unset">The word that says the same as nothing at all; null when there is none.</param>
    /// <param name="bare">What the bare switch means; null when it is refused.</param>
    public T? Word<T>(Input input, string? unset = null, T? bare = null)
        where T : struct, Enum
    {
        if (One(input) is not { } value)
        {
            return null;
        }

        if (value.IsBare && bare is not null)
        {
            return bare;
        }

        value.NotBare(input);
        return string.Equals(value.Text, unset, StringComparison.OrdinalIgnoreCase) ? null : value.Word<T>(unset);
    }

    /// <summary>Words of a fixed set, repeated or comma-separated.</summary>
    public IReadOnlyList<T> Words<T>(Input input)
        where T : struct, Enum => [.. List(input).Select(value => value.Word<T>())];

    /// <summary>A repeatable input whose values cannot hold a comma: both spellings, repeated and comma-separated.</summary>
    public IReadOnlyList<InputValue> List(Input input) =>
    [
        .. All(input).SelectMany(value => value.NotBare(input).Text
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(text => text.Length > 0 ? value with { Text = text } : throw new MultiArchException(InputProblems.EmptyValue(value.Source)))),
    ];
}

/// <summary>A value and where it came from, for messages.</summary>
/// <param name="Source"><c>--argument</c> or the environment variable.</param>
/// <param name="Text">The value; <c>true</c> for a bare switch.</param>
/// <param name="IsBare">Whether the argument stood without a value.</param>
internal sealed record InputValue(string Source, string Text, bool IsBare = false)
{
    /// <summary>Refuses the bare or empty form of an argument that needs a value.</summary>
    public InputValue NotBare(Input input) => IsBare
        ? throw new MultiArchException(InputProblems.ValueMissing(Source, input.Shape ?? "VALUE"))
        : Text.Length > 0 ? this : throw new MultiArchException(InputProblems.EmptyValue(Source));

    /// <summary>One word of a fixed set, whatever its case.</summary>
    /// <param name="other">A word that is known besides, for the message.</param>
    public T Word<T>(string? other = null)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(word => FlagWord.Of(word)).ToList();
        return FlagWord.TryParse<T>(Text, out var known)
            ? known.Value
            : throw new MultiArchException(InputProblems.NotOneOf(Source, Text, other is null ? words : [other, .. words]));
    }

    /// <summary>Reads a text that came with this value, and says where it came from when it cannot be read.</summary>
    public T Read<T>(Func<string, T> parse, string text)
    {
        try
        {
            return parse(text);
        }
        catch (MultiArchException e)
        {
            throw new MultiArchException(e.Problem with { Where = $"{Source}: {e.Problem.Where}" }, e.ExitCode, e);
        }
    }
}
