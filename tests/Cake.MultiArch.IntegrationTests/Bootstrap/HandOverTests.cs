using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>What build.sh hands to Cake and what comes back.</summary>
public class HandOverTests
{
    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Arguments_reach_cake_byte_for_byte_and_setup_is_taken_out_wherever_it_stands(string shell)
    {
        await using var checkout = new Checkout(shell);
        string[] arguments =
        [
            "--target=Default",
            "",
            "a b",
            "quote\"s and 'these'",
            "$HOME `id` \\",
            "line\nbreak",
            "*",
            "--empty=",
            "--setup-not",
            "-n",
            "umlaut ä",
        ];

        (await checkout.BuildAsync([.. arguments[..3], "--setup", .. arguments[3..]])).ShouldSucceed();

        checkout.CakeArguments.ShouldBe(arguments);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task The_exit_code_is_that_of_cake(string shell)
    {
        await using var checkout = new Checkout(shell);
        await File.WriteAllTextAsync(checkout.StateOf("exit-code"), "7", TestContext.Current.CancellationToken);

        (await checkout.BuildAsync()).ExitCode.ShouldBe(7);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task A_signal_to_build_sh_is_a_signal_to_cake(string shell)
    {
        await using var checkout = new Checkout(shell);
        await File.WriteAllTextAsync(checkout.StateOf("wait"), "", TestContext.Current.CancellationToken);

        var (id, ended) = checkout.Start();
        await Waiting.UntilAsync(() => File.Exists(checkout.StateOf("waiting")), "Cake did not start");
        UnixSignal.Send(id, UnixSignal.Terminate);

        (await ended).ExitCode.ShouldBe(42);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Standard_output_is_cakes_alone_and_has_no_colour(string shell)
    {
        await using var checkout = new Checkout(shell);
        checkout.AddPackageManager("apt-get");

        var finished = (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        finished.Output.ShouldBe("the words of Cake\n");
        finished.Error.ShouldContain("build.sh: building the addin\n");
        finished.Error.ShouldContain("build.sh: podman is missing: it builds the images and makes the index.\n");
        File.ReadAllLines(checkout.StateOf("environment")).ShouldContain("NO_COLOR=1");
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task A_terminal_keeps_its_colours(string shell)
    {
        await using var checkout = new Checkout(shell);

        var finished = await Programs.RunAsync(
            checkout.Root,
            checkout.Environment(),
            Programs.Find("script"),
            "-qec",
            "sh ./build.sh",
            "/dev/null"
        );

        finished.Output.ShouldContain("the words of Cake");
        File.ReadAllLines(checkout.StateOf("environment")).ShouldNotContain(line => line.StartsWith("NO_COLOR=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_can_be_called_from_another_folder()
    {
        await using var checkout = new Checkout();

        (await Programs.RunAsync("/", checkout.Environment(), "sh", checkout.PathOf("build.sh"), "--target=Default")).ShouldSucceed();

        checkout.CakeArguments.ShouldBe(["--target=Default"]);
    }

    [Fact]
    public async Task A_user_without_a_home_gets_one_for_dotnet()
    {
        await using var checkout = new Checkout();
        var environment = checkout.Environment();
        environment["HOME"] = "/proc/no-home";

        (await Programs.RunAsync(checkout.Root, environment, "sh", "./build.sh")).ShouldSucceed();

        File.ReadAllLines(checkout.StateOf("environment")).ShouldContain($"DOTNET_CLI_HOME={checkout.PathOf("artifacts/home")}");
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task A_restore_that_another_run_is_in_the_way_of_is_repeated(string shell)
    {
        await using var checkout = new Checkout(shell);
        await File.WriteAllTextAsync(checkout.StateOf("busy"), "", TestContext.Current.CancellationToken);

        (await checkout.BuildAsync()).ShouldSucceed().Error.ShouldNotContain("another process");

        checkout.Calls("dotnet").Count(line => line == "tool restore").ShouldBe(2);
        checkout.CakeArguments.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_package_feed_that_fails_is_shown_and_cake_is_not_started()
    {
        await using var checkout = new Checkout();
        await File.WriteAllTextAsync(checkout.StateOf("no-feed"), "", TestContext.Current.CancellationToken);

        var finished = (await checkout.BuildAsync()).ShouldFail();

        checkout.Calls("dotnet").Count(line => line == "tool restore").ShouldBe(1);
        finished.Error.ShouldContain("The feed did not answer.");
        finished.Error.ShouldContain("build.sh: error: the tools of .config/dotnet-tools.json cannot be restored.");
        checkout.CakeArguments.ShouldBeNull();
    }
}
