namespace Cake.MultiArch.Tools;

/// <summary>
/// The flag of podman that a property stands for. The flag, the version that brought it and its documentation stand in one
/// place, and <see cref="FlagArguments"/> renders every property by its type.
/// </summary>
/// <param name="name">The flag, with its dashes.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FlagAttribute(string name) : Attribute
{
    /// <summary>The flag, with its dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The first podman that has it, <c>4.7</c>; null when all that are supported (4.3 and newer) have it.</summary>
    public string? Since { get; init; }

    /// <summary>Why podman does not list a flag that it takes; null for one that it lists.</summary>
    public string? Hidden { get; init; }

    /// <summary>
    /// Whether only a podman that does the work itself carries it out. The client of a service refuses the flag or, worse, takes it and does
    /// not hand it on (tried on 4.3.1 and 5.4.2).
    /// </summary>
    public bool IsLocalOnly { get; init; }

    /// <summary>The first podman whose client hands it to a service, <c>4.4</c>; null when all that have it do, or none does.</summary>
    public string? RemoteSince { get; init; }

    /// <summary>Whether podman reads the value as a row of comma-separated values, so that a value with a comma has to be quoted.</summary>
    /// <remarks>https://pkg.go.dev/github.com/spf13/pflag#StringSlice</remarks>
    public bool IsCsv { get; init; }

    /// <summary>The first podman that does not read the value so any more; null while it does.</summary>
    public string? CsvUntil { get; init; }

    /// <summary>Whether the value goes to standard input and only the flag to the command line.</summary>
    public bool IsStandardInput { get; init; }

    /// <summary>Whether the client carries out by itself what the flag asks for, so that podman is not given it.</summary>
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

/// <summary>Podman's word for a value of an enumeration, where it is not the name in lower case.</summary>
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
