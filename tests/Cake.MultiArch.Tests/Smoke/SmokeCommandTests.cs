using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Smoke;

public sealed class SmokeCommandTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(300);

    [Theory]
    [InlineData("/app", "/app")]
    [InlineData("  /app  --version\t-x \n", "/app", "--version", "-x")]
    [InlineData("sh -c 'a \"b\" \\n $C | d'", "sh", "-c", "a \"b\" \\n $C | d")]
    [InlineData("sh -c \"a 'b' \\\"c\\\" \\$D \\` \\\\ \\n $E && f\"", "sh", "-c", "a 'b' \"c\" $D ` \\ \\n $E && f")]
    [InlineData("a\\ b \\| \\$c 'd'\"e\"f", "a b", "|", "$c", "def")]
    [InlineData("/app '' \"\"", "/app", "", "")]
    [InlineData("/app 'a\tb'", "/app", "a\tb")]
    [InlineData("/app a=$ 5$ $1 *.so ~ {x,y} #z !", "/app", "a=$", "5$", "$1", "*.so", "~", "{x,y}", "#z", "!")]
    public void Words_are_split_as_a_shell_does_it_and_nothing_is_expanded(string text, params string[] words) =>
        SmokeCommand.Parse(text, Limit, "--smoke").Words.ShouldBe(words);

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    [InlineData("''")]
    [InlineData("\"\" --version")]
    public void A_command_without_a_program_is_refused(string text) => Refused(text).What.ShouldBe("--smoke names no program.");

    [Theory]
    [InlineData("sh -c 'x", "the quote '")]
    [InlineData("sh -c \"x", "the quote \"")]
    [InlineData("sh -c \"x\\\"", "the quote \"")]
    [InlineData("/app \\", "a backslash")]
    public void What_is_not_closed_is_refused(string text, string what) => Refused(text).Why.ShouldContain($"follow {what}");

    [Theory]
    [InlineData("/app\n--version")]
    [InlineData("sh -c 'a\nb'")]
    [InlineData("/app \u001b[31m")]
    [InlineData("/app \"\0\"")]
    [InlineData("/app \\\n")]
    public void Control_characters_are_refused(string text) => Refused(text + " x").Repair.ShouldStartWith("Write it on one line.");

    [Theory]
    [InlineData("/app --version | grep 1", "|")]
    [InlineData("/app&&/other", "&&")]
    [InlineData("/app || true", "||")]
    [InlineData("/app &", "&")]
    [InlineData("/app; /other", ";")]
    [InlineData("/app > /dev/null", ">")]
    [InlineData("/app 2>&1", ">")]
    [InlineData("/app < file", "<")]
    [InlineData("(/app)", "(")]
    [InlineData("/app `date`", "`")]
    [InlineData("/app $HOME", "$H")]
    [InlineData("/app ${HOME}", "${")]
    [InlineData("/app $(date)", "$(")]
    public void What_only_a_shell_acts_on_is_refused_outside_of_quotes_and_the_shell_is_named(string text, string what)
    {
        var problem = Refused(text);

        problem.What.ShouldBe($"--smoke has {what} outside of quotes, but no shell reads it.");
        problem.Repair.ShouldStartWith("If the image has a shell: sh -c '");
        SmokeCommand
            .Parse(problem.Repair.Split(": ", 2)[1].Split($". If the program should get {what}")[0], Limit, "--smoke")
            .Words.ShouldBe(["sh", "-c", text]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(86401)]
    public void A_limit_that_is_no_time_or_more_than_a_day_is_refused(int seconds)
    {
        var problem = Should.Throw<MultiArchException>(() => SmokeCommand.Parse("/app", TimeSpan.FromSeconds(seconds), "--smoke")).Problem;

        problem.Id.ShouldBe("MA1630");
        problem.Where.ShouldBe("--smoke-limit");
        problem.Why.ShouldBe("Allowed values: 1 to 86400.");
    }

    private static Problem Refused(string text)
    {
        var problem = Should.Throw<MultiArchException>(() => SmokeCommand.Parse(text, Limit, "--smoke")).Problem;
        problem.Id.ShouldBe("MA1630");
        problem.Where.ShouldBe("--smoke");
        return problem;
    }
}
