using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Containers;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that the host can run a container for each platform. A smoke test needs that; a build does not. Each container runs a program of
/// three instructions from a folder instead of an image. So nothing is pulled and the storage does not change.
/// </summary>
internal sealed class ContainersCheck : ICheck
{
    /// <summary>A container takes half a second, but a wrong interpreter may never end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public string Name => "containers";

    /// <summary>The check does not use the builds. But when they are known, the handlers have been registered.</summary>
    public CheckNeeds Needs => CheckNeeds.Builds;

    public bool IsCheap => true;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        if (context.Settings.Smoke is null)
        {
            return [];
        }

        if (context.Version!.IsRemote)
        {
            return [Finding.Skipped("The podman service runs the containers of --smoke. This check cannot test it.")];
        }

        var architectures = context.Settings.Platforms.ToDictionary(
            platform => platform,
            platform => ElfArchitecture.Find(platform.Architecture)
        );
        using var own = OwnFolder.Create(RunFolder.Parent(context.Host), context.Host.Clock.GetUtcNow());
        using var programs = new ProbeFolder(own.Root, architectures.Values.OfType<ElfArchitecture>().Distinct());
        var runner = new ContainerRunner(context.Host, context.Podman, new Dictionary<string, string>());
        var findings = new List<Finding>();

        // The host's own platform comes first. If its container fails for another reason than a missing emulator, all others fail too.
        foreach (var (platform, architecture) in architectures.OrderBy(pair => pair.Value == ElfArchitecture.OfThisHost ? 0 : 1))
        {
            var container = architecture is null
                ? null
                : ContainerRun.OfFolder(
                    own.Id,
                    platform.FileName,
                    programs.Root,
                    "/" + Path.GetFileName(programs.Path(architecture)),
                    Limit
                );
            var finding = container is null
                ? Finding.Skipped($"There is no test program for {platform}.")
                : await LookAsync(context, runner, platform, container, token);
            findings.Add(finding);
            if (finding.Problem?.Kind == SmokeProblems.Host)
            {
                break;
            }
        }

        return findings;
    }

    private static async Task<Finding> LookAsync(
        CheckContext context,
        ContainerRunner runner,
        Platform platform,
        ContainerRun container,
        CancellationToken token
    )
    {
        var end = await runner.RunAsync(container, onLine: null, token);
        return end is null ? Finding.Failure(SmokeProblems.LimitReached(platform, container.Words, Limit, []))
            : end.Container is { HasEnded: true, ExitCode: ElfProbe.ExitCode } ? Finding.Ok($"{platform} runs in a container")
            : await OfAsync(
                context,
                platform,
                ContainerFailures.Of(platform, container.Words, end) ?? SmokeProblems.WrongAnswer(platform),
                token
            );
    }

    /// <summary>
    /// It is not a failure if the run will register an emulator first, or if nothing can be executed in the folder of the test program.
    /// </summary>
    private static async Task<Finding> OfAsync(CheckContext context, Platform platform, Problem problem, CancellationToken token)
    {
        if (problem.Kind == SmokeProblems.Host)
        {
            return Finding.Failure(problem);
        }

        if (problem.Kind == SmokeProblems.Executable)
        {
            return Finding.Skipped(
                $"Nothing can be executed in {RunFolder.Parent(context.Host)}, where the test program of {platform} is."
            );
        }

        var binfmt = await BinfmtHost.OfThisAsync(context.Host, BinfmtMode.Verify, token);
        return (await binfmt.ForecastAsync(context.Settings.Binfmt, [platform], token))[0] switch
        {
            { Qemu: { } qemu } => Finding.Ok($"{platform} does not run yet; the run registers {qemu}"),
            { Support.Problem: { } why, MayFindQemu: true } => Finding.Warning(why),
            { Support.Problem: { } why } => Finding.Failure(why),
            _ => Finding.Failure(problem),
        };
    }
}
