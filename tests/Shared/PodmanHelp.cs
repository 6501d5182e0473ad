using System.Reflection;
using System.Text.RegularExpressions;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Testing;

/// <summary>What <c>--help</c> of one command of one podman lists, to hold settings against.</summary>
internal sealed partial class PodmanHelp(Version podman, string text)
{
    /// <summary>Every settings class that a script can make.</summary>
    public static IReadOnlyList<Type> SettingsClasses { get; } =
    [.. typeof(PodmanSettings).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(PodmanSettings)) && !type.IsAbstract)];

    public IReadOnlyList<string> Flags { get; } = [.. FlagLine().Matches(text).Select(match => match.Groups[1].Value)];

    /// <summary>The words of the command that a settings class is for.</summary>
    public static IReadOnlyList<string> VerbOf(Type settings) => ((PodmanSettings)Activator.CreateInstance(settings)!).Verb;

    /// <summary>The flags of the command itself, and podman's global options for <see cref="PodmanSettings"/>.</summary>
    public void ShouldAgreeWith(Type settings)
    {
        var isGlobal = settings == typeof(PodmanSettings);
        var known = FlagArguments.FlagsOf(settings).Where(flag => flag.IsGlobal == isGlobal).Select(flag => flag.Flag).ToList();
        var leftOut = settings.GetCustomAttributes<FlagLeftOutAttribute>(inherit: false).Select(flag => flag.Name);
        var later = known.Where(flag => flag.Since is { } since && Version.Parse(since) > podman).Select(flag => flag.Name).ToList();
        var hidden = known.Where(flag => flag.Hidden is not null).Select(flag => flag.Name);

        Flags
            .Except(known.Select(flag => flag.Name))
            .Except(leftOut)
            .ShouldBeEmpty($"podman {podman} has flags without a property or a reason in {settings.Name}");
        Flags.Intersect(later).ShouldBeEmpty($"podman {podman} has flags that {settings.Name} says are younger");
        known
            .Select(flag => flag.Name)
            .Except(later)
            .Except(hidden)
            .Except(Flags)
            .ShouldBeEmpty($"{settings.Name} has flags that podman {podman} lacks");
    }

    [GeneratedRegex(@"^ +(?:-[a-zA-Z], )?(--[a-z0-9-]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FlagLine();
}
