using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Podman;

/// <summary>The settings against the help of the podman that is installed, so that a new podman's flags show.</summary>
public class HelpTests
{
    public static TheoryData<Type> SettingsClasses { get; } = [.. PodmanHelp.SettingsClasses];

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public async Task A_command_has_just_the_flags_that_the_installed_podman_lists(Type type) =>
        (await HelpAsync(PodmanHelp.VerbOf(type))).ShouldAgreeWith(type);

    [Fact]
    public async Task Podman_itself_has_just_the_options_that_it_lists()
    {
        var help = await HelpAsync([]);

        help.Flags.Count.ShouldBeGreaterThan(20);
        help.ShouldAgreeWith(typeof(PodmanSettings));
    }

    private static async Task<PodmanHelp> HelpAsync(IReadOnlyList<string> verb)
    {
        var version = (await TestProgram.RunAsync("podman", "version", "--format", "{{.Client.Version}}")).Text;
        return new PodmanHelp(Version.Parse(version.Split('-')[0]), (await TestProgram.RunAsync("podman", [.. verb, "--help"])).Text);
    }
}
