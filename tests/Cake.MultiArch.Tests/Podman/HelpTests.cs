using Cake.MultiArch.Podman;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Podman.Help;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>
/// The settings against the recorded help of two generations of podman; that of the installed one is an integration test.
/// </summary>
public class HelpTests
{
    public static TheoryData<Type, string> Recorded { get; } = new(
        from type in PodmanHelp.SettingsClasses
        from help in RecordedHelp.All
        select (type, help.Version.ToString()));

    [Fact]
    public void Two_generations_of_podman_are_recorded() =>
        RecordedHelp.All.Select(help => help.Version.Major).Distinct().ShouldBe([4, 5], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_command_has_just_the_flags_that_podman_lists_from_the_version_on_that_brought_them(Type type, string version) =>
        RecordedHelp.All.Single(help => help.Version == Version.Parse(version)).Of(PodmanHelp.VerbOf(type)).ShouldAgreeWith(type);

    [Fact]
    public void Podman_itself_has_just_the_options_that_it_lists()
    {
        foreach (var help in RecordedHelp.All)
        {
            help.Of().Flags.Count.ShouldBeGreaterThan(20);
            help.Of().ShouldAgreeWith(typeof(PodmanSettings));
        }
    }
}
