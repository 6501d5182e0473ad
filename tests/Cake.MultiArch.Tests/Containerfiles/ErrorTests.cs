using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>
/// What is refused before podman runs, and what is left to it; the integration test StageAgreementTests compares with podman itself.
/// </summary>
public class ErrorTests
{
    [Theory]
    [InlineData("FROM scratch\nFOO bar", null, "MA1340 C:2")]
    [InlineData("FROM scratch\nCOPPY f /", null, "MA1340 C:2")]
    [InlineData("FROM", null, "MA1341 C:1")]
    [InlineData("FROM scratch x", null, "MA1341 C:1")]
    [InlineData("FROM scratch AS", null, "MA1341 C:1")]
    [InlineData("FROM scratch IS a", null, "MA1341 C:1")]
    [InlineData("FROM --platform linux/amd64 scratch", null, "MA1341 C:1")]
    [InlineData("FROM --foo=bar scratch", null, "MA1341 C:1")]
    [InlineData("FROM scratch\n\nCOPY f", null, "MA1341 C:3")]
    [InlineData("FROM scratch\nADD --chmod=644 f", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nARG", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nENV", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nENV a\nFROM scratch", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nLABEL a=b #c", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nONBUILD ENV x", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nONBUILD from x", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nSHELL sh", null, "MA1341 C:2")]
    [InlineData("FROM scratch\nCOPY --from=9 f /", null, "MA1342 C:2")]
    [InlineData("FROM scratch\nCOPY --from=-1 f /", null, "MA1342 C:2")]
    [InlineData("FROM scratch AS a\nFROM scratch AS b\nCOPY --from=2 f /\nFROM scratch", "b", "MA1342 C:3")]
    [InlineData("FROM scratch AS a\nFROM scratch", "nowhere", "MA1343 C:2")]
    [InlineData("FROM scratch AS a", "A", "MA1343 C:1")]
    [InlineData("FROM --platform=linux/amd64/v2/x scratch", null, "MA1344 C:1")]
    [InlineData("FROM --platform=amd64 scratch", null, "MA1344 C:1")]
    [InlineData("FROM --platform=$TARGETARCH scratch", null, "MA1344 C:1")]
    [InlineData("FROM scratch\nRUN\nFOO\nBAR", null, "MA1340 C:3|MA1340 C:4")]
    [InlineData("FROM x\nRUN <<E\nmake\nE", null, "MA1345 C:2")]
    [InlineData("FROM x\nRUN cat <<-E >/f\nE\nCOPY <<'A' <<B /\nA\nUSER 1\nB", null, "MA1345 C:2|MA1345 C:4")]
    [InlineData("FROM x\nONBUILD RUN <<E\nmake\nE", null, "MA1345 C:2")]
    [InlineData("FROM x AS a\nRUN cat <<E\nfrom y\nE\nFROM y", null, "MA1345 C:2")]
    public void What_podman_refuses_is_told_with_its_line(string text, string? target, string expected) =>
        Errors(text, target).ShouldBe(expected);

    [Theory]
    [InlineData("FROM scratch AS a\nFOO bar\nFROM scratch", null)]
    [InlineData("FROM IS NOT\nFROM scratch", null)]
    [InlineData("LABEL a=b\nFOO x\nFROM scratch", null)]
    [InlineData("ARG\nFROM scratch", null)]
    [InlineData("FROM scratch AS a\nFROM", "a")]
    [InlineData("FROM scratch\nARG a b=c\nENV a b c\nENV a b=c\nENV =a\nLABEL a b", null)]
    [InlineData("FROM scratch\nENV a=b\\ c d=e", null)]
    [InlineData("FROM scratch\nCMD\nENTRYPOINT\nUSER a b\nWORKDIR /a b\nMAINTAINER a b", null)]
    [InlineData("FROM scratch\nCOPY -- f /\nCOPY [\"f\",\"/\"]\nONBUILD FOO x", null)]
    [InlineData("FROM scratch\nHEALTHCHECK --interval=5s cmd true", null)]
    [InlineData("FROM scratch\nCOPY --from=99999999999999999999 f /", null)]
    [InlineData("LABEL a=b\nFROM scratch\nFROM scratch\nCOPY --from=1 f /", null)]
    [InlineData("FROM --platform=local scratch", null)]
    [InlineData("ARG W=amd64\nFROM --platform=$W scratch", null)]
    [InlineData("FROM x AS a\nRUN <<E\nmake\nE\nFROM y", null)]
    [InlineData("FROM x\nRUN echo $((1<<2)) '<<E' <<E\nUSER 1", null)]
    [InlineData("FROM --platform=linux/$NOPE scratch", null)]
    [InlineData("FROM scratch AS a\nFROM scratch AS b", "1")]
    public void What_some_podman_builds_is_not_refused(string text, string? target) => Errors(text, target).ShouldBe("");

    [Fact]
    public void A_here_document_is_for_a_podman_that_knows_it()
    {
        var file = Containerfile.Parse("FROM x\nRUN <<E\nmake\nE", "C");

        var problem = file.Errors(Request(null, new(4, 8))).ShouldHaveSingleItem();
        problem.What.ShouldBe("Podman 4.8 takes the lines behind RUN for instructions.");
        problem.Repair.ShouldBe(
            "Write the lines above line 4 into a file of the build context and run it with RUN --mount=type=bind,source=FILE,target=/run/FILE sh /run/FILE, or use podman 4.9 or newer."
        );
        file.Errors(Request(null, new(4, 9))).ShouldBeEmpty();
    }

    [Fact]
    public void A_platform_of_one_word_is_for_a_podman_that_knows_it()
    {
        var file = Containerfile.Parse(
            "FROM --platform=aarch64 x AS a\nRUN a\nFROM --platform=Linux a AS b\nFROM --platform=linux x\nCOPY --from=b / /\nRUN b",
            "C"
        );

        file.Errors(Request(null, new(4, 8)))[0].Repair.ShouldBe("Write for example --platform=linux/arm64.");
        file.Errors(Request(null, new(4, 9))).ShouldBeEmpty();
        file.BuiltStages(Request(null, new(4, 9)))
            .Select(stage => stage.Platform.ToString())
            .ShouldBe(["linux/arm64", "linux/arm64", "linux/amd64"]);
    }

    private static string Errors(string text, string? target) => string.Join('|', Containerfile.Parse(text, "C")
        .Errors(Request(target, new(4, 3, 1)))
        .Select(problem => $"{problem.Id} {problem.Where.Split(' ')[0]}"));

    private static StageRequest Request(string? target, Version podman) =>
        new(target, "linux/arm64", "linux/amd64", new Dictionary<string, string>(), podman);
}
