using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>What DoctorMultiArch has found, read from its JSON.</summary>
public sealed class DoctorRun
{
    private static readonly string[] Order = ["ok", "skipped", "warning", "failure"];

    private DoctorRun(IReadOnlyList<DoctorFinding> findings) => Findings = findings;

    public IReadOnlyList<DoctorFinding> Findings { get; }

    /// <summary>The worst finding of a check.</summary>
    public DoctorFinding this[string check] =>
        Findings.Where(finding => finding.Check == check).MaxBy(finding => Array.IndexOf(Order, finding.Status))
        ?? throw new InvalidOperationException($"There is no check {check}:\n{string.Join('\n', Findings)}");

    /// <summary>Runs it to its end, as the recipe does. It fails exactly when it has found a failure.</summary>
    public static async Task<DoctorRun> RunAsync(PipelineHost host, string containerfile, params string[] arguments)
    {
        var context = host.Context("site", containerfile);
        var output = host.Folder.Combine("doctor.json");
        string[] source = arguments.Any(argument => argument.StartsWith("--git", StringComparison.Ordinal)) ? [] : [$"--context={context}"];
        string[] common = arguments.Contains("--multiarch-tls-verify=true") ? [] : [.. host.CommonArguments];
        var cake = new TestCake(
            host.WorkingDirectory,
            [.. common, .. source, $"--image={host.Reference("site")}", "--format=json", $"--output={output}", .. arguments]
        );
        MultiArchException? failure = null;
        using (var run = MultiArchRun.From(cake.Context))
        {
            try
            {
                await run.DoctorAsync();
            }
            catch (MultiArchException e)
            {
                failure = e;
            }
        }

        failure?.Problem.Id.ShouldBe("MA1901", failure.Message);
        var found = Read(await File.ReadAllTextAsync(output));
        found.Findings.Any(finding => finding.Status == "failure").ShouldBe(failure is not null);
        return found;
    }

    public static DoctorRun Read(string json) => new(
    [
        .. JObject.Parse(json)["checks"]!.Select(check => new DoctorFinding(
            check["name"]!.Value<string>()!,
            check["status"]!.Value<string>()!,
            (string?)check["problem"]?.SelectToken("id"),
            check["message"]!.Value<string>()!,
            (string?)check["problem"]?.SelectToken("where"),
            (string?)check["problem"]?.SelectToken("repair"))),
    ]);

    /// <summary>Types a repair into a shell.</summary>
    public static async Task TypeAsync(string? repair) => _ = (await TestProgram.RunAsync("sh", "-euc", repair!)).Text;
}

/// <summary>A line of the output.</summary>
public sealed record DoctorFinding(string Check, string Status, string? Id, string Message, string? Where, string? Repair)
{
    /// <summary>What most tests look at.</summary>
    public (string Status, string? Id) Judgement => (Status, Id);
}
