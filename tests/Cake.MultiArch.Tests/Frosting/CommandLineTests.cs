using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>The command line, Cake's settings and the program's context: what the stand-in shares with Cake.Frosting.</summary>
public sealed class CommandLineTests : HostTest, IDisposable
{
    public CommandLineTests() => WorkingDirectory = Directory.CreateTempSubdirectory("frosting-").FullName;

    public void Dispose() => Directory.Delete(WorkingDirectory, recursive: true);

    [Fact]
    public void What_is_no_option_of_the_host_is_an_argument_of_the_build()
    {
        Host(typeof(ShowArguments))
            .Run(["--target=ShowArguments", "--image=a:1", "--image", "b=c,d", "--no-cache", "--build-arg=K=V W"])
            .ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("image=a:1;b=c,d no-cache= build-arg=K=V W");
    }

    /// <summary>As an exit code of a process -1 is 255.</summary>
    [Theory]
    [InlineData("stray")]
    [InlineData("--verbosity=funny")]
    public void What_the_host_cannot_read_is_refused(string argument)
    {
        Host(typeof(ShowArguments)).Run(["--target=ShowArguments", argument]).ShouldBe(-1);

        Journal.Text.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-v", "quiet", Verbosity.Quiet)]
    [InlineData("--verbosity", "Diagnostic", Verbosity.Diagnostic)]
    public void The_verbosity_is_the_logs(string option, string value, Verbosity verbosity)
    {
        Host(typeof(ShowArguments)).Run(["--target=ShowArguments", option, value]).ShouldBe(0, Log.Text);

        Log.Verbosity.ShouldBe(verbosity);
    }

    [Fact]
    public void Settings_come_from_the_program_the_environment_cake_config_and_the_command_line_the_last_of_which_wins()
    {
        File.WriteAllText(Path.Combine(WorkingDirectory, "cake.config"), "[Strength]\nThree=file\nFour=file\n");
        foreach (var name in new[] { "TWO", "THREE", "FOUR" })
        {
            Variables[$"CAKE_STRENGTH_{name}"] = "environment";
        }

        var host = Host(typeof(ShowSettings));
        foreach (var name in ShowSettings.Names)
        {
            host.UseCakeSetting($"Strength_{name}", "program");
        }

        host.Run(["--target=ShowSettings", "--strength_four=argument"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("program environment file argument");
    }

    [Theory]
    [InlineData("-w")]
    [InlineData("--working")]
    public void The_working_directory_is_the_one_that_is_given(string option)
    {
        Directory.CreateDirectory(Path.Combine(WorkingDirectory, "below"));

        Host(typeof(ShowFolder)).Run(["--target=ShowFolder", option, "below"]).ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe(Path.Combine(WorkingDirectory, "below"));
    }

    [Fact]
    public void Tasks_and_lifetime_are_given_the_programs_context()
    {
        Host(typeof(UseOwnContext))
            .UseContext<OwnContext>()
            .UseLifetime<OwnLifetime>()
            .Run(["--target=UseOwnContext"])
            .ShouldBe(0, Log.Text);

        Journal.Text.ShouldBe("setup ran torn");
    }

    [Fact]
    public void A_task_that_needs_another_context_is_left_out_with_a_warning()
    {
        Host(typeof(UseOwnContext), typeof(ShowArguments)).Run(["--target=ShowArguments"]).ShouldBe(0, Log.Text);

        Log.Text.ShouldContain(nameof(UseOwnContext));
        Host(typeof(UseOwnContext)).Run(["--target=UseOwnContext"]).ShouldBe(1);
    }

    private sealed class ShowArguments(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            foreach (var name in new[] { "image", "no-cache", "build-arg" }.Where(context.Arguments.HasArgument))
            {
                journal.Add($"{name}={string.Join(';', context.Arguments.GetArguments(name))}");
            }
        }
    }

    private sealed class ShowSettings(Journal journal) : FrostingTask
    {
        public static string[] Names { get; } = ["One", "Two", "Three", "Four"];

        public override void Run(ICakeContext context)
        {
            foreach (var name in Names)
            {
                journal.Add(context.Configuration.GetValue($"Strength_{name}"));
            }
        }
    }

    private sealed class ShowFolder(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => journal.Add(context.Environment.WorkingDirectory.FullPath);
    }

    private sealed class OwnContext(ICakeContext context, Journal journal) : FrostingContext(context)
    {
        public Journal Journal => journal;
    }

    private sealed class OwnLifetime : FrostingLifetime<OwnContext>
    {
        public override void Setup(OwnContext context, ISetupContext info) => context.Journal.Add("setup");

        public override void Teardown(OwnContext context, ITeardownContext info) => context.Journal.Add("torn");
    }

    private sealed class UseOwnContext : FrostingTask<OwnContext>
    {
        public override void Run(OwnContext context) => context.Journal.Add("ran");
    }
}
