using System.Reflection;
using System.Text.RegularExpressions;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.IntegrationTests.Podman;

public partial class HelpTests
{
    public static TheoryData<Type> SettingsClasses { get; } =
    [
        .. typeof(PodmanSettings).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(PodmanSettings)) && !type.IsAbstract),
    ];

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public async Task Every_flag_that_the_help_of_the_installed_podman_lists_has_a_property_or_a_reason(Type type)
    {
        var verb = ((PodmanSettings)Activator.CreateInstance(type)!).Verb;
        var help = FlagsIn((await TestProgram.RunAsync("podman", [.. verb, "--help"])).Text);

        help.Except(Known(type, isGlobal: false)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_global_flag_of_the_installed_podman_has_a_property_or_a_reason()
    {
        var help = FlagsIn((await TestProgram.RunAsync("podman", "--help")).Text);

        help.Count.ShouldBeGreaterThan(15);
        help.Except(Known(typeof(PodmanVersionSettings), isGlobal: true)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Known(Type type, bool isGlobal) =>
        PodmanArguments.FlagsOf(type).Where(flag => flag.IsGlobal == isGlobal).Select(flag => flag.Flag.Name)
            .Concat((isGlobal ? typeof(PodmanSettings) : type).GetCustomAttributes<PodmanFlagLeftOutAttribute>(inherit: false).Select(flag => flag.Name));

    private static List<string> FlagsIn(string help) => [.. FlagLine().Matches(help).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^ +(?:-[a-zA-Z], )?(--[a-z0-9-]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FlagLine();
}
