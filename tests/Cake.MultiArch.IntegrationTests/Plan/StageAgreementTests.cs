using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Plan;

/// <summary>The stages that the reader names are those that podman shows when it builds; what it refuses, podman refuses.</summary>
public partial class StageAgreementTests
{
    [Theory]
    [InlineData(null, "FROM scratch\nCOPY f /")]
    [InlineData(null, "FROM scratch AS xs\nFOO bar\nFROM scratch\nCOPY f /")]
    [InlineData(null, "FROM IS NOT\nFROM scratch\nCOPY f /")]
    [InlineData(null, "LABEL a=b\nFROM scratch\nCOPY f /")]
    [InlineData(null, "LABEL a=b\nFROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=1 f /g")]
    [InlineData("1", "LABEL a=b\nFROM scratch\nCOPY f /\nFROM scratch")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=0 f /g")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM xs\nCOPY f /g")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch AS xs\nCOPY f /\nFROM xs\nCOPY f /g")]
    [InlineData(null, "FROM scratch AS 1\nCOPY f /g\nFROM scratch AS ys\nCOPY f /\nFROM scratch\nCOPY --from=1 f /h")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from=\"xs\" f /")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nCOPY --from='xs' f /")]
    [InlineData(null, "FROM 'scratch' as xs\n# no\nCOPY f \\\n\n # no\n /\nfrom \"scratch\"\ncopy --from=xs f /")]
    [InlineData(null, "\uFEFFFROM scratch AS xs\r\nCOPY f /\r\nFROM scratch\r\nCOPY f /\r\n")]
    [InlineData(null, "# escape=`\nFROM scratch AS xs\nCOPY f `\n /\nFROM scratch\nCOPY --from=xs f /")]
    [InlineData("xs", "FROM scratch AS xs\nCOPY f /\nFROM")]
    [InlineData("ys", "FROM scratch AS xs\nCOPY f /\nFROM scratch AS ys\nCOPY f /\nFROM scratch AS zs\nCOPY f /")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch AS ys\nCOPY --from=xs f /\nFROM scratch\nCOPY --from=ys f /")]
    [InlineData(null, "FROM scratch AS xs\nCOPY f /\nFROM scratch\nONBUILD COPY f /\nCOPY f /")]
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
    public async Task The_reader_and_podman_agree(string? target, string text)
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var folder = new TestFolder("agree");
        folder.Write("f", "x");
        folder.Write("g", "x");
        folder.Write("Containerfile", text);
        var version = PodmanVersionInfo.Read(JObject.Parse((await store.PodmanAsync("version", "--format=json")).Text))!;
        var request = new StageRequest(target, version.OsArch, version.OsArch, new Dictionary<string, string>(), version.Version);
        var file = Containerfile.Parse(text, "Containerfile");

        var result = await store.PodmanAsync(["build", "--layers=false", .. target is null ? [] : new[] { "--target", target }, folder.Path]);

        var said = result.Output + result.Error;
        (file.Errors(request).Count > 0).ShouldBe(result.ExitCode != 0, said);
        if (result.ExitCode == 0)
        {
            var head = file.Instructions[0].Keyword is "FROM" or "ARG" ? 0 : 1;
            Step().Matches(said).Select(match => match.Groups[1].Success ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) - 1 - head : 0)
                .ShouldBe(file.BuiltStages(request).Select(built => built.Stage.Index), said);
        }
    }

    [GeneratedRegex(@"^(?:\[(\d+)/\d+\] )?STEP 1/", RegexOptions.Multiline)]
    private static partial Regex Step();
}
