namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>
/// build.ps1, read and run by PowerShell's own engine. The variable OS, which Windows sets, makes it take the way it goes on
/// Windows.
/// </summary>
public class PowerShellTests
{
    private const string Windows = "Windows_NT";

    [Fact]
    public async Task The_scripts_parse()
    {
        await using var checkout = new Checkout();

        (await RunAsync(checkout, "--parse", checkout.PathOf("build.ps1"))).ShouldSucceed();
        (await RunAsync(checkout, "--parse", checkout.PathOf("eng/repository.ps1"))).ShouldSucceed();

        checkout.Write("build.ps1", "if (");
        (await RunAsync(checkout, "--parse", checkout.PathOf("build.ps1"))).ShouldFail();
    }

    [Theory]
    [InlineData("")]
    [InlineData(Windows)]
    public async Task Arguments_reach_cake_as_they_were_typed(string system)
    {
        await using var checkout = On(system);

        var finished = (
            await BuildAsync(
                checkout,
                """--target=Default --platform=linux/amd64,linux/arm64 --setup --image=registry:5000/a:v1 --build-arg 'A=b c' '' 'say "so"' --platform linux/s390x,linux/arm --no-cache --flag='C:\dir\'"""
            )
        ).ShouldSucceed();

        checkout.CakeArguments.ShouldBe([
            "--target=Default",
            "--platform=linux/amd64,linux/arm64",
            "--image=registry:5000/a:v1",
            "--build-arg",
            "A=b c",
            "",
            "say \"so\"",
            "--platform",
            "linux/s390x,linux/arm",
            "--no-cache",
            """--flag=C:\dir\""",
        ]);
        finished.Output.ShouldBe("the words of Cake\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData(Windows)]
    public async Task The_exit_code_is_that_of_cake(string system)
    {
        await using var checkout = On(system);
        await File.WriteAllTextAsync(checkout.StateOf("exit-code"), "7", TestContext.Current.CancellationToken);

        (await BuildAsync(checkout, "")).ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task Standard_output_has_no_colour()
    {
        await using var checkout = On(Windows);

        (await BuildAsync(checkout, "")).ShouldSucceed().Error.ShouldBe("build.ps1: building the addin\n");

        File.ReadAllLines(checkout.StateOf("environment")).ShouldContain("NO_COLOR=1");
    }

    [Fact]
    public async Task The_addin_is_the_one_that_build_sh_makes()
    {
        await using var checkout = On(Windows);
        (await checkout.BuildAsync()).ShouldSucceed();
        var byShell = (
            checkout.LoadedAddin,
            await File.ReadAllTextAsync(checkout.PathOf("artifacts/addin/addin.cake"), TestContext.Current.CancellationToken)
        );

        (await BuildAsync(checkout, "")).ShouldSucceed().Error.ShouldBeEmpty();
        Directory.Delete(checkout.PathOf("artifacts"), recursive: true);
        (await BuildAsync(checkout, "")).ShouldSucceed();

        (
            checkout.LoadedAddin,
            await File.ReadAllTextAsync(checkout.PathOf("artifacts/addin/addin.cake"), TestContext.Current.CancellationToken)
        ).ShouldBe(byShell);
        (await checkout.BuildAsync()).ShouldSucceed().Error.ShouldBeEmpty();
        checkout.Calls("dotnet").Count(line => line == "cake --dryrun --verbosity=quiet").ShouldBe(2);
        File.Exists(checkout.PathOf("artifacts/tools/cache/script.dll")).ShouldBeTrue();
        Directory.GetDirectories(checkout.PathOf("artifacts/addin")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_source_is_built_and_old_folders_go()
    {
        await using var checkout = On(Windows);
        (await BuildAsync(checkout, "")).ShouldSucceed();
        var first = checkout.LoadedAddin;
        Directory.SetLastWriteTimeUtc(checkout.PathOf($"artifacts/addin/{first}"), DateTime.UtcNow.AddHours(-2));

        checkout.Write("src/Cake.MultiArch/Addin.cs", "// two\n");
        (await BuildAsync(checkout, "")).ShouldSucceed();

        checkout.LoadedAddin.ShouldNotBe(first);
        Directory.GetDirectories(checkout.PathOf("artifacts/addin")).ShouldBe([checkout.PathOf($"artifacts/addin/{checkout.LoadedAddin}")]);
    }

    [Theory]
    [InlineData("no-build", "Addin.cs(1,1): error CS1002: ; expected", "the addin does not build")]
    [InlineData("no-feed", "The feed did not answer.", "the tools of .config/dotnet-tools.json cannot be restored.")]
    public async Task A_step_that_fails_shows_its_output_and_cake_is_not_started(string switched, string shown, string sentence)
    {
        await using var checkout = On(Windows);
        await File.WriteAllTextAsync(checkout.StateOf(switched), "", TestContext.Current.CancellationToken);

        var finished = (await BuildAsync(checkout, "")).ShouldFail();

        finished.Error.ShouldContain(shown);
        finished.Error.ShouldContain($"build.ps1: error: {sentence}");
        checkout.CakeArguments.ShouldBeNull();
    }

    [Fact]
    public async Task A_restore_that_another_run_is_in_the_way_of_is_repeated()
    {
        await using var checkout = On(Windows);
        await File.WriteAllTextAsync(checkout.StateOf("busy"), "", TestContext.Current.CancellationToken);

        (await BuildAsync(checkout, "")).ShouldSucceed().Error.ShouldNotContain("another process");

        checkout.Calls("dotnet").Count(line => line == "tool restore").ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_program_is_named_with_the_command_that_installs_it()
    {
        await using var checkout = On(Windows);

        var finished = (await BuildAsync(checkout, "--setup --target PushMultiArch --git-url=https://example.com/a.git")).ShouldFail();

        finished.Error.ShouldBe("""
            build.ps1: error: podman is missing: it builds the images and makes the index.
            build.ps1: Install with:  winget install --exact --id RedHat.Podman
            build.ps1: error: git is missing: it clones the source.
            build.ps1: Install with:  winget install --exact --id Git.Git
            build.ps1: --setup installs nothing on Windows.

            """);
        checkout.CakeArguments.ShouldBeNull();

        checkout.AddPrograms("podman");
        (await BuildAsync(checkout, "--target=PushMultiArch")).ShouldSucceed();
    }

    [Fact]
    public async Task The_integration_tests_are_refused_on_Windows_and_the_unit_tests_are_not()
    {
        await using var checkout = On(Windows);

        (await BuildAsync(checkout, "--target=Test")).ShouldFail().Error.ShouldContain("Run ./build.sh in WSL");
        (await BuildAsync(checkout, "--target=Test --tests=unit")).ShouldSucceed();
    }

    [Fact]
    public async Task An_sdk_is_fetched_once_where_there_is_none()
    {
        await using var checkout = On(Windows);
        checkout.MoveDotNetTo(checkout.StateOf("sdk"));
        await File.WriteAllTextAsync(checkout.StateOf("dotnet-install.ps1"), $$"""
            param($JSonFile, $InstallDir, [switch] $NoPath)
            [IO.File]::AppendAllText('{{checkout.StateOf("dotnet-install")}}', "$JSonFile $NoPath`n")
            [void] [IO.Directory]::CreateDirectory($InstallDir)
            [IO.File]::Copy('{{checkout.StateOf("sdk")}}', [IO.Path]::Combine($InstallDir, 'dotnet'))
            """, TestContext.Current.CancellationToken);

        (await BuildAsync(checkout, "")).ShouldFail().Error.ShouldContain("cannot be fetched: No such host is known. (dot.net)");
        Directory.GetDirectories(checkout.Root, ".dotnet*").ShouldBeEmpty();

        checkout.Variables["DOWNLOADS"] = Path.GetDirectoryName(checkout.StateOf("sdk"))!;
        (await BuildAsync(checkout, "")).ShouldSucceed();
        (await BuildAsync(checkout, "")).ShouldSucceed();

        checkout.Calls("dotnet-install").ShouldBe([$"{checkout.PathOf("global.json")} True"]);
        Directory.GetDirectories(checkout.Root, ".dotnet*").ShouldBe([checkout.PathOf(".dotnet")]);
    }

    private static Checkout On(string system)
    {
        var checkout = new Checkout();
        checkout.Variables["OS"] = system;
        checkout.Variables["DOTNET_CLI_HOME"] = checkout.Home;
        return checkout;
    }

    private static Task<Finished> BuildAsync(Checkout checkout, string arguments) =>
        RunAsync(checkout, $"& '{checkout.PathOf("build.ps1")}' {arguments}");

    private static Task<Finished> RunAsync(Checkout checkout, params string[] arguments) =>
        PowerShellEngine.RunAsync(checkout.Home, checkout.Environment(), arguments);
}
