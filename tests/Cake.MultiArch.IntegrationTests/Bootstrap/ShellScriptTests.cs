using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

public class ShellScriptTests
{
    [Fact]
    public async Task Shellcheck_finds_nothing_in_any_script()
    {
        var scripts = await Sources.ListAsync("*.sh", ".ci/run");
        scripts.ShouldContain("build.sh");
        scripts.ShouldContain(".ci/run");

        // The first line says which shell a script is for.
        var finished = await TestProgram.RunAsync("shellcheck", scripts.Select(Sources.PathOf));

        finished.ExitCode.ShouldBe(0, finished.Output);
    }

    [Fact]
    public async Task What_a_build_needs_asks_for_no_more_than_a_POSIX_shell()
    {
        var scripts = await Sources.ListAsync("build.sh", "eng/*.sh");

        scripts.ShouldNotBeEmpty();
        scripts.ShouldAllBe(script => File.ReadLines(Sources.PathOf(script)).First() == "#!/bin/sh");
    }
}
