using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Tests.Containerfiles;

public class StageTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void A_stage_is_a_FROM_with_what_follows()
    {
        var containerfile = Containerfile.Parse("""
            ARG TAG="1.4" OTHER
            ARG DEBIAN=debian:${TAG}
            FROM --platform=$BUILDPLATFORM golang:1.23 AS build
            RUN make
            from $DEBIAN
            COPY --from=build /a /a
            CMD a
            """, "x/Containerfile");

        containerfile.Path.ShouldBe("x/Containerfile");
        containerfile.GlobalArgs.ShouldBe([
            new GlobalArg(1, "TAG", "\"1.4\""),
            new GlobalArg(1, "OTHER", null),
            new GlobalArg(2, "DEBIAN", "debian:${TAG}"),
        ]);
        containerfile.Stages.Count.ShouldBe(2);
        var (build, final) = (containerfile.Stages[0], containerfile.Stages[1]);
        (build.Index, build.Name, build.BaseName, build.BasePlatform, build.Line).ShouldBe(
            (0, "build", "golang:1.23", "$BUILDPLATFORM", 3)
        );
        build.Instructions.Select(i => i.Keyword).ShouldBe(["FROM", "RUN"]);
        (final.Index, final.Name, final.BaseName, final.BasePlatform, final.Line).ShouldBe((1, null, "$DEBIAN", null, 5));
        final.Instructions.Select(i => i.Keyword).ShouldBe(["FROM", "COPY", "CMD"]);
    }

    [Theory]
    [InlineData("FROM scratch as x", "scratch", "x")]
    [InlineData("FROM   scratch \t As  x", "scratch", "x")]
    [InlineData("FROM scratch x", "scratch", null)]
    [InlineData("FROM scratch AS", "scratch", null)]
    [InlineData("FROM", "", null)]
    [InlineData("FROM \"$BASE\" AS x", "\"$BASE\"", "x")]
    [InlineData("FROM ${A:-x y} AS z", "${A:-x", null)]
    public void FROM_is_read_as_podman_reads_it(string line, string baseName, string? name)
    {
        var stage = Containerfile.Parse(line, "Containerfile").Stages.Single();

        stage.BaseName.ShouldBe(baseName);
        stage.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("$A", "one")]
    [InlineData("${A}", "one")]
    [InlineData("x-$A-y", "x-one-y")]
    [InlineData("$A_", null)]
    [InlineData("$Missing", null)]
    [InlineData("$Empty", "")]
    [InlineData("${Missing:-two}", "two")]
    [InlineData("${Empty:-two}", "two")]
    [InlineData("${A:-two}", "one")]
    [InlineData("${A:-$Missing}", "one")]
    [InlineData("${Missing:-}", "")]
    [InlineData("${Missing:-${Missing:-three}}", "three")]
    [InlineData("${Missing:-$A/x}", "one/x")]
    [InlineData("${Missing:-$Missing}", null)]
    [InlineData("${A:+two}", "two")]
    [InlineData("${Missing:+two}", "")]
    [InlineData("${Empty:+two}", "")]
    [InlineData("${Missing:+$Missing}", "")]
    [InlineData("\"$A\"", "one")]
    [InlineData("'$A'", "$A")]
    [InlineData("\"a'$A'b\"", "a'one'b")]
    [InlineData("\\$A", "$A")]
    [InlineData("\"\\$A \\x\"", "$A \\x")]
    [InlineData("a\\b", "ab")]
    [InlineData("${Missing:-\"}\"}", "}")]
    [InlineData("${A-two}", null)]
    [InlineData("${A:?two}", null)]
    [InlineData("${A", null)]
    [InlineData("${A:-two", null)]
    [InlineData("${}", null)]
    [InlineData("$", null)]
    [InlineData("a$", null)]
    [InlineData("\"a", null)]
    [InlineData("'a", null)]
    [InlineData("plain:1", "plain:1")]
    [InlineData("", "")]
    public void Variables_are_put_in(string text, string? expected)
    {
        var values = new Dictionary<string, string> { ["A"] = "one", ["Empty"] = "" };

        Containerfile.Parse("", "Containerfile").Expand(text, values).ShouldBe(expected);
    }

    [Fact]
    public void Defaults_inside_defaults_end_somewhere() =>
        Containerfile.Parse("", "Containerfile").Expand(string.Concat(Enumerable.Repeat("${A:-", 100_000)), None).ShouldBeNull();

    [Fact]
    public void Global_variables_take_what_the_build_is_given_else_their_default()
    {
        var containerfile = Containerfile.Parse("ARG A=1\nARG B=${A}2 C='3 $A'\nARG D\nARG E=${D}x\nFROM $B", "Containerfile");

        containerfile
            .GlobalValues(None)
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["A"] = "1",
                    ["B"] = "12",
                    ["C"] = "3 $A",
                },
                ignoreOrder: true
            );
        containerfile
            .GlobalValues(
                new Dictionary<string, string>
                {
                    ["A"] = "9",
                    ["D"] = "d",
                    ["Undeclared"] = "u",
                    ["TARGETARCH"] = "arm64",
                }
            )
            .ShouldBe(
                new Dictionary<string, string>
                {
                    ["A"] = "9",
                    ["B"] = "92",
                    ["C"] = "3 $A",
                    ["D"] = "d",
                    ["E"] = "dx",
                    ["TARGETARCH"] = "arm64",
                },
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData("FROM scratch", null, true)]
    [InlineData("FROM debian", null, false)]
    [InlineData("FROM scratch AS a\nFROM a AS b\nFROM b", null, true)]
    [InlineData("FROM scratch AS a\nFROM debian", null, false)]
    [InlineData("FROM scratch AS a\nFROM debian", "a", true)]
    [InlineData("FROM debian AS a\nFROM scratch", "a", false)]
    [InlineData("FROM scratch\nFROM 0", null, true)]
    [InlineData("FROM scratch AS a\nFROM 0", null, false)]
    [InlineData("FROM scratch\nFROM debian", "0", true)]
    [InlineData("FROM scratch AS a\nFROM debian AS a\nFROM a", null, false)]
    [InlineData("FROM debian AS scratch\nFROM scratch", null, true)]
    [InlineData("FROM b\nFROM scratch AS b", "0", false)]
    [InlineData("FROM a AS a", null, false)]
    [InlineData("ARG BASE=scratch\nFROM ${BASE}", null, true)]
    [InlineData("ARG BASE=debian\nFROM ${BASE}", null, false)]
    [InlineData("ARG GIVEN=scratch\nFROM ${GIVEN}", null, false)]
    [InlineData("FROM ${GIVEN}", null, true)]
    [InlineData("ARG BASE\nFROM ${BASE}", null, true)]
    [InlineData("FROM ${BASE:?x}", null, true)]
    [InlineData("FROM", null, true)]
    [InlineData("FROM debian", "nowhere", true)]
    [InlineData("", null, true)]
    public void An_image_that_begins_with_nothing_is_recognised(string text, string? target, bool expected) =>
        Containerfile.Parse(text, "Containerfile")
            .UsesScratch(target, new Dictionary<string, string> { ["GIVEN"] = "alpine" })
            .ShouldBe(expected);

    [Fact]
    public void A_base_that_is_a_stage_leads_to_it()
    {
        var containerfile = Containerfile.Parse(
            "FROM scratch AS base-arm64\nFROM debian AS base-amd64\nFROM base-${TARGETARCH}",
            "Containerfile"
        );

        containerfile
            .BaseStage(containerfile.Stages[2], new Dictionary<string, string> { ["TARGETARCH"] = "arm64" })
            .ShouldBe(containerfile.Stages[0]);
        containerfile.BaseStage(containerfile.Stages[2], None).ShouldBeNull();
        containerfile.BaseStage(containerfile.Stages[0], None).ShouldBeNull();
        containerfile.FindStage("base-amd64").ShouldBe(containerfile.Stages[1]);
        containerfile.FindStage("2").ShouldBe(containerfile.Stages[2]);
        containerfile.FindStage("0").ShouldBeNull("a stage with a name is not called by its index");
    }
}
