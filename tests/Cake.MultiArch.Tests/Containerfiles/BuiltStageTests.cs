using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>
/// Which stages podman builds and on which platform; the integration test StagePlatformTests compares the rule with podman itself.
/// </summary>
public class BuiltStageTests
{
    private static readonly Version Debian12 = new(4, 3, 1);
    private static readonly Version New = new(5, 5, 0);

    [Theory]
    [InlineData("FROM x\nRUN a", null, "0 linux/arm64 2")]
    [InlineData("FROM x\nCOPY a /\nWORKDIR /w\nUSER u\nCMD a", null, "0 linux/arm64")]
    [InlineData("FROM x AS unused\nRUN a\nFROM y\nRUN b", null, "1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM a\nRUN b", null, "0 linux/arm64 2|1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nCOPY --chown=1 --from=a /f /", null, "0 linux/arm64 2|1 linux/arm64")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nCOPY --from=0 /f /", null, "0 linux/arm64 2|1 linux/arm64")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nRUN --mount=type=bind,from=a,target=/m b", null, "0 linux/arm64 2|1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nRUN --mount=type=cache,target=/m b", null, "1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nRUN cp --from=a", null, "1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nCOPY --from=registry.example.com/a:1 /f /", null, "1 linux/arm64")]
    [InlineData(
        "FROM x AS a\nFROM a AS b\nFROM b AS c\nFROM y\nCOPY --from=c / /",
        null,
        "0 linux/arm64|1 linux/arm64|2 linux/arm64|3 linux/arm64"
    )]
    [InlineData("ARG W=a\nFROM x AS a\nFROM x AS b\nFROM y\nCOPY --from=$W / /", null, "0 linux/arm64|2 linux/arm64")]
    [InlineData("FROM x AS f-arm64\nFROM x AS f-amd64\nFROM f-${TARGETARCH}", null, "0 linux/arm64|2 linux/arm64")]
    [InlineData("FROM x AS a\nFROM x AS b\nFROM y\nARG W=a\nCOPY --from=$W / /", null, "0 linux/arm64|1 linux/arm64|2 linux/arm64")]
    [InlineData("FROM x AS a\nRUN a\nFROM y AS b\nRUN b\nFROM z\nRUN c", "b", "1 linux/arm64 4")]
    [InlineData("FROM x AS a\nRUN a\nFROM y\nRUN b", "nowhere", "0 linux/arm64 2|1 linux/arm64 4")]
    [InlineData("FROM x AS a\nONBUILD RUN make\nFROM a\nCMD a", null, "0 linux/arm64|1 linux/arm64 2")]
    [InlineData("FROM x AS a\nFROM y\nONBUILD COPY --from=a / /", null, "0 linux/arm64|1 linux/arm64")]
    [InlineData("FROM x\nRUN <<EOF\nFROM y AS z\nEOF", null, "0 linux/arm64 2")]
    [InlineData("FROM x AS 1\nFROM x AS b\nFROM y\nCOPY --from=1 / /", null, "1 linux/arm64|2 linux/arm64")]
    [InlineData("LABEL a=b\nFROM x AS a\nFROM x\nFROM y\nCOPY --from=1 / /", null, "0 linux/arm64|2 linux/arm64")]
    [InlineData("LABEL a=b\nFROM x\nFROM x\nFROM y", "1", "0 linux/arm64")]
    [InlineData("FROM x AS a\nFROM x AS b\nFROM y", "1", "1 linux/arm64")]
    [InlineData("FROM x AS a\nFROM x AS \"b\"\nFROM y\nCOPY --from='b' / /", null, "1 linux/arm64|2 linux/arm64")]
    [InlineData("FROM x AS a\nFROM y\nRUN --mount=type=bind,\"from=a\",target=/m b", null, "0 linux/arm64|1 linux/arm64 3")]
    [InlineData("", null, "")]
    public void The_stages_that_are_needed_are_built(string text, string? target, string expected) =>
        Built(text, New, target: target).ShouldBe(expected);

    [Theory]
    [InlineData("linux/s390x", "linux/s390x", "linux/s390x")]
    [InlineData("linux/amd64", "linux/amd64", "linux/amd64")]
    [InlineData("\"linux/amd64\"", "linux/amd64", "linux/amd64")]
    [InlineData("local", "linux/amd64", "linux/amd64")]
    [InlineData("$TARGETPLATFORM", "linux/arm64", "linux/arm64")]
    [InlineData("linux/$TARGETARCH", "linux/arm64", "linux/arm64")]
    [InlineData("$BUILDPLATFORM", "linux/amd64", "linux/arm64")]
    [InlineData("${BUILDPLATFORM:-linux/arm64}", "linux/amd64", "linux/arm64")]
    [InlineData("$BUILDOS/$BUILDARCH", "linux/amd64", "linux/arm64")]
    [InlineData("$DEFAULT", "linux/amd64", "linux/arm64")]
    [InlineData("$GIVEN", "linux/s390x", "linux/s390x")]
    [InlineData("$MISSING", "linux/arm64", "linux/arm64")]
    [InlineData("nonsense", "linux/arm64", "linux/arm64")]
    [InlineData("windows/amd64", "linux/arm64", "linux/arm64")]
    public void The_platform_of_a_stage_is_what_FROM_says_as_far_as_podman_understands_it(
        string written,
        string expected,
        string expectedOnDebian12
    )
    {
        var text = $"ARG DEFAULT=linux/amd64\nARG GIVEN\nARG MISSING\nFROM --platform={written} x\nRUN a";
        var given = new Dictionary<string, string> { ["GIVEN"] = "linux/s390x" };

        Built(text, New, given: given).ShouldBe($"0 {expected} 5");
        Built(text, Debian12, given: given).ShouldBe($"0 {expectedOnDebian12} 5");
    }

    [Fact]
    public void Where_the_target_is_native_a_foreign_platform_that_an_old_podman_may_understand_counts() =>
        Built("ARG P=linux/s390x\nFROM --platform=$P x\nRUN a", Debian12, platform: "linux/amd64").ShouldBe("0 linux/s390x 3");

    /// <summary>Podman ignores the platform of a FROM that names a stage: the programs are those of that stage.</summary>
    [Fact]
    public void A_stage_on_a_stage_has_its_platform() =>
        Built("FROM --platform=linux/s390x x AS a\nFROM a AS b\nFROM --platform=linux/amd64 b\nRUN a", New)
            .ShouldBe("0 linux/s390x|1 linux/s390x|2 linux/s390x 4");

    [Theory]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM y\nCOPY --from=a / /", "2 after 1")]
    [InlineData(
        "FROM --platform=linux/amd64 x AS a\nFROM y AS b\nFROM --platform=$TARGETPLATFORM z\nCOPY --from=a / /\nCOPY --from=b / /",
        "2 after 1"
    )]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM --platform=$TARGETPLATFORM y\nCOPY --from=a / /", null)]
    [InlineData(
        "FROM --platform=linux/amd64 x AS a\nFROM --platform=$TARGETPLATFORM y AS b\nFROM z\nCOPY --from=a / /\nCOPY --from=b / /",
        null
    )]
    [InlineData("FROM --platform=linux/arm64 x AS a\nFROM y\nCOPY --from=a / /", null)]
    [InlineData("FROM --platform=linux/amd64 x AS unused\nFROM y", null)]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM a", null)]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM scratch\nCOPY --from=a / /", null)]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM scratch\nCOPY --from=a / /\nCOPY --from=image:1 /f /f", "2 after 1")]
    [InlineData(
        "FROM --platform=linux/amd64 x AS a\nFROM --platform=$TARGETPLATFORM scratch\nCOPY --from=a / /\nCOPY --from=image:1 /f /f",
        null
    )]
    [InlineData("FROM --platform=linux/amd64 x AS a\nFROM a AS b\nCOPY --from=image:1 /f /f\nFROM scratch\nCOPY --from=b / /", null)]
    [InlineData(
        "FROM y AS t\nFROM --platform=linux/amd64 x AS a\nFROM t\nCOPY --from=a / /\nRUN --mount=type=bind,from=image:1,target=/m b",
        "3 after 2"
    )]
    [InlineData("FROM x AS a\nFROM --platform=linux/amd64 y\nCOPY --from=a / /", null)]
    public void A_platform_that_goes_on_to_a_later_stage_is_found(string text, string? expected)
    {
        Stray(text, Debian12).ShouldBe(expected);
        Stray(text, new(5, 4, 2)).ShouldBe(expected);
        Stray(text, New).ShouldBeNull();
    }

    [Fact]
    public void A_platform_that_podman_ignores_goes_nowhere()
    {
        const string Text = "FROM --platform=$BUILDPLATFORM x AS a\nFROM y\nCOPY --from=a / /";

        Stray(Text, Debian12).ShouldBeNull();
        Stray(Text, new(4, 9, 3)).ShouldBe("2 after 1");
    }

    [Property(Arbitrary = [typeof(ContainerfileTexts)], MaxTest = 500)]
    public void Any_text_has_stages_in_order(string text)
    {
        var file = Containerfile.Parse(text, "Containerfile");
        var request = Request(Debian12, "linux/arm64", null, []);

        var indices = file.BuiltStages(request).Select(stage => stage.Stage.Index).ToList();

        indices.ShouldBe(indices.Order());
        file.StrayPlatform(request);
        file.Errors(request).ShouldAllBe(problem => problem.Where.StartsWith("Containerfile:", StringComparison.Ordinal));
        foreach (var step in file.BuiltStages(request).SelectMany(stage => stage.Steps))
        {
            RunStep.Commands(step).ShouldAllBe(command => command.Words.Count > 0);
        }
    }

    private static StageRequest Request(Version podman, Platform platform, string? target, Dictionary<string, string> given) =>
        new(target, platform, "linux/amd64", given, podman);

    private static string Built(
        string text,
        Version podman,
        string platform = "linux/arm64",
        string? target = null,
        Dictionary<string, string>? given = null
    ) =>
        string.Join(
            '|',
            Containerfile
                .Parse(text, "Containerfile")
                .BuiltStages(Request(podman, platform, target, given ?? []))
                .Select(stage =>
                    string.Join(
                        ' ',
                        [stage.Stage.Index.ToString(), stage.Platform.ToString(), .. stage.Steps.Select(step => step.Line.ToString())]
                    )
                )
        );

    private static string? Stray(string text, Version podman) =>
        Containerfile.Parse(text, "Containerfile").StrayPlatform(Request(podman, "linux/arm64", null, [])) is { } stray
            ? $"{stray.Stage.Line} after {stray.Earlier.Line}"
            : null;
}
