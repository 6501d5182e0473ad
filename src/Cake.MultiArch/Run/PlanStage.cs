using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Run;

/// <summary>How an image will be built.</summary>
/// <param name="Image">What is wanted.</param>
/// <param name="Containerfiles">What its Containerfiles say.</param>
/// <param name="Plan">What podman will be told.</param>
internal sealed record Planned(Tagged Image, SourceBuilds Containerfiles, BuildPlan Plan)
{
    public PodmanVersionInfo Podman => Containerfiles.Podman;

    public MultiArchSettings Settings => Image.Settings;

    public Sourced Source => Image.Source;
}

/// <summary>Decides how an image is built.</summary>
internal sealed class PlanStage(Host host, string runId)
{
    /// <param name="image">What is wanted, and its source.</param>
    /// <param name="containerfiles">What its Containerfiles say.</param>
    /// <param name="support">How the host runs each foreign platform; empty if nobody looked.</param>
    /// <exception cref="MultiArchException">The context or a Containerfile is missing, or what is asked for gives a wrong
    /// image.</exception>
    public Task<Planned> RunAsync(Tagged image, SourceBuilds containerfiles, IReadOnlyList<PlatformSupport> support)
    {
        var plan = new Planner(host).Plan(containerfiles, support, runId) with { Timestamp = Timestamp(image) };
        return Task.FromResult(new Planned(image, containerfiles, plan));
    }

    /// <summary>The time that stands for all times of a reproducible build; null for any other build.</summary>
    private static DateTimeOffset? Timestamp(Tagged image)
    {
        var (settings, source) = (image.Settings, image.Source);
        if (!settings.Reproducible)
        {
            return null;
        }

        if (source.Facts is { IsDirty: true })
        {
            throw new MultiArchException(FormProblems.DirtySource(source.Folder));
        }

        return settings.SourceDateEpoch ?? source.Facts?.CommitTime ?? throw new MultiArchException(FormProblems.NoTime(source.Folder));
    }
}
