using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>What a podman is given that does not read every FROM as it is meant.</summary>
public class ContainerfileCopyTests
{
    private static readonly Version Debian12 = new(4, 3, 1);
    private static readonly Version Debian13 = new(5, 4, 2);
    private static readonly Version New = new(5, 5, 0);

    [Theory]
    [InlineData("FROM x\nRUN a\n")]
    [InlineData("FROM --platform=$TARGETPLATFORM x\nRUN a\n")]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM --platform=$TARGETPLATFORM y\nCOPY --from=a / /\n")]
    [InlineData("ARG I=x\nFROM $I\nRUN a\n")]
    [InlineData("ARG TARGETARCH\nFROM x AS on-arm64\nFROM on-$TARGETARCH\n")]
    [InlineData("FROM x AS a\nFROM ${NOPE:-a}\n")]
    [InlineData("FROM --platform=$BUILDPLATFORM x AS unused\nFROM y\n")]
    public void A_file_that_every_podman_reads_right_is_given_as_it_is(string text) => Changes(text, Debian12).ShouldBe("");

    [Fact]
    public void A_new_podman_is_given_every_file_as_it_is() =>
        Changes("ARG P=linux/amd64\nFROM --platform=$P x AS a\nFROM y\nCOPY --from=a / /\n", New).ShouldBe("");

    [Theory]
    [InlineData(
        "FROM --platform=$BUILDPLATFORM x AS a\nRUN a\nFROM scratch\nCOPY --from=a / /\n",
        "1-1 FROM --platform=linux/amd64 x AS a",
        ""
    )]
    [InlineData("FROM --platform=\"${BUILDPLATFORM}\" x\n", "1-1 FROM --platform=linux/amd64 x", "")]
    [InlineData("ARG P=linux/amd64\nFROM --platform=$P x\n", "2-2 FROM --platform=linux/amd64 x", "")]
    [InlineData("# c\nFROM \\\n # c\n --platform=$BUILDPLATFORM \\\n x AS a\nRUN a\n", "2-5 FROM --platform=linux/amd64 x AS a", "")]
    [InlineData("ARG TARGETARCH\nARG B=on-$TARGETARCH\nFROM x AS on-arm64\nFROM $B\n", "4-4 FROM on-arm64", "4-4 FROM on-arm64")]
    [InlineData(
        "ARG TARGETPLATFORM\nARG P=$TARGETPLATFORM I=x:$TARGETARCH\nFROM --platform=$P $I\n",
        "",
        "3-3 FROM --platform=linux/arm64 x:arm64"
    )]
    [InlineData("ARG W=amd64\nFROM --platform=$W x\n", "2-2 FROM --platform=linux/amd64 x", "")]
    [InlineData("ARG B=a\nFROM x AS a\nFROM ${B} AS ${B}\n", "3-3 FROM a AS ${B}", "")]
    [InlineData(
        "ARG B=a P=linux/amd64\nFROM --platform=$P x AS a\nFROM \\\n --platform=$P $B\n",
        "2-2 FROM --platform=linux/amd64 x AS a|3-4 FROM --platform=linux/amd64 a",
        ""
    )]
    [InlineData(
        "FROM --platform=$BUILDPLATFORM x AS a\nFROM y\nCOPY --from=a / /\n",
        "1-1 FROM --platform=linux/amd64 x AS a|2-2 FROM --platform=$TARGETPLATFORM y",
        "2-2 FROM --platform=$TARGETPLATFORM y"
    )]
    [InlineData(
        "FROM --platform=linux/amd64 x AS a\nFROM y AS b\nFROM z\nCOPY --from=a / /\nCOPY --from=b / /\n",
        "2-2 FROM --platform=$TARGETPLATFORM y AS b",
        "2-2 FROM --platform=$TARGETPLATFORM y AS b"
    )]
    public void What_an_old_podman_ignores_is_said_so_that_it_understands(string text, string onDebian12, string onDebian13)
    {
        Changes(text, Debian12).ShouldBe(onDebian12);
        Changes(text, Debian13).ShouldBe(onDebian13);
    }

    [Fact]
    public void Every_line_stands_where_it_stood_and_means_what_the_original_means()
    {
        const string Text =
            "# escape=`\r\nARG P=linux/amd64\r\nFROM --platform=$P `\r\n  x AS a\r\nRUN <<E\nFROM --platform=$P no\nE\nFROM y\r\nCOPY --from=a / /\r\nRUN b\r\n";
        var original = Containerfile.Parse(Text, "Containerfile");

        var copy = ContainerfileCopy.Make(original, Request(Debian12), [Request(Debian12)])!.File;

        copy.Path.ShouldBe("Containerfile");
        copy.Instructions.Select(instruction => instruction.Line).ShouldBe(original.Instructions.Select(instruction => instruction.Line));
        copy.BuiltStages(Request(Debian12)).Select(stage => $"{stage.Stage.Index} {stage.Platform}")
            .ShouldBe(original.BuiltStages(Request(New)).Select(stage => $"{stage.Stage.Index} {stage.Platform}"));
        copy.StrayPlatform(Request(Debian12)).ShouldBeNull();
        copy.Instructions[2].Heredoc.ShouldBe("FROM --platform=$P no");
    }

    [Fact]
    public void What_one_platform_needs_all_get_so_that_they_can_be_one_build()
    {
        var file = Containerfile.Parse("FROM --platform=$BUILDPLATFORM x AS a\nFROM y\nCOPY --from=a / /\n", "Containerfile");
        StageRequest[] all = [Request(Debian12, "linux/amd64"), Request(Debian12)];

        var copies = all.Select(own => ContainerfileCopy.Make(file, own, all)!.File.Text).ToList();

        copies[0].ShouldBe("FROM --platform=linux/amd64 x AS a\nFROM --platform=$TARGETPLATFORM y\nCOPY --from=a / /\n");
        copies[1].ShouldBe(copies[0]);
    }

    [Fact]
    public void A_platform_that_differs_is_each_ones_own()
    {
        var file = Containerfile.Parse(
            "ARG P=linux/$TARGETARCH\nFROM --platform=$P x AS a\nFROM --platform=$BUILDPLATFORM y\n",
            "Containerfile"
        );
        StageRequest[] all = [Request(Debian12, "linux/s390x"), Request(Debian12)];

        all.Select(own => ContainerfileCopy.Make(file, own, all)!.File.Stages[1].BasePlatform).ShouldBe(["linux/amd64", "linux/amd64"]);
    }

    [Fact]
    public void A_variable_that_the_build_overrides_is_not_relied_on()
    {
        var own = Request(Debian12) with { BuildArgs = new Dictionary<string, string> { ["TARGETPLATFORM"] = "linux/amd64" } };
        var file = Containerfile.Parse("FROM --platform=linux/amd64 x AS a\nFROM y\nCOPY --from=a / /\n", "Containerfile");

        ContainerfileCopy.Make(file, own, [own])!.Changes.Select(change => change.Text).ShouldBe(["FROM --platform=linux/arm64 y"]);
    }

    private static StageRequest Request(Version podman, string platform = "linux/arm64") =>
        new(null, Platform.Parse(platform), "linux/amd64", new Dictionary<string, string>(), podman);

    private static string Changes(string text, Version podman) => string.Join('|',
        ContainerfileCopy.Make(Containerfile.Parse(text, "Containerfile"), Request(podman), [Request(podman)])?.Changes
            .Select(change => $"{change.Line}-{change.EndLine} {change.Text}") ?? []);
}
