using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The real SDK, compiler and Cake on a copy of the repository.</summary>
public class DotNetCakeTests
{
    [Fact]
    public async Task Cake_works_by_itself_after_build_sh_ran_and_says_so_before()
    {
        await using var copy = new TestFolder("copy");
        foreach (var file in await Sources.ListAsync())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(copy.Combine(file))!);
            File.Copy(Sources.PathOf(file), copy.Combine(file));
        }

        (await RunAsync("dotnet", "tool", "restore")).ShouldSucceed();

        (await RunAsync("dotnet", "cake", "--target=Default"))
            .ShouldFail()
            .Error.ShouldContain("The addin is not built yet. Run ./build.sh");

        var built = await Task.WhenAll(RunAsync("sh", "eng/build-addin.sh"), RunAsync("sh", "eng/build-addin.sh"));
        built.ShouldAllBe(finished => finished.ExitCode == 0);
        // Built twice, each in a folder of its own, the same sources gave the same bytes.
        Directory.GetDirectories(copy.Combine("artifacts/addin")).Length.ShouldBe(1);

        (await RunAsync("dotnet", "cake", "--target=Default")).ShouldSucceed().Output.ShouldContain("PushMultiArch");

        Task<Finished> RunAsync(string program, params string[] arguments)
        {
            var environment = Programs.Inherited();
            environment["NO_COLOR"] = "1";
            return Programs.RunAsync(copy.Path, environment, program, arguments);
        }
    }
}
