namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The real SDK, compiler and Cake on a copy of the repository.</summary>
public sealed class DotNetCakeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("multiarch-copy-").FullName;

    [Fact]
    public async Task Cake_works_by_itself_after_build_sh_ran_and_says_so_before()
    {
        await CopyRepositoryAsync();
        (await RunAsync("dotnet", "tool", "restore")).ShouldSucceed();

        var before = (await RunAsync("dotnet", "cake", "--target=Default")).ShouldFail();
        before.Error.ShouldContain("The addin is not built yet. Run ./build.sh");

        var built = await Task.WhenAll(RunAsync("sh", "eng/build-addin.sh"), RunAsync("sh", "eng/build-addin.sh"));
        built.ShouldAllBe(finished => finished.ExitCode == 0);
        // Built twice, each in a folder of its own, the same sources gave the same bytes.
        Directory.GetDirectories(Path.Combine(folder, "artifacts/addin")).Length.ShouldBe(1);

        (await RunAsync("dotnet", "cake", "--target=Default")).ShouldSucceed().Output.ShouldContain("PushMultiArch");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task CopyRepositoryAsync()
    {
        var files = (await Programs.RunAsync(Repository.Root, Programs.Inherited(), "git", "ls-files", "--cached", "--others", "--exclude-standard"))
            .ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var file in files.Where(file => File.Exists(Repository.PathOf(file))))
        {
            var target = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Repository.PathOf(file), target);
        }
    }

    private Task<Finished> RunAsync(string program, params string[] arguments)
    {
        var environment = Programs.Inherited();
        environment["NO_COLOR"] = "1";
        return Programs.RunAsync(folder, environment, program, arguments);
    }
}
