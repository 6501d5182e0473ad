using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Tests.Containerfiles;

public class RunStepTests
{
    [Theory]
    [InlineData("RUN make all", "make all")]
    [InlineData("RUN a && b || c ; d | e & f", "a|b|c|d|e|f")]
    [InlineData("RUN a && \\\n  # why\n  b -c", "a|b -c")]
    [InlineData("RUN --mount=type=cache,target=/c --network=none a b", "a b")]
    [InlineData("RUN A=1 B=\"x y\" a", "a")]
    [InlineData("RUN env A=1 /usr/bin/a b", "/usr/bin/a b")]
    [InlineData("RUN if a; then b; else c; fi", "a|b|c|fi")]
    [InlineData("RUN (a) && { b; }", "a|b|}")]
    [InlineData("RUN echo 'a && b' \"c; d\" e\\ f", "echo a && b c; d e f")]
    [InlineData("RUN a # b && c", "a")]
    [InlineData("RUN a $(b) `c`", "a $|b|c")]
    [InlineData("RUN sh -c 'a && b'", "sh -c a && b|a|b")]
    [InlineData("RUN bash -euxc \"a; b\" x", "bash -euxc a; b x|a|b")]
    [InlineData("RUN [\"a\", \"b && c\"]", "a b && c")]
    [InlineData("RUN [\"/bin/sh\", \"-c\", \"a && b\"]", "/bin/sh -c a && b|a|b")]
    [InlineData("RUN [ a ] && b", "[ a ]|b")]
    [InlineData("RUN <<EOF\na b\nc\nEOF", "a b|c")]
    [InlineData("RUN <<-\"EOF\" bash -e\n\ta\n\tEOF", "bash -e|a")]
    [InlineData("RUN <<EOF\n#!/bin/bash\na\nEOF", "a")]
    [InlineData("RUN <<EOF\n#!/usr/bin/env python3\na\nEOF", "")]
    [InlineData("RUN cat <<EOF > f\na b\nEOF", "cat > f")]
    [InlineData("ONBUILD RUN a", "a")]
    [InlineData("RUN", "")]
    [InlineData("RUN 'a", "a")]
    public void The_commands_of_a_step_are_told_apart(string instruction, string expected)
    {
        var run = Containerfile.Parse($"FROM x\n{instruction}\n", "Containerfile").Stages[0].Instructions[1];

        string.Join('|', RunStep.Commands(run).Select(command => string.Join(' ', command.Words))).ShouldBe(expected);
    }
}
