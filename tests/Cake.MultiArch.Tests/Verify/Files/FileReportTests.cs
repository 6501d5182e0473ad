using Cake.MultiArch.Oci;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>What a person gets to read of what was found.</summary>
public class FileReportTests
{
    private const string Image = "registry.example.com/demo/web:1";

    [Fact]
    public void Few_findings_are_all_shown() =>
        FileReport
            .Summary(new TestImage("linux/arm64").Alpine().Program("/usr/bin/a", "amd64").Program("/opt/b", "amd64").Check().Findings)
            .ShouldBe([
                "linux/arm64: /usr/bin/a is an amd64 program (ELF 64-bit, x86-64) in a system folder for programs; expected an arm64 program",
                "linux/arm64: /opt/b is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program",
            ]);

    [Fact]
    public void Of_thousands_the_causes_are_shown_and_the_others_counted()
    {
        var image = new TestImage("linux/arm64").Program("/usr/sbin/web", "amd64").Entrypoint("web");
        for (var i = 0; i < 1300; i++)
        {
            image.Library($"/usr/lib/a/lib{i}.so", "amd64");
        }

        foreach (var path in Enumerable.Range(0, 20).SelectMany(i => new[] { $"/usr/bin/{i}", $"/sbin/{i}", $"/opt/{i}", $"/srv/{i}" }))
        {
            image.Program(path, "amd64");
        }

        var report = image.Check();
        var lines = FileReport.Summary(report.Findings);

        report.Findings.Count.ShouldBe(1382);
        lines.Count.ShouldBe(11);
        lines[0]
            .ShouldBe(
                "linux/arm64: / has 1381 programs and libraries, and none is for arm64: they are for amd64 (ELF 64-bit, x86-64); expected programs for arm64"
            );
        lines[1].ShouldContain("/usr/sbin/web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts");
        lines[^1].ShouldBe("and 1372 more: 1300 below /usr/lib, 20 below /usr/bin, 20 below /opt, 32 elsewhere");
    }

    [Fact]
    public void A_path_never_breaks_a_line() =>
        new TestImage("linux/arm64")
            .Alpine()
            .Program("/opt/a\nb", "amd64")
            .Check()
            .Findings.ShouldHaveSingleItem()
            .ToString()
            .ShouldNotContain('\n');

    [Fact]
    public void The_refusal_of_a_program_says_how_to_build_it()
    {
        var problem = FileProblems.Refused(Image, [
            new TestImage("linux/amd64").Alpine().Check(),
            new TestImage("linux/arm64").Alpine().Program("/web", "amd64").Entrypoint("/web").Check(),
        ]);

        problem.Id.ShouldBe("MA1561");
        problem.What.ShouldBe("The image of linux/arm64 has programs that the platform cannot run.");
        problem.Where.ShouldBe(Image);
        problem.Repair.ShouldBe(
            "Build /web for linux/arm64. In the Containerfile, ARG TARGETARCH gives the architecture. If the file is right: --allow-foreign=/web"
        );
        problem.Details.ShouldBe([
            $"{Image}: linux/arm64: /web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts; expected an arm64 program",
        ]);
    }

    [Fact]
    public void The_refusal_of_a_wrong_base_says_how_to_look_at_it() =>
        FileProblems
            .Refused(Image, [new TestImage("linux/arm64").Debian("amd64").Check()])
            .Repair.ShouldStartWith(
                "Check the FROM line. It may name the digest of one architecture: skopeo inspect --raw docker://BASE must list linux/arm64."
            );

    [Theory]
    [InlineData("/usr/local/bin/web", "Build /usr/local/bin/web for linux/arm64. ")]
    [InlineData("/usr/bin/web", "Check the base image (skopeo inspect --raw docker://BASE) and what COPY --from takes.")]
    public void Where_a_started_program_lies_tells_where_it_comes_from(string path, string repair) =>
        FileProblems
            .Refused(Image, [new TestImage("linux/arm64").Alpine().Program(path, "amd64").Entrypoint("web").Check()])
            .Repair.ShouldStartWith(repair);

    [Fact]
    public void Findings_of_several_platforms_are_told_together()
    {
        var problem = FileProblems.Refused(Image, [
            new TestImage("linux/s390x").Alpine().Program("/usr/bin/a", "amd64").Program("/usr/bin/b", "amd64").Check(),
            new TestImage("linux/arm64").Alpine().Program("/usr/bin/a", "amd64").Program("/opt/b", "amd64").Check(),
        ]);

        problem.What.ShouldBe("The image of linux/s390x, linux/arm64 has programs that the platform cannot run.");
        problem.Why.ShouldBe("3 files are not what they should be.");
        problem.Details.Count.ShouldBe(3);
        problem.Repair.ShouldEndWith("--allow-foreign=/usr/bin/a, and so on");
    }

    [Fact]
    public void A_warning_says_how_to_allow_the_file()
    {
        var problem = FileProblems.Warned(Image, [new TestImage("linux/arm64").Alpine().Program("/opt/b", "amd64").Check()]);

        problem.Id.ShouldBe("MA1562");
        problem.Repair.ShouldBe("If they are right: --allow-foreign=/opt/b");
        problem.Details.ShouldBe([$"{Image}: linux/arm64: /opt/b is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program"]);
    }

    [Fact]
    public void The_platform_of_a_finding_is_that_of_the_entry() =>
        new TestImage("linux/arm/v7").Program("/web", "arm64").Check().Platform.ShouldBe(Platform.Parse("linux/arm/v7"));
}
