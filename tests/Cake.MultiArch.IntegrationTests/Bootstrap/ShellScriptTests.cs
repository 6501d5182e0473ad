namespace Cake.MultiArch.IntegrationTests.Bootstrap;

public class ShellScriptTests
{
    [Fact]
    public async Task Shellcheck_finds_nothing_in_any_script()
    {
        var scripts = (await Programs.RunAsync(Repository.Root, Programs.Inherited(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "*.sh", ".ci/run"))
            .ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        scripts.ShouldContain("build.sh");
        scripts.ShouldContain(".ci/run");

        // The first line says which shell a script is for; --shell would overrule it.
        (await Programs.RunAsync(Repository.Root, Programs.Inherited(), "shellcheck", scripts)).ShouldSucceed();
    }

    [Fact]
    public async Task Every_script_but_that_of_CI_is_for_a_POSIX_shell()
    {
        var scripts = (await Programs.RunAsync(Repository.Root, Programs.Inherited(), "git", "ls-files", "--cached", "--others", "--exclude-standard", "*.sh"))
            .ShouldSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        scripts.ShouldAllBe(script => File.ReadLines(Repository.PathOf(script)).First() == "#!/bin/sh");
    }
}
