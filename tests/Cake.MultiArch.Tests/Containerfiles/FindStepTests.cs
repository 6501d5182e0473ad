using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Tests.Containerfiles;

public class FindStepTests
{
    private static readonly Containerfile TwoStages = Containerfile.Parse("""
        ARG BASE=debian
        FROM $BASE AS one
        ARG A
        RUN make
        FROM one
        RUN make \
            install
        LABEL a=1
        """, "Containerfile");

    private static readonly Containerfile OneStage = Containerfile.Parse(
        "FROM x\n\nRUN a\nRUN a\nLABEL b=1\nRUN <<EOF\nc\nEOF",
        "Containerfile"
    );

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(1, 2, 3)]
    [InlineData(1, 3, 4)]
    [InlineData(2, 1, 5)]
    [InlineData(2, 2, 6)]
    [InlineData(2, 3, 8)]
    public void A_step_is_counted_in_its_stage_and_FROM_is_the_first(int stage, int step, int line) =>
        TwoStages.FindStep(stage, step).ShouldNotBeNull().Line.ShouldBe(line);

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(null, 9)]
    public void A_step_that_is_not_in_the_file_is_not_found(int? stage, int step) => TwoStages.FindStep(stage, step).ShouldBeNull();

    [Theory]
    [InlineData(2, 5, "RUN a", 3)]
    [InlineData(3, 5, "RUN a", 4)]
    [InlineData(5, 5, "RUN <<EOF (c)", 6)]
    public void Without_a_stage_it_is_the_only_one(int step, int steps, string text, int line) =>
        OneStage.FindStep(null, step, steps, text).ShouldNotBeNull().Line.ShouldBe(line);

    [Theory]
    [InlineData(4, 7, "RUN   a", 4)]
    [InlineData(5, 7, "LABEL b=1", 5)]
    [InlineData(6, 7, "run <<EOF (c)", 6)]
    [InlineData(1, 5, "FROM 1467a8d124ff", 1)]
    [InlineData(1, 7, "FROM 1467a8d124ff", 1)]
    public void Steps_that_others_add_do_not_lead_astray(int step, int steps, string text, int line) =>
        OneStage.FindStep(null, step, steps, text).ShouldNotBeNull().Line.ShouldBe(line);

    [Theory]
    [InlineData(2, 7, "LABEL q=1")]
    [InlineData(7, 7, "LABEL \"x\"=\"y\"")]
    [InlineData(4, 7, "LABEL q=1")]
    public void A_step_of_the_base_image_or_of_the_command_line_has_no_line(int step, int steps, string text) =>
        OneStage.FindStep(null, step, steps, text).ShouldBeNull();

    [Fact]
    public void An_instruction_before_the_first_FROM_counts_as_a_stage()
    {
        var containerfile = Containerfile.Parse("LABEL a=1\nFROM scratch\nFOO bar", "Containerfile");

        containerfile.FindStep(2, 2, 2, "FOO ").ShouldNotBeNull().Line.ShouldBe(3);
        containerfile.FindStep(1, 1).ShouldBeNull();
    }
}
