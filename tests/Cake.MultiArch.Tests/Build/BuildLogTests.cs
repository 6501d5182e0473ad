using Cake.Core.Diagnostics;
using Cake.MultiArch.Build;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Build;

public class BuildLogTests
{
    private readonly TestCake _cake = new("/");

    [Fact]
    public void At_normal_verbosity_there_is_a_line_a_platform_and_step_and_nothing_else()
    {
        Hear(
            ["linux/amd64", "linux/arm64"],
            "[linux/arm64] STEP 1/2: FROM base",
            "[linux/arm64] STEP 2/2: RUN make",
            "cc -o x x.c",
            "--> 737d91a13b4"
        );

        _cake.Log.LinesAt(Verbosity.Normal).ShouldBe(["[linux/arm64] step 1: FROM base", "[linux/arm64] step 2: RUN make"]);
    }

    [Fact]
    public void A_build_of_one_platform_is_prefixed_with_it()
    {
        Hear(["linux/s390x"], "[1/2] STEP 2/4: RUN make", "cc -o x x.c");

        _cake.Log.Lines.ShouldBe(["[linux/s390x] stage 1 step 2: RUN make", "[linux/s390x] cc -o x x.c"]);
    }

    [Fact]
    public void The_platform_that_was_at_the_failing_step_is_the_one_that_failed()
    {
        var log = Hear(
            ["linux/amd64", "linux/arm64", "linux/s390x"],
            "[linux/amd64] STEP 2/2: RUN make",
            "[linux/arm64] STEP 2/2: RUN make",
            "[linux/s390x] STEP 1/2: FROM base",
            "[linux/amd64] COMMIT"
        );

        log.FailedAt("RUN make").Select(failed => failed.Platform).ShouldBe([Platform.Parse("linux/arm64")]);
    }

    [Fact]
    public void Platforms_that_were_at_the_same_step_are_all_named()
    {
        var log = Hear(["linux/amd64", "linux/arm64"], "[linux/amd64] STEP 2/2: RUN make", "[linux/arm64] STEP 2/2: RUN make");

        log.FailedAt("RUN make").Count.ShouldBe(2);
    }

    [Fact]
    public void The_last_thirty_lines_are_kept()
    {
        var log = Hear(["linux/amd64"], [.. Enumerable.Range(1, 100).Select(number => $"line {number}")]);

        log.Tail.Count.ShouldBe(30);
        log.Tail[0].ShouldBe("line 71");
        log.Tail[^1].ShouldBe("line 100");
    }

    private BuildLog Hear(string[] platforms, params string[] lines)
    {
        var log = new BuildLog(Host.From(_cake.Context), [.. platforms.Select(Platform.Parse)], new MadeImages(RunJournal.None));
        foreach (var line in lines)
        {
            log.Hear(new ProcessLine(IsError: false, line));
        }

        return log;
    }
}
