using Cake.MultiArch.Containerfiles;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Containerfiles;

public class InstructionTests
{
    [Fact]
    public void Instructions_have_the_lines_that_an_editor_shows() => Lines("""
        # syntax=docker/dockerfile:1

        ARG BASE=scratch
        from ${BASE} AS one
        # a comment
          COPY a \
          # inside

             b /

        RUN make
        """).ShouldBe([
            "3-3 ARG BASE=scratch",
            "4-4 FROM ${BASE} AS one",
            "6-9 COPY a      b /",
            "11-11 RUN make",
        ]);

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_do_not_matter() =>
        Lines("\uFEFFFROM scratch\r\nLABEL a=\"b \\\r\n  c\"\r\n\r\nLABEL d=1\r\n")
            .ShouldBe(["1-1 FROM scratch", "2-3 LABEL a=\"b   c\"", "5-5 LABEL d=1"]);

    [Theory]
    [InlineData("FROM a\nRUN x \\  \t\n  y\nUSER z", "1-1 FROM a|2-3 RUN x   y|4-4 USER z")]
    [InlineData("FROM a\nRUN x \\", "1-1 FROM a|2-2 RUN x")]
    [InlineData("FROM a\n\\\nRUN x", "1-1 FROM a|3-3 RUN x")]
    [InlineData("FROM a\n# x \\\nRUN y", "1-1 FROM a|3-3 RUN y")]
    [InlineData("FROM a\nRUN x \\\n\n# c\n", "1-1 FROM a|2-2 RUN x")]
    [InlineData("FROM a\nRUN\tx", "1-1 FROM a|2-2 RUN x")]
    [InlineData("FROM a\nRUN", "1-1 FROM a|2-2 RUN")]
    [InlineData("FROM a\nLABEL x=\"#\\\n#y\\\nz\"", "1-1 FROM a|2-4 LABEL x=\"#z\"")]
    [InlineData("FROM a\nONBUILD RUN x", "1-1 FROM a|2-2 ONBUILD RUN x")]
    [InlineData("", "")]
    [InlineData("\n# nothing\n", "")]
    public void Lines_are_joined_as_podman_joins_them(string text, string expected) =>
        string.Join('|', Lines(text)).ShouldBe(expected);

    [Theory]
    [InlineData("# escape=`\nFROM a\nRUN x `\n y\nCOPY c:\\ d", "2-2 FROM a|3-4 RUN x  y|5-5 COPY c:\\ d")]
    [InlineData("#Escape = `\nFROM a\nRUN x `\n y", "2-2 FROM a|3-4 RUN x  y")]
    [InlineData("# syntax=x\n# escape=`\nFROM a\nRUN x `\n y", "3-3 FROM a|4-5 RUN x  y")]
    [InlineData("# a comment\n# escape=`\nFROM a\nRUN x \\\n y", "3-3 FROM a|4-5 RUN x  y")]
    [InlineData("\n# escape=`\nFROM a\nRUN x \\\n y", "3-3 FROM a|4-5 RUN x  y")]
    [InlineData("# escape=!\nFROM a\nRUN x \\\n y", "2-2 FROM a|3-4 RUN x  y")]
    public void The_escape_sign_is_the_one_of_the_directive(string text, string expected) =>
        string.Join('|', Lines(text)).ShouldBe(expected);

    [Fact]
    public void The_text_of_a_here_document_holds_no_instructions() => Lines("""
        FROM a
        RUN <<EOF
        FROM b
        # no comment
        RUN c \
        EOF
        COPY <<-"END" <<'X' /d/
        FROM e
        	END
        FROM f
        X
        RUN 3<<A cat <<B
        A
        B
        ONBUILD RUN <<Z
        FROM g
        Z
        USER h
        """).ShouldBe([
            "1-1 FROM a",
            "2-6 RUN <<EOF",
            "7-11 COPY <<-\"END\" <<'X' /d/",
            "12-14 RUN 3<<A cat <<B",
            "15-17 ONBUILD RUN <<Z",
            "18-18 USER h",
        ]);

    [Theory]
    [InlineData("RUN echo \"<<EOF\"")]
    [InlineData("RUN echo $((1 << 2))")]
    [InlineData("RUN x <<<EOF")]
    [InlineData("RUN [\"sh\", \"-c\", \"cat <<EOF\"]")]
    [InlineData("ENV a=b <<EOF")]
    [InlineData("RUN cat <<NEVER_ENDED")]
    [InlineData("RUN cat <<")]
    public void What_only_looks_like_a_here_document_takes_no_lines(string instruction) =>
        Lines($"FROM a\n{instruction}\nUSER b\nEOF").Take(3).ShouldBe(["1-1 FROM a", $"2-2 {instruction}", "3-3 USER b"]);

    [Property(Arbitrary = [typeof(ContainerfileTexts)], MaxTest = 1000)]
    public void Any_text_is_read_and_every_instruction_is_where_it_says(string text)
    {
        var lines = text.TrimStart('\uFEFF').Split('\n');
        var containerfile = Containerfile.Parse(text, "Containerfile");

        var end = 0;
        foreach (var instruction in containerfile.Instructions)
        {
            instruction.Line.ShouldBeGreaterThan(end);
            instruction.EndLine.ShouldBeInRange(instruction.Line, lines.Length);
            lines[instruction.Line - 1].TrimStart().ToUpperInvariant().ShouldStartWith(instruction.Keyword[..1]);
            end = instruction.EndLine;
        }

        containerfile.Stages.SelectMany(stage => stage.Instructions).Count().ShouldBeLessThanOrEqualTo(containerfile.Instructions.Count);
        containerfile.UsesScratch(null, new Dictionary<string, string>());
    }

    private static IEnumerable<string> Lines(string text) =>
        Containerfile.Parse(text, "Containerfile").Instructions.Select(i => $"{i.Line}-{i.EndLine} {i}");
}
