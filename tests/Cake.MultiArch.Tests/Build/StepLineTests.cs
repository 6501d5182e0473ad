using Cake.MultiArch.Podman.Build;

namespace Cake.MultiArch.Tests.Build;

public class StepLineTests
{
    [Theory]
    [InlineData("STEP 1/3: FROM scratch", null, null, 1, 3, "FROM scratch")]
    [InlineData("[1/2] STEP 2/4: RUN make", null, 1, 2, 4, "RUN make")]
    [InlineData("[linux/arm64] STEP 2/2: COPY . /", "linux/arm64", null, 2, 2, "COPY . /")]
    [InlineData(
        "[linux/arm/v7] [2/2] STEP 4/4: RUN if [ \"$(uname -m)\" = x ]; then STEP 1/1: fi",
        "linux/arm/v7",
        2,
        4,
        4,
        "RUN if [ \"$(uname -m)\" = x ]; then STEP 1/1: fi"
    )]
    public void A_line_that_begins_a_step_tells_platform_stage_and_number(
        string line,
        string? platform,
        int? stage,
        int number,
        int count,
        string instruction
    ) => StepLine.Parse(line).ShouldBe(new StepLine(platform, stage, number, count, instruction));

    [Theory]
    [InlineData("")]
    [InlineData("--> 737d91a13b4")]
    [InlineData("echo STEP 1/3: not podman's")]
    [InlineData("[linux/arm64] COMMIT")]
    public void Any_other_line_is_none(string line) => StepLine.Parse(line).ShouldBeNull();
}
