using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests;

public class QuotationTests
{
    [Theory]
    [InlineData(null, "\"\"")]
    [InlineData("linux/arm64", "\"linux/arm64\"")]
    [InlineData("a\nb\0", "\"a\\u000ab\\u0000\"")]
    [InlineData("https://ci:hunter2@r.io/web", "\"https://[REDACTED]@r.io/web\"")]
    public void A_value_is_shown_on_one_line_and_without_credentials(string? text, string shown) => Quotation.Of(text).ShouldBe(shown);

    [Fact]
    public void A_long_value_is_cut()
    {
        var shown = Quotation.Of(new string('x', 10_000));

        shown.Length.ShouldBeLessThan(320);
        shown.ShouldEndWith("x…\"");
    }
}
