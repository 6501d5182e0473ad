using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Cake.Core.IO;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tools;

/// <summary>
/// Turns settings into a program's arguments. It starts and reads nothing, so the same settings always give the same arguments.
/// </summary>
/// <param name="workingDirectory">The base of relative paths.</param>
/// <param name="version">The version of the program that will read the arguments.</param>
internal sealed class FlagArguments(DirectoryPath workingDirectory, Version version)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<FlagProperty>> Known = [];

    /// <summary>All flags of a settings class, including the global ones, each with its property.</summary>
    public static IReadOnlyList<FlagProperty> FlagsOf(Type settings) => Known.GetOrAdd(settings, type =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Select(property => (Property: property, Flag: property.GetCustomAttribute<FlagAttribute>()))
            .Where(pair => pair.Flag is not null)
            .Select(pair => new FlagProperty(pair.Flag!, pair.Property))

            // Sorted by name, so that a command line does not depend on the order of properties in a class. The single value of a flag
            // comes before its further values.
            .OrderBy(flag => flag.Flag.Name, StringComparer.Ordinal)
            .ThenBy(flag => flag.Property.CanWrite ? 0 : 1),
    ]);

    /// <summary>The global options, which precede the verb.</summary>
    public IReadOnlyList<string> Global(ImageToolSettings settings) => Render(settings, flag => flag.IsGlobal);

    /// <summary>The global options that every version accepts, even as the client of a service.</summary>
    public IReadOnlyList<string> GlobalOfAll(ImageToolSettings settings) =>
        Render(settings, flag => flag.IsGlobal && flag.Flag is { IsLocalOnly: false, Since: null });

    /// <summary>The flags that the settings produce, including the global ones.</summary>
    public IEnumerable<FlagProperty> Given(ImageToolSettings settings) =>
        FlagsOf(settings.GetType()).Where(flag => Render(settings, flag).Any());

    /// <summary>The verb and its flags.</summary>
    public IReadOnlyList<string> Verb(ImageToolSettings settings) => [.. settings.Verb, .. Render(settings, flag => !flag.IsGlobal)];

    /// <summary>The whole command line: global options, the verb with its flags, the client's own arguments, and the operands.</summary>
    /// <exception cref="MultiArchException">An operand or a value cannot be given to a program.</exception>
    public IReadOnlyList<string> All(ImageToolSettings settings, IEnumerable<string> added, params IEnumerable<string> operands) =>
        [.. Global(settings), .. Verb(settings), .. added, .. operands.Select(Operand)];

    /// <exception cref="MultiArchException">It is empty, or the program would read it as an option (MA1406).</exception>
    public static string Operand(string? operand) => operand is { Length: > 0 } && !operand.StartsWith('-')
        ? operand
        : throw new MultiArchException(ToolProblems.NotAName(operand ?? ""));

    private List<string> Render(ImageToolSettings settings, Func<FlagProperty, bool> isWanted) =>
        [.. FlagsOf(settings.GetType()).Where(isWanted).SelectMany(flag => Render(settings, flag))];

    private IEnumerable<string> Render(ImageToolSettings settings, FlagProperty property)
    {
        var value = property.Property.GetValue(settings);
        return (property.Flag, value) switch
        {
            ({ IsOurs: true }, _) => [],
            ({ IsStandardInput: true }, _) => Switch(property.Flag, value is string { Length: > 0 }),
            (_, bool isOn) when property.IsSwitch => Switch(property.Flag, isOn),
            _ => Render(property.Flag, value),
        };
    }

    private static IEnumerable<string> Switch(FlagAttribute flag, bool isOn) => isOn ? [flag.Name] : [];

    /// <summary>
    /// Always uses <c>--flag=value</c>, so that a flag with an optional value (<c>--pull</c>) does not take the next argument as its
    /// value.
    /// </summary>
    private IEnumerable<string> Render(FlagAttribute flag, object? value) => value switch
    {
        null => [],
        IDictionary<string, string?> pairs => pairs.Select(pair => Pair(flag, pair.Key, pair.Value)),
        IEnumerable<Platform> platforms => Row(flag, platforms),
        IEnumerable values and not string and not Cake.Core.IO.Path => values.Cast<object>().SelectMany(item => Render(flag, item)),
        _ => [$"{flag.Name}={Csv(flag, Text(value))}"],
    };

    private static IEnumerable<string> Row(FlagAttribute flag, IEnumerable<Platform> platforms)
    {
        var row = string.Join(',', platforms.Distinct());
        return row.Length == 0 ? [] : [$"{flag.Name}={row}"];
    }

    private string Pair(FlagAttribute flag, string key, string? value)
    {
        if (key.Length == 0 || key.Contains('=', StringComparison.Ordinal))
        {
            throw new MultiArchException(ToolProblems.BadKey(flag.Name, key));
        }

        return $"{flag.Name}={Csv(flag, value is null ? key : $"{key}={value}")}";
    }

    private string Text(object value) => value switch
    {
        bool isOn => isOn ? "true" : "false",
        Enum word => FlagWord.Of(word),
        FilePath file => file.MakeAbsolute(workingDirectory).FullPath,
        DirectoryPath folder => folder.MakeAbsolute(workingDirectory).FullPath,

        // https://pkg.go.dev/time#ParseDuration
        TimeSpan duration => duration.TotalSeconds.ToString("0.#######", CultureInfo.InvariantCulture) + "s",
        DateTimeOffset moment => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <remarks>https://www.rfc-editor.org/rfc/rfc4180#section-2</remarks>
    private string Csv(FlagAttribute flag, string value)
    {
        var isCsv = flag.IsCsv && (flag.CsvUntil is null || version < Version.Parse(flag.CsvUntil));
        return isCsv && value.IndexOfAny([',', '"', '\n']) >= 0
            ? '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
            : value;
    }
}

/// <summary>A flag and its property.</summary>
internal sealed record FlagProperty(FlagAttribute Flag, PropertyInfo Property)
{
    /// <summary>Whether it is an option of the program itself, which precedes the verb.</summary>
    public bool IsGlobal => Property.DeclaringType!.IsDefined(typeof(GlobalFlagsAttribute), inherit: false);

    /// <summary>Whether the flag has no value.</summary>
    public bool IsSwitch => Property.PropertyType == typeof(bool);
}
