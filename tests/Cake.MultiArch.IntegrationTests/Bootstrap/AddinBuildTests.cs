using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>When the addin is built, and what Cake is given to load.</summary>
public class AddinBuildTests
{
    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task The_addin_is_built_once_and_again_when_a_source_changes(string shell)
    {
        await using var checkout = new Checkout(shell);

        (await checkout.BuildAsync()).ShouldSucceed();
        var first = checkout.LoadedAddin;
        (await checkout.BuildAsync()).ShouldSucceed().Error.ShouldBeEmpty();
        Builds(checkout).ShouldBe(1);

        checkout.Write("src/Cake.MultiArch/Addin.cs", "// two\n");
        (await checkout.BuildAsync()).ShouldSucceed();
        Builds(checkout).ShouldBe(2);
        checkout.LoadedAddin.ShouldNotBe(first);
        (await Contents(checkout)).ShouldBe("// two\n");
    }

    [Theory]
    [InlineData("src/Cake.MultiArch/Oci/New.cs", 2)]
    [InlineData("Directory.Packages.props", 2)]
    [InlineData("eng/CakeReference.targets", 2)]
    [InlineData("src/Cake.MultiArch/obj/Debug/Generated.cs", 1)]
    [InlineData("README.md", 1)]
    public async Task Only_what_the_build_reads_makes_the_addin_stale(string file, int builds)
    {
        await using var checkout = new Checkout();
        (await checkout.BuildAsync()).ShouldSucceed();

        checkout.Write(file, "changed");
        (await checkout.BuildAsync()).ShouldSucceed();

        Builds(checkout).ShouldBe(builds);
    }

    [Fact]
    public async Task Going_back_to_earlier_sources_goes_back_to_the_earlier_folder()
    {
        await using var checkout = new Checkout();
        (await checkout.BuildAsync()).ShouldSucceed();
        var first = checkout.LoadedAddin;
        checkout.Write("src/Cake.MultiArch/Addin.cs", "// two\n");
        (await checkout.BuildAsync()).ShouldSucceed();

        checkout.Write("src/Cake.MultiArch/Addin.cs", "// one\n");
        (await checkout.BuildAsync()).ShouldSucceed();

        checkout.LoadedAddin.ShouldBe(first);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task A_build_that_fails_shows_the_compilers_errors_and_cake_is_not_started_with_the_old_addin(string shell)
    {
        await using var checkout = new Checkout(shell);
        (await checkout.BuildAsync()).ShouldSucceed();
        File.Delete(checkout.StateOf("arguments"));
        checkout.Write("src/Cake.MultiArch/Addin.cs", "broken");
        await File.WriteAllTextAsync(checkout.StateOf("no-build"), "", TestContext.Current.CancellationToken);

        for (var attempt = 0; attempt < 2; attempt++)
        {
            var finished = (await checkout.BuildAsync()).ShouldFail();
            finished.Error.ShouldContain("build.sh: error: the addin does not build:\nAddin.cs(1,1): error CS1002: ; expected\n");
            finished.Output.ShouldBeEmpty();
        }

        checkout.CakeArguments.ShouldBeNull();
        Directory.GetDirectories(checkout.PathOf("artifacts/addin"), ".stage-*").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Several_at_once_all_succeed_and_leave_one_addin(string shell)
    {
        await using var checkout = new Checkout(shell);
        await File.WriteAllTextAsync(checkout.StateOf("slow-build"), "", TestContext.Current.CancellationToken);

        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => checkout.BuildAsync()));

        all.ShouldAllBe(finished => finished.ExitCode == 0);
        Directory.GetDirectories(checkout.PathOf("artifacts/addin")).ShouldBe([checkout.PathOf($"artifacts/addin/{checkout.LoadedAddin}")]);
        (await Contents(checkout)).ShouldBe("// one\n");
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task The_script_is_compiled_aside_so_that_runs_at_once_do_not_write_the_same_file_of_the_cache(string shell)
    {
        await using var checkout = new Checkout(shell);

        foreach (var (text, times) in new[] { ("// script one\n", 1), ("// script one\n", 1), ("// script two\n", 2) })
        {
            checkout.Write("build.cake", text);
            (await checkout.BuildAsync("--target=Default")).ShouldSucceed().Output.ShouldBe("the words of Cake\n");

            checkout.Calls("dotnet").Count(line => line == "cake --dryrun --verbosity=quiet").ShouldBe(times);
            File.ReadAllText(checkout.PathOf("artifacts/tools/cache/script.dll")).ShouldBe(text);
            Directory.GetDirectories(checkout.PathOf("artifacts/addin"), ".stage-*").ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_mistake_in_the_script_is_left_to_Cake_to_tell()
    {
        await using var checkout = new Checkout();
        await File.WriteAllTextAsync(checkout.StateOf("no-script"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(checkout.StateOf("exit-code"), "1", TestContext.Current.CancellationToken);

        (await checkout.BuildAsync("--target=Default")).ShouldFail().Output.ShouldBe("the words of Cake\n");

        checkout.CakeArguments.ShouldBe(["--target=Default"]);
    }

    [Fact]
    public async Task A_killed_build_does_not_stop_the_next()
    {
        await using var checkout = new Checkout();
        await File.WriteAllTextAsync(checkout.StateOf("slow-build"), "", TestContext.Current.CancellationToken);

        var (id, ended) = checkout.Start();
        await Waiting.UntilAsync(() => Builds(checkout) == 1, "the build did not start");
        UnixSignal.Send(id, UnixSignal.Kill);
        await ended;

        (await checkout.BuildAsync()).ShouldSucceed();
        (await Contents(checkout)).ShouldBe("// one\n");
    }

    [Fact]
    public async Task Folders_of_earlier_addins_and_of_killed_builds_go_after_an_hour()
    {
        await using var checkout = new Checkout();
        foreach (var (name, age) in new[] { ("0123456789abcdef", 2.0), (".stage-killed", 2.0), ("fedcba9876543210", 0.5) })
        {
            checkout.Write($"artifacts/addin/{name}/Cake.MultiArch.dll", "old");
            Directory.SetLastWriteTimeUtc(checkout.PathOf($"artifacts/addin/{name}"), DateTime.UtcNow.AddHours(-age));
        }

        (await checkout.BuildAsync()).ShouldSucceed();

        Directory.GetDirectories(checkout.PathOf("artifacts/addin")).Select(Path.GetFileName)
            .ShouldBe([checkout.LoadedAddin, "fedcba9876543210"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_script_loads_the_addin_and_the_recipe()
    {
        await using var checkout = new Checkout();

        (await checkout.BuildAsync()).ShouldSucceed();

        File.ReadAllLines(checkout.PathOf("artifacts/addin/addin.cake"))
            .ShouldBe([
                "#define MULTIARCH_ADDIN",
                $"#r \"{checkout.LoadedAddin}/Cake.MultiArch.dll\"",
                "#load \"../../recipes/multiarch.cake\"",
            ]);
        Directory
            .GetFiles(checkout.PathOf($"artifacts/addin/{checkout.LoadedAddin}"))
            .Select(Path.GetFileName)
            .ShouldBe(
                ["Cake.MultiArch.dll", "Cake.MultiArch.pdb", "Cake.MultiArch.xml", "CliWrap.dll", "ZstdSharp.dll", "inputs.sha256"],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_folder_that_MSBuild_cannot_build_in_is_named()
    {
        await using var checkout = new Checkout();
        var odd = checkout.PathOf("feature%2Flogin");
        Directory.CreateDirectory(odd);
        foreach (
            var name in (string[])
                [
                    "build.sh",
                    "eng",
                    "src",
                    "global.json",
                    ".editorconfig",
                    "Directory.Build.props",
                    "Directory.Build.targets",
                    "Directory.Packages.props",
                ]
        )
        {
            if (Directory.Exists(checkout.PathOf(name)))
                Directory.Move(checkout.PathOf(name), Path.Combine(odd, name));
            else
                File.Move(checkout.PathOf(name), Path.Combine(odd, name));
        }

        var finished = await Programs.RunAsync(odd, checkout.Environment(), "sh", "./build.sh");

        finished.ShouldFail().Error.ShouldContain($"MSBuild cannot build in {odd}: a percent sign");
    }

    private static int Builds(Checkout checkout) =>
        checkout.Calls("dotnet").Count(line => line.StartsWith("build ", StringComparison.Ordinal));

    private static Task<string> Contents(Checkout checkout) => File.ReadAllTextAsync(
        checkout.PathOf($"artifacts/addin/{checkout.LoadedAddin}/Cake.MultiArch.dll"), TestContext.Current.CancellationToken);
}
