using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.IntegrationTests.Plan;

/// <summary>
/// The stages that the reader names are those that podman builds, on the platforms that it names: a step says on which machine it runs.
/// What the reader refuses, podman refuses.
/// </summary>
public class StageAgreementTests(StagePodman podman) : IClassFixture<StagePodman>
{
    [Theory]
    [InlineData(null, null, "FROM scratch\nCOPY f /")]
    [InlineData(null, null, "FROM scratch AS xs\nFOO bar\nFROM scratch\nCOPY f /")]
    [InlineData(null, null, "FROM IS NOT\nFROM scratch\nCOPY f /")]
    [InlineData(null, null, "LABEL a=b\nFROM scratch\nCOPY f /")]
    [InlineData(null, null, "LABEL a=b\nFROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=1 f /g")]
    [InlineData(null, "1", "LABEL a=b\nFROM scratch\nCOPY f /\nFROM scratch")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=0 f /g")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM xs\nCOPY f /g")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch AS xs\nCOPY f /\nFROM xs\nCOPY f /g")]
    [InlineData(null, null, "FROM scratch AS 1\nCOPY f /g\nFROM scratch AS ys\nCOPY f /\nFROM scratch\nCOPY --from=1 f /h")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=\"xs\" f /")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from='xs' f /")]
    [InlineData(null, null, "FROM 'scratch' as xs\n# no\nCOPY f \\\n\n # no\n /\nfrom \"scratch\"\ncopy --from=xs f /")]
    [InlineData(null, null, "\uFEFFFROM scratch AS xs\r\nCOPY f /\r\nFROM scratch\r\nCOPY f /\r\n")]
    [InlineData(null, null, "# escape=`\nFROM scratch AS xs\nCOPY f `\n /\nFROM scratch\nCOPY --from=xs f /")]
    [InlineData(null, "xs", "FROM scratch AS xs\nCOPY f /\nFROM")]
    [InlineData(null, "ys", "FROM scratch AS xs\nCOPY f /\nFROM scratch AS ys\nCOPY f /\nFROM scratch AS zs\nCOPY f /")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch AS ys\nCOPY --from=xs f /\nFROM scratch\nCOPY --from=ys f /")]
    [InlineData(null, null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nONBUILD COPY f /\nCOPY f /")]
    [InlineData("linux/arm64", null, "FROM BASE\nRUN SAY")]
    [InlineData("linux/amd64", null, "FROM BASE\nRUN SAY\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM BASE AS unused\nRUN SAY\nFROM BASE\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY"
    )]
    [InlineData(
        "linux/s390x",
        null,
        "FROM --platform=$BUILDPLATFORM BASE AS a\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=0 /etc/passwd /p\nRUN SAY"
    )]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/s390x BASE AS a\nRUN SAY\nFROM a AS b\nRUN SAY\nFROM --platform=linux/amd64 b\nRUN SAY"
    )]
    [InlineData(
        "linux/arm64",
        null,
        "ARG P=linux/amd64\nFROM --platform=$P BASE AS a\nRUN SAY\nFROM --platform=linux/$TARGETARCH BASE\nRUN --mount=type=bind,from=a,target=/m SAY"
    )]
    [InlineData(
        "linux/arm64",
        null,
        "ARG GIVEN\nFROM --platform=$GIVEN BASE AS a\nRUN SAY\nFROM BASE AS b\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY"
    )]
    [InlineData(
        "linux/s390x",
        null,
        "ARG TARGETARCH\nFROM BASE AS on-arm64\nRUN SAY\nFROM BASE AS on-s390x\nRUN SAY\nFROM on-${TARGETARCH}\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "FROM --platform=$BUILDPLATFORM BASE AS a\nRUN SAY\nFROM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=\"${BUILDPLATFORM}\" BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=$BUILDOS/$BUILDARCH BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=${TARGETOS}/${TARGETARCH} BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG P=linux/s390x\nFROM --platform=${P} BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=${NOPE:-linux/s390x} BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG GIVEN=linux/amd64\nFROM --platform=$GIVEN BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG BUILDPLATFORM\nARG P=$BUILDPLATFORM\nFROM --platform=$P BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG A=s390x\nARG P=linux/$A\nFROM --platform=$P BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG W=amd64\nFROM --platform=$W BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG W=linux\nFROM --platform=$W BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=local BASE\nRUN SAY")]
    [InlineData("linux/amd64", null, "FROM --platform=linux/aarch64 BASE\nRUN SAY")]
    [InlineData("linux/amd64", null, "FROM --platform=linux/amd64 --platform=linux/arm64 BASE\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG I=BASE\nFROM $I\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG B=xs\nFROM BASE AS xs\nRUN SAY\nFROM ${B}\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        null,
        "ARG B=x S=s\nFROM --platform=$BUILDPLATFORM BASE AS xs\nRUN SAY\nFROM $B$S AS ys\nRUN SAY\nFROM BASE\nCOPY --from=ys /etc/passwd /p\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "ARG NAME\nFROM BASE AS ys\nRUN SAY\nFROM BASE AS xs\nRUN SAY\nFROM $NAME\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM --platform=linux/s390x BASE AS xs\nRUN SAY\nFROM ${NOPE:-xs}\nRUN SAY")]
    [InlineData("linux/arm64", null, "FROM BASE\nCOPY --from=BASE /etc/passwd /p\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM --platform=linux/s390x BASE AS b\nCOPY --from=a /etc/passwd /p\nRUN SAY\nFROM BASE\nCOPY --from=b /p /p\nRUN SAY"
    )]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM BASE AS b\nRUN SAY\nFROM BASE\nRUN --mount=from=a,target=/a --mount=type=bind,from=\"b\",target=/b SAY"
    )]
    [InlineData("linux/arm64", null, "FROM BASE\nRUN --mount=type=bind,source=f,target=/m --mount=type=tmpfs,target=/t SAY")]
    [InlineData("linux/arm64", null, "FROM BASE AS xs\nRUN SAY\nFROM BASE AS xs\nRUN SAY\nFROM xs\nRUN SAY")]
    [InlineData("linux/arm64", null, "ARG TARGETPLATFORM\nARG P=$TARGETPLATFORM\nFROM --platform=$P BASE\nRUN SAY")]
    [InlineData(
        "linux/s390x",
        null,
        "ARG TARGETARCH\nARG B=on-$TARGETARCH\nFROM BASE AS on-amd64\nRUN SAY\nFROM BASE AS on-s390x\nRUN SAY\nFROM $B\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "ARG A=s390x\nARG B=on-$A\nFROM BASE AS on-s390x\nRUN SAY\nFROM $B\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM --platform=linux/s390x BASE AS A\nRUN SAY\nFROM a\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "FROM BASE AS xs\nONBUILD RUN SAY\nFROM xs\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        null,
        "FROM --platform=linux/amd64 BASE AS xs\nONBUILD RUN SAY\nONBUILD COPY f /\nFROM xs AS ys\nFROM ys\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "FROM \\\n --platform=linux/s390x \\\n # no\n BASE \\\n AS a\nRUN \\\n\n # no\n SAY \\\n  && SAY\n")]
    [InlineData("linux/arm64", null, "# escape=`\nFROM --platform=linux/amd64 `\n BASE\nRUN `\n SAY")]
    [InlineData("linux/arm64", null, "# syntax=docker/dockerfile:1\n# FROM no\n\nFROM BASE\n# RUN no\nRUN SAY # RUN no")]
    [InlineData("linux/arm64", null, "\uFEFFFROM --platform=linux/amd64 BASE AS a\r\nRUN SAY\r\n\r\nFROM a\r\nRUN true && \\\r\n SAY\r\n")]
    [InlineData("linux/arm64", null, "from\t--platform=linux/s390x\tBASE\tas\ta\n\trun\tSAY")]
    [InlineData("linux/arm64", null, "FROM BASE\nRUN [\"sh\", \"-c\", \"SAY\"]")]
    [InlineData(
        "linux/arm64",
        null,
        "LABEL a=b\nFROM --platform=linux/amd64 BASE AS a\nRUN SAY\nFROM --platform=$TARGETPLATFORM BASE\nCOPY --from=a /etc/passwd /p\nRUN SAY"
    )]
    [InlineData("linux/arm64", null, "FROM BASE\nENV A=b\nUSER 1\nWORKDIR /w\nHEALTHCHECK CMD RUN SAY\nCMD RUN SAY\nRUN SAY")]
    [InlineData("linux/arm64", "ys", "FROM --platform=linux/amd64 BASE AS xs\nRUN SAY\nFROM BASE AS ys\nRUN SAY\nFROM BASE\nRUN SAY")]
    [InlineData(
        "linux/arm64",
        "xs",
        "FROM --platform=$BUILDPLATFORM BASE AS xs\nRUN SAY\nFROM BASE AS ys\nCOPY --from=xs /etc/passwd /p\nRUN SAY"
    )]
    public async Task The_reader_and_podman_agree(string? platform, string? target, string text)
    {
        var built = await podman.BuildAsync(platform, target, text);

        built.Succeeded.ShouldBeTrue(built.Output);
        built.Errors.ShouldBeEmpty(built.Output);
        built.Actual.ToString().ShouldBe(built.Expected.ToString(), built.Output);
    }

    [Theory]
    [InlineData(null, "FROM scratch\nFOO bar")]
    [InlineData(null, "FROM scratch x\nCOPY f /")]
    [InlineData(null, "FROM --foo=bar scratch\nCOPY f /")]
    [InlineData(null, "FROM scratch\nCOPY f")]
    [InlineData(null, "FROM scratch\nARG\nCOPY f /")]
    [InlineData(null, "FROM scratch\nENV a\nFROM scratch\nCOPY f /")]
    [InlineData(null, "FROM scratch\nLABEL a=b #c")]
    [InlineData(null, "FROM scratch\nONBUILD FROM x")]
    [InlineData(null, "FROM scratch\nSHELL sh")]
    [InlineData(null, "FROM scratch\nUSER")]
    [InlineData(null, "FROM scratch\nCOPY --from=9 f /")]
    [InlineData("nowhere", "FROM scratch AS xs\nCOPY f /")]
    [InlineData(null, "FROM --platform=linux/amd64/v2/x scratch\nCOPY f /")]
    public async Task What_is_refused_podman_refuses(string? target, string text)
    {
        var built = await podman.BuildAsync(platform: null, target, text);

        built.Errors.ShouldNotBeEmpty(built.Output);
        built.Succeeded.ShouldBeFalse(built.Output);
    }

    /// <summary>An older podman wants os/architecture.</summary>
    [Theory]
    [InlineData("linux/arm64", "amd64")]
    [InlineData("linux/arm64", "x86_64")]
    [InlineData("linux/amd64", "ARM64")]
    [InlineData("linux/arm64", "linux")]
    [InlineData("linux/arm64", "s390x")]
    public async Task A_platform_of_one_word_is_for_a_podman_that_knows_it(string platform, string word)
    {
        var built = await podman.BuildAsync(platform, target: null, $"FROM --platform={word} BASE\nRUN SAY");

        built.Succeeded.ShouldBe(podman.Version >= Containerfile.ExpandsFromPlatform, built.Output);
        built.Errors.ShouldBe(built.Succeeded ? [] : ["MA1344"], built.Output);
        if (built.Succeeded)
        {
            built.Actual.ToString().ShouldBe(built.Expected.ToString(), built.Output);
        }
    }

    /// <summary>An older podman takes the lines for instructions: it stops at one, or makes an image for which they were not run.</summary>
    [Theory]
    [InlineData(null, "FROM BASE\nRUN <<E\nSAY\nSAY\nE\nRUN SAY")]
    [InlineData(null, "FROM --platform=linux/amd64 BASE AS a\nRUN <<E\nSAY\nE\nFROM a\nRUN <<-'E'\n\tSAY\n\tE\nRUN SAY")]
    [InlineData(null, "FROM BASE\nCOPY <<A <<B /d/\nUSER 1\nA\nFROM scratch\nB\nRUN SAY")]
    [InlineData("a", "FROM BASE AS a\nRUN FROM() { eval \"$@\"; }; . /dev/stdin <<E\nFROM SAY\nE")]
    public async Task A_here_document_is_for_a_podman_that_knows_it(string? target, string text)
    {
        var built = await podman.BuildAsync("linux/arm64", target, text);

        var isKnown = podman.Version >= Containerfile.KnowsHeredocs;
        built.Errors.Distinct().ShouldBe(isKnown ? [] : ["MA1345"], built.Output);
        (built.Succeeded && built.Actual.ToString() == built.Expected.ToString()).ShouldBe(isKnown, built.Output);
    }
}
