using System.Globalization;
using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Plan;

/// <summary>
/// Builds small Containerfiles with the real podman and tells which stages it showed, and which steps ran on which machine. In a text
/// BASE stands for the base image, and each SAY for a command that says its number and the machine that it runs on.
/// </summary>
public sealed partial class StagePodman(BaseImages images) : IAsyncLifetime
{
    private readonly TestFolder _folder = new("agree");
    private PodmanStore _store = null!;
    private LoopbackRegistry _registry = null!;
    private PodmanVersionInfo _podman = null!;

    internal Version Version => _podman.Version;

    public async ValueTask InitializeAsync()
    {
        _store = await PodmanStore.CreateAsync();
        _registry = await images.StartRegistryAsync();
        _podman = PodmanVersionInfo.Read(JObject.Parse((await _store.PodmanAsync("version", "--format=json")).Text))!;
        _folder.Write("f", "x");
        _folder.Write("g", "x");
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _store.DisposeAsync();
        await _folder.DisposeAsync();
    }

    /// <summary>Builds what a run hands to podman: the file, or the copy that this podman needs.</summary>
    internal async Task<BuiltByPodman> BuildAsync(string? platform, string? target, string text)
    {
        var args = new Dictionary<string, string> { ["GIVEN"] = "linux/s390x", ["NAME"] = "xs" };
        var says = 0;
        text = Say()
            .Replace(text.Replace("BASE", $"{_registry.Address}/{BaseImages.Repository}:1", StringComparison.Ordinal), _ =>
                $"echo say {++says} on $(uname -m)"
            );
        var request = new StageRequest(target, platform ?? _podman.OsArch, _podman.OsArch, args, _podman.Version);
        var original = Containerfile.Parse(text, "Containerfile");
        var file = ContainerfileCopy.Make(original, request, [request])?.File ?? original;
        _folder.Write("Containerfile", file.Text);

        var result = await _store.PodmanAsync(
        [
            // Docker's format, because ONBUILD is for it alone.
            "build",
            "--no-cache",
            "--format=docker",
            "--tls-verify=false",
            "--platform",
            request.Platform.ToString(),
            .. args.Select(arg => $"--build-arg={arg.Key}={arg.Value}"),
            .. target is null ? [] : new[] { "--target", target },
            _folder.Path,
        ]);

        var said = result.Output + result.Error;
        var head = file.Instructions[0].Keyword is "FROM" or "ARG" ? 0 : 1;
        return new BuiltByPodman(
            [.. original.Errors(request).Select(problem => problem.Id)],
            result.ExitCode == 0,
            said,
            new StagesAndSteps(
                [.. file.BuiltStages(request).Select(built => built.Stage.Index)],
                [
                    .. file.BuiltStages(request)
                        .SelectMany(built =>
                            built.Steps.SelectMany(Numbers).Select(number => $"say {number} on {Machine(built.Platform)}")
                        ),
                ]
            ),
            new StagesAndSteps(
                [
                    .. Step()
                        .Matches(said)
                        .Select(match =>
                            match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1 - head : 0
                        ),
                ],
                [.. result.Output.Split('\n').Where(line => line.StartsWith("say ", StringComparison.Ordinal))]
            )
        );
    }

    private static IEnumerable<string> Numbers(Instruction step) =>
        Said().Matches(step.Arguments + step.Heredoc).Select(match => match.Groups[1].Value);

    private static string Machine(Platform platform) => platform.Architecture switch
    {
        "amd64" => "x86_64",
        "arm64" => "aarch64",
        var other => other,
    };

    [GeneratedRegex(@"\bSAY\b")]
    private static partial Regex Say();

    [GeneratedRegex(@"echo say (\d+) on")]
    private static partial Regex Said();

    [GeneratedRegex(@"^(?:\[(\d+)/\d+\] )?STEP 1/", RegexOptions.Multiline)]
    private static partial Regex Step();
}

/// <summary>What was said of a Containerfile, and what podman did with it.</summary>
internal sealed record BuiltByPodman(
    IReadOnlyList<string> Errors,
    bool Succeeded,
    string Output,
    StagesAndSteps Expected,
    StagesAndSteps Actual
);

/// <summary>The indices of stages in order, and what their steps say in order.</summary>
internal sealed record StagesAndSteps(IReadOnlyList<int> Stages, IReadOnlyList<string> Steps)
{
    public override string ToString() => $"stages {string.Join(' ', Stages.Order())}; {string.Join(", ", Steps)}";
}
