using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Build;

/// <summary>Builds the plan into a local list and checks that list: podman's exit code proves nothing.</summary>
internal sealed partial class Builder(
    Host host,
    PodmanClient podman,
    MultiArchSettings wanted,
    RunFolder folder,
    string? authFile,
    MadeImages made,
    BuildProgress progress
)
{
    private BuildCommands Commands => new(wanted, authFile, FileOf);

    /// <exception cref="MultiArchException">A step failed, or the list is not what was asked for.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<BuiltImage> BuildAsync(BuildPlan plan, CancellationToken token)
    {
        var (image, defects) = await BuildListAsync(plan, token);
        if (image is null && plan.KeepLayers != false && !wanted.NoCache)
        {
            // Podman may have taken a layer from the cache of another platform. Without the cache it builds correctly.
            host.Warn(
                $"The list is wrong ({string.Join("; ", defects)}). Building again without the layer cache, which podman may have mixed up."
            );
            await podman.ManifestDeleteAsync(plan.ListName, new ManifestDeleteSettings(), token);
            (image, defects) = await BuildListAsync(plan with { KeepLayers = false }, token);
        }

        return image ?? throw new MultiArchException(BuildProblems.ListWrong(plan.ListName, defects));
    }

    /// <returns>The image when the list is right, else what is wrong with it.</returns>
    private async Task<(BuiltImage? Image, IReadOnlyList<string> Defects)> BuildListAsync(BuildPlan plan, CancellationToken token)
    {
        await (plan.Strategy == Strategy.Manifest ? BuildTogetherOnceMoreAsync(plan, token) : BuildSeparatelyAsync(plan, token));
        return await new ListInspection(podman).InspectAsync(plan, token);
    }

    /// <summary>
    /// Podman 4.3 can lose a base image that two stages pull for two platforms at the same moment. Building one platform after another
    /// avoids this.
    /// </summary>
    private async Task BuildTogetherOnceMoreAsync(BuildPlan plan, CancellationToken token)
    {
        try
        {
            await BuildTogetherAsync(plan, token);
        }
        catch (MultiArchException e) when (e.Problem.Kind == PodmanFailureKinds.BaseLost && plan.Jobs != 1)
        {
            host.Warn($"{e.Problem.What} Building again, one platform after another.");
            await podman.RemoveIfThereAsync(plan.ListName, new PodmanCommandSettings());
            await BuildTogetherAsync(plan with { Jobs = 1 }, token);
        }
    }

    private async Task BuildTogetherAsync(BuildPlan plan, CancellationToken token)
    {
        await BuildSharedAsync(plan, token);
        await RunAsync(plan, plan.Builds, await MarkedAsync(Commands.Together(plan), token), token);
    }

    private async Task BuildSharedAsync(BuildPlan plan, CancellationToken token)
    {
        try
        {
            foreach (var settings in Commands.Shared(plan))
            {
                await podman.BuildAsync(plan.ContextFolder, await MarkedAsync(settings, token), HearStage, token);
            }
        }
        catch (MultiArchException e)
        {
            // The build of all platforms fails at the same step and says for which platforms.
            host.Detail(e.Message);
        }
    }

    private void HearStage(ProcessLine line)
    {
        made.Hear(line.Text);
        host.Detail($"[shared] {line.Text}");
    }

    /// <summary>
    /// Builds one platform after another. Several podman builds in one store are not safe on podman 4.3: one can lose the base image that
    /// another has just pulled.
    /// </summary>
    private async Task BuildSeparatelyAsync(BuildPlan plan, CancellationToken token)
    {
        var images = new List<(Platform Platform, string Id)>();
        foreach (var build in plan.Builds)
        {
            var id = await RunAsync(plan, [build], await MarkedAsync(Commands.Separate(plan, build), token), token);
            images.Add((build.Platform, id));
        }

        // The list is created empty, because `manifest create LIST IMAGE` would look for the image in a registry.
        await podman.ManifestCreateAsync(plan.ListName, new ManifestCreateSettings(), token);
        foreach (var (platform, id) in images)
        {
            var image = BuildCommands.Stored(id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            await podman.ManifestAddAsync(plan.ListName, image, BuildCommands.Entry(platform), token);
        }
    }

    /// <returns>The identifier of the image.</returns>
    private async Task<string> RunAsync(
        BuildPlan plan, IReadOnlyList<PlatformBuild> builds, PodmanBuildSettings settings, CancellationToken token)
    {
        var log = new BuildLog(host, [.. builds.Select(build => build.Platform)], made);
        var platforms = builds.Select(build => build.Platform).ToList();
        var started = host.Clock.GetTimestamp();
        progress.Begin(platforms);
        try
        {
            var result = await podman.BuildAsync(plan.ContextFolder, settings, log.Hear, token);
            progress.Finish(platforms, host.Clock.GetElapsedTime(started));
            return result.ImageId;
        }
        catch (MultiArchException e) when (StepErrors(log) is { Count: > 0 } errors)
        {
            throw Explain(log, builds, errors, e);
        }
        catch (MultiArchException e) when (builds.Count == 1 && e.Platforms.Count == 0)
        {
            throw new MultiArchException(e.Problem, e.ExitCode, e) { Platforms = [builds[0].Platform.ToString()] };
        }
    }

    /// <summary>
    /// The failures that podman reports, per platform; empty if the build did not fail in a step. Podman's own error comes last, because
    /// a step that runs podman can write one too.
    /// </summary>
    private static List<Match> StepErrors(BuildLog log) =>
        [.. BuildProblems.OwnError(log.Tail).Select(line => StepError().Match(line)).Where(match => match.Success)];

    /// <summary>
    /// Uses the failed platforms that podman names. If podman names none, its output tells which platforms may have failed.
    /// </summary>
    private static MultiArchException Explain(
        BuildLog log,
        IReadOnlyList<PlatformBuild> builds,
        List<Match> errors,
        MultiArchException failure
    )
    {
        var instruction = errors[0].Groups["instruction"].Value;
        var named = NamedPlatforms(builds, errors);
        var candidates = log.FailedAt(instruction);
        var there = named.Count > 0
            ? named.Where(name => name.Instruction == instruction).Select(name => name.Platform).Distinct().ToList()
            : candidates.Select(candidate => candidate.Platform).ToList();
        if (there.Count == 0)
        {
            there = [.. builds.Select(build => build.Platform)];
        }

        var build = builds.First(build => there.Contains(build.Platform));
        var step = (candidates.FirstOrDefault(candidate => there.Contains(candidate.Platform)) is { Step: { } own } ? own : null)
            ?? candidates.Select(candidate => candidate.Step).FirstOrDefault(step => step?.Instruction == instruction);
        var line = step is null ? null : build.Containerfile.FindStep(step.Stage, step.Number, step.Count, step.Instruction);
        var place = line is null ? build.Containerfile.Path : $"{build.Containerfile.Path}:{line.Line}";
        var names = string.Join(named.Count > 0 ? " and " : " or ", there);
        var problem = log.Tail.Any(text => ExecFormatError().IsMatch(text))
            ? BuildProblems.StepCannotRun(names, instruction, place, log.Tail)
            : BuildProblems.StepFailed(names, instruction, step, place, failure.Problem, log.Tail);
        return new MultiArchException(problem, failure.ExitCode, failure)
        {
            Platforms =
            [
                .. (named.Count > 0 ? named.Select(name => name.Platform).Distinct() : there).Select(platform => platform.ToString()),
            ],
        };
    }

    private static List<(Platform Platform, string Instruction)> NamedPlatforms(IReadOnlyList<PlatformBuild> builds, List<Match> errors)
    {
        var named = new List<(Platform, string)>();
        foreach (var error in errors)
        {
            if (Platform.TryParse(error.Groups["platform"].Value, out var platform) && builds.Any(build => build.Platform == platform))
            {
                named.Add((platform, error.Groups["instruction"].Value));
            }
        }

        return named;
    }

    /// <summary>
    /// Adds the run's folder for temporary files and the run's mark. A service does not get the mark. Its working containers are not
    /// searched, and the client would send the mark's file as part of the build context.
    /// </summary>
    private async Task<PodmanBuildSettings> MarkedAsync(PodmanBuildSettings settings, CancellationToken token)
    {
        settings.EnvironmentVariables = folder.Environment;
        if (!(await podman.VersionAsync(settings, token)).IsRemote)
        {
            settings.Secrets.Add(folder.Marker.Secret);
        }

        return settings;
    }

    /// <summary>The path of the Containerfile for podman. A copy is written into the run's folder.</summary>
    private string FileOf(PlatformBuild build)
    {
        if (build.Copy is not { } copy)
        {
            return build.Containerfile.Path;
        }

        var file = Path.Combine(folder.Private, build.CopyName);
        File.WriteAllText(file, copy.File.Text);
        return file;
    }

    /// <summary>
    /// Podman 4.8 and newer name the platform: <c>Error: [linux/s390x]: building at STEP "RUN …": exit status 7</c>. Several failures
    /// each have their own line below <c>Error: 2 errors occurred:</c>.
    /// </summary>
    [GeneratedRegex(
        """^(?:Error: |\t\* )(?:\[(?<platform>[^\]]+)\]: )?building at STEP "(?<instruction>.*)": """,
        RegexOptions.CultureInvariant
    )]
    private static partial Regex StepError();

    /// <summary>Buildah's message about the program of the step. A program may write the same words about another program.</summary>
    [GeneratedRegex(
        "(?:failed to start|fork/exec|exec container process).*exec format error",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex ExecFormatError();
}
