namespace Cake.MultiArch.Tools;

/// <summary>
/// The flag of a property. The flag, its first version and its documentation are in one place, and <see cref="FlagArguments"/> renders
/// every property by its type.
/// </summary>
/// <param name="name">The flag, with its dashes.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlagAttribute(string name) : Attribute
{
    /// <summary>The flag, with its dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The first version with the flag, for example <c>4.7</c>; null if every supported version has it.</summary>
    public string? Since { get; init; }

    /// <summary>Why the help of the program does not list the flag, although the program accepts it; null for a listed flag.</summary>
    public string? Hidden { get; init; }

    /// <summary>
    /// Whether the flag works only if podman does the work itself. The client of a service refuses the flag, or accepts and ignores it
    /// (tried on 4.3.1 and 5.4.2).
    /// </summary>
    public bool IsLocalOnly { get; init; }

    /// <summary>
    /// The first podman whose client passes the flag to a service, for example <c>4.4</c>; null if every version that has the flag does,
    /// or none does.
    /// </summary>
    public string? RemoteSince { get; init; }

    /// <summary>Whether the program reads comma-separated values. A value with a comma must then be quoted.</summary>
    /// <remarks>https://pkg.go.dev/github.com/spf13/pflag#StringSlice</remarks>
    public bool IsCsv { get; init; }

    /// <summary>The first version that no longer reads comma-separated values; null if every version does.</summary>
    public string? CsvUntil { get; init; }

    /// <summary>Whether the value goes to standard input, and only the flag to the command line.</summary>
    public bool IsStandardInput { get; init; }

    /// <summary>Whether this addin implements the flag itself and does not pass it to the program.</summary>
    public bool IsOurs { get; init; }
}

/// <summary>A flag of a verb that has no property, and why.</summary>
/// <param name="name">The flag, with its dashes.</param>
/// <param name="reason">Why, as a sentence.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal sealed class FlagLeftOutAttribute(string name, string reason) : Attribute
{
    /// <summary>The flag, with its dashes.</summary>
    public string Name { get; } = name;

    /// <summary>Why, as a sentence.</summary>
    public string Reason { get; } = reason;
}

/// <summary>The program's word for an enumeration value, if it is not the name in lower case.</summary>
/// <param name="word">The word.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class WordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}

/// <summary>Marks a class whose own flags are options of the program, which precede the verb.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class GlobalFlagsAttribute : Attribute;
