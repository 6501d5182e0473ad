using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Storage;

/// <summary>The names of the lists that runs build into.</summary>
internal static partial class RunList
{
    private const string Prefix = "localhost/multiarch/";

    public static string NameOf(string image, string runId) => $"{Prefix}{image}:{runId}";

    /// <summary>The run whose list has this name; null if it is not the name of a run's list.</summary>
    public static string? RunIdOf(string name) => Pattern().Match(name) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^" + Prefix + "[^:@]+:(" + OwnFolder.IdPattern + ")$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
