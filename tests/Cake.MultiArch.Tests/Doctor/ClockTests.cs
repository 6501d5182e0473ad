using Cake.MultiArch.Doctor;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Registry;

namespace Cake.MultiArch.Tests.Doctor;

/// <summary>A registry whose clock is not ours.</summary>
public sealed class ClockTests : RegistryTest
{
    [Theory]
    [InlineData(-6, 202, "This clock is 6 minutes ahead of the one of ")]
    [InlineData(90, 202, "This clock is 90 minutes behind the one of ")]
    [InlineData(90, 403, "This clock is 90 minutes behind the one of ")]
    [InlineData(4, 202, null)]
    [InlineData(-4, 202, null)]
    public async Task Minutes_are_told_with_the_command_that_sets_the_clock(int ahead, int status, string? what)
    {
        var server = Serve(_ => new ScriptedResponse(status) { Headers = [$"Date: {DateTimeOffset.UtcNow.AddMinutes(ahead):R}"] });

        var finding = await LookAsync(server);

        finding.Status.ShouldBe(what is null ? FindingStatus.Ok : FindingStatus.Warning);
        finding.Problem?.Id.ShouldBe("MA1931");
        finding.Problem?.What.ShouldBe($"{what}{server.Authority}.");
        finding.Problem?.Repair.ShouldBe("sudo timedatectl set-ntp true");
    }

    [Fact]
    public async Task A_registry_that_does_not_tell_the_time_is_passed_over() =>
        (await LookAsync(Serve(_ => new ScriptedResponse(202)))).Status.ShouldBe(FindingStatus.Skipped);

    [Fact]
    public async Task It_asks_nothing_that_the_check_of_the_registry_does_not_ask()
    {
        var server = Serve(_ => new ScriptedResponse(202) { Headers = [$"Date: {DateTimeOffset.UtcNow:R}"] });
        using var context = Context(server);

        await new Examination(context).RunAsync([new ClockCheck(), new DestinationCheck()], Token);

        server.Requests.Count(request => request.Method == "POST").ShouldBe(1);
    }

    private async Task<Finding> LookAsync(ScriptedServer server)
    {
        using var context = Context(server);
        return (await new ClockCheck().RunAsync(context, Token)).ShouldHaveSingleItem();
    }

    private CheckContext Context(ScriptedServer server)
    {
        var arguments = new TestCake(Folder, [$"--image={server.Authority}/demo/web:1", "--context=.", "--tls-verify=false"]);
        var settings = new SettingsReader(Host, arguments.Context.Arguments, new MultiArchDefinition()).Read();
        return new CheckContext(Host, new PodmanClient(Host), settings, null, TestContext.Current.CancellationToken)
        {
            Version = new PodmanVersionInfo(
                new PodmanComponent(new(5, 4, 2), "5.4.2", "5.4.2", "", "", default, "linux/amd64"),
                Server: null
            ),
        };
    }
}
