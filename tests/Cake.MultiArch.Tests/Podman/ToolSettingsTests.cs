using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.Tooling;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class ToolSettingsTests : PodmanTest
{
    public ToolSettingsTests() => Fake.Version("4.3.1");

    [Fact]
    public async Task Environment_variables_reach_podman()
    {
        Fake.On("manifest exists").Exit(0);

        await Podman.ManifestExistsAsync(List, new ManifestExistsSettings().WithEnvironmentVariable("TMPDIR", "/run/x"), Token);

        Fake.Call("manifest exists").Environment["TMPDIR"].ShouldBe("/run/x");
    }

    [Fact]
    public async Task The_working_directory_is_Cakes_the_one_given_or_the_processs_own()
    {
        Fake.On("manifest rm").Exit(0);
        Directory.CreateDirectory(Fake.Combine("sub"));

        await Podman.ManifestDeleteAsync("a", new ManifestDeleteSettings(), Token);
        await Podman.ManifestDeleteAsync("b", new ManifestDeleteSettings { WorkingDirectory = "sub" }, Token);
        await Podman.ManifestDeleteAsync("c", new ManifestDeleteSettings { NoWorkingDirectory = true }, Token);

        Fake.Calls.Where(call => call.Arguments[0] == "manifest").Select(call => call.WorkingDirectory)
            .ShouldBe([Fake.Folder, Fake.Combine("sub"), Directory.GetCurrentDirectory()]);
    }

    [Fact]
    public async Task Arguments_are_customised_after_they_are_made()
    {
        Fake.On("--new-flag").Exit(0);
        var settings = new ManifestDeleteSettings
        {
            Root = "with space",
            ArgumentCustomization = arguments => arguments.Append("--new-flag").AppendQuoted("it's \"quoted\""),
        };

        await Podman.ManifestDeleteAsync("a", settings, Token);

        Fake.Call("--new-flag")
            .Arguments.ShouldBe([$"--root={Fake.Folder}/with space", "manifest", "rm", "a", "--new-flag", "it's \"quoted\""]);
    }

    [Fact]
    public async Task A_secret_that_customisation_adds_is_masked_in_the_command_and_in_the_output()
    {
        Log.Verbosity = Verbosity.Diagnostic;
        Fake.On("manifest rm").Error("Error: cannot use s3cret-word").Exit(125);
        var settings = new ManifestDeleteSettings { ArgumentCustomization = arguments => arguments.AppendSecret("s3cret-word") };

        var failure = await Should.ThrowAsync<MultiArchException>(Podman.ManifestDeleteAsync("a", settings, Token));

        Fake.Call("manifest rm").Arguments[^1].ShouldBe("s3cret-word");
        failure.ToString().ShouldNotContain("s3cret-word");
        Log.Text.ShouldContain("podman manifest rm a [REDACTED]");
        Log.Text.ShouldNotContain("s3cret-word");
    }

    [Fact]
    public async Task A_time_limit_ends_podman()
    {
        Fake.On("manifest rm").Add("hold");

        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.ManifestDeleteAsync("a", new ManifestDeleteSettings().WithToolTimeout(TimeSpan.FromSeconds(1)), Token));

        failure.Problem.Id.ShouldBe("MA1102");
        failure.Problem.Where.ShouldBe("podman manifest rm a");
    }

    [Fact]
    public async Task An_exit_code_that_is_accepted_is_no_failure()
    {
        Fake.On("manifest rm").Exit(7);

        await Podman.ManifestDeleteAsync("a", new ManifestDeleteSettings { HandleExitCode = code => code == 7 }, Token);
        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.ManifestDeleteAsync("a", new ManifestDeleteSettings { HandleExitCode = code => code == 8 }, Token));

        failure.ExitCode.ShouldBe(7);
        failure.Message.ShouldContain("Podman: Process returned an error (exit code 7).");
    }

    [Fact]
    public async Task An_exit_code_that_is_accepted_means_no_where_the_question_is_yes_or_no()
    {
        Fake.On("manifest exists").Error("Error: locked").Exit(125);
        Fake.On("login").Error("Error: locked").Exit(125);

        (
            await Podman.ManifestExistsAsync(List, new ManifestExistsSettings { HandleExitCode = code => code == 125 }, Token)
        ).ShouldBeFalse();
        (
            await Podman.LoginAsync("r", new PodmanLoginSettings { GetLogin = true, HandleExitCode = code => code == 125 }, Token)
        ).Username.ShouldBeNull();
    }

    [Fact]
    public async Task An_answer_that_is_not_there_is_a_failure_whatever_exit_code_is_accepted()
    {
        Fake.On("manifest inspect").Error("Error: no").Exit(7);

        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.ManifestInspectAsync(List, new ManifestInspectSettings { HandleExitCode = _ => true }, Token));

        failure.ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task An_unknown_failure_carries_the_exit_code_and_the_last_thirty_lines()
    {
        Fake.On("manifest rm").Do("lines", 50).Error("Error: something new").Exit(125);

        var failure = await Should.ThrowAsync<MultiArchException>(Podman.ManifestDeleteAsync("a", new ManifestDeleteSettings(), Token));

        failure.Message.ShouldContain("Podman: Process returned an error (exit code 125).");
        failure.Problem.Why.ShouldBe("Error: something new");
        failure.Problem.Details.Count.ShouldBe(30);
        failure.Problem.Details.ShouldContain("line 50");
    }

    public static TheoryData<string, PodmanSettings> Refused { get; } = new()
    {
        { "PostAction", new ManifestDeleteSettings { PostAction = _ => { } } },
        { "SetupProcessSettings", new ManifestDeleteSettings { SetupProcessSettings = _ => { } } },
        { "ToolTimeout", new ManifestDeleteSettings { ToolTimeout = TimeSpan.Zero } },
        { "ArgumentCustomization", new ManifestDeleteSettings { ArgumentCustomization = _ => null! } },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_honoured_is_refused_by_name(string setting, PodmanSettings settings)
    {
        var failure = await Should.ThrowAsync<MultiArchException>(Podman.ManifestDeleteAsync("a", (ManifestDeleteSettings)settings, Token));

        failure.Problem.Where.ShouldBe($"ManifestDeleteSettings.{setting}");
        Fake.Calls.ShouldAllBe(call => call.Arguments[0] == "version");
    }

    [Fact]
    public async Task An_address_with_a_password_is_refused_and_not_shown()
    {
        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.ManifestExistsAsync(List, new ManifestExistsSettings { Url = "ssh://core:s3cret@node/run/podman.sock" }, Token));

        failure.Problem.Id.ShouldBe("MA1412");
        failure.Message.ShouldNotContain("s3cret");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Standard_output_cannot_go_elsewhere_when_the_answer_is_read_there()
    {
        var failure = await Should.ThrowAsync<MultiArchException>(
            Podman.ManifestInspectAsync(List, new ManifestInspectSettings { NoOut = true }, Token));

        failure.Problem.Where.ShouldBe("ManifestInspectSettings.NoOut");
    }

    [Fact]
    public async Task Any_command_runs_with_the_global_options_of_settings()
    {
        Fake.On("info").Out("text");

        var outcome = await Podman.RunAsync(new PodmanCommandSettings { Root = "r" }, ["info", "--format", "{{.Store}}"], Token);

        outcome.Output.ShouldBe("text\n");
        Fake.Call("info").Arguments.ShouldBe([$"--root={Fake.Folder}/r", "info", "--format", "{{.Store}}"]);
    }
}
