namespace Cake.MultiArch.Tools;

/// <summary>
/// The flag that a property stands for. The flag, the version that brought it and its documentation are in one place, and
/// <see cref="FlagArguments"/> renders every property by its type.
/// </summary>
/// <param name="name">The flag, with its dashes.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlagAttribute(string name) : Attribute
{
    /// <summary>The flag, with its dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The first version that has it, for example <c>4.7</c>; null when every supported version has it.</summary>
    public string? Since { get; init; }

    /// <summary>Why the program takes the flag but its help does not list it; null for a flag that it lists.</summary>
    public string? Hidden { get; init; }

    /// <summary>
    /// Whether only a podman that does the work itself carries it out. The client of a service refuses the flag or, worse, takes it and
    /// ignores it (tried on 4.3.1 and 5.4.2).
    /// </summary>
    public bool IsLocalOnly { get; init; }

    /// <summary>
    /// The first podman whose client hands it to a service, for example <c>4.4</c>; null when every version that has it does, or none.
    /// </summary>
    public string? RemoteSince { get; init; }

    /// <summary>Whether the program reads comma-separated values, so that a value with a comma must be quoted.</summary>
    /// <remarks>https://pkg.go.dev/github.com/spf13/pflag#StringSlice</remarks>
    public bool IsCsv { get; init; }

    /// <summary>The first version that no longer reads comma-separated values; null when every version does.</summary>
    public string? CsvUntil { get; init; }

    /// <summary>Whether the value goes to standard input and only the flag to the command line.</summary>
    public bool IsStandardInput { get; init; }

    /// <summary>Whether this addin does what the flag asks for, so that the program is not given it.</summary>
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

/// <summary>The program's word for a value of an enumeration, if it is not the name in lower case.</summary>
/// <param name="word">The word.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class WordAttribute(string word) : Attribute
{
    /// <summary>The word.</summary>
    public string Word { get; } = word;
}

/// <summary>The flags that the class itself declares are options of the program, which stand before the verb.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class GlobalFlagsAttribute : Attribute;
