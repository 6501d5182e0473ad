using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Report;
using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Run;

/// <summary>A run that has begun: what its stages share, and a chain of stages for each image.</summary>
internal sealed class OpenRun : IDisposable
{
    public OpenRun(Host host, PodmanClient podman, Wanted wanted, StageClock clock, RunFacts facts)
    {
        (Host, Podman, Wanted, Clock, Facts) = (host, podman, wanted, clock, facts);
        Images = [.. wanted.Images.Select(settings => new ImageRun(this, settings))];
        facts.Images = [.. Images.Select(image => image.Facts)];
        Folder = RunFolder.Create(host);
        Credentials = new RunCredentials(podman, Folder);
        CleanUp = new RunCleanUp(host, podman, Folder);
        Source = new CloneStage(this);
    }

    public Host Host { get; }

    public PodmanClient Podman { get; }

    public Wanted Wanted { get; }

    public StageClock Clock { get; }

    public RunFacts Facts { get; }

    public RunFolder Folder { get; }

    public RunCredentials Credentials { get; }

    public RunCleanUp CleanUp { get; }

    public CloneStage Source { get; }

    public IReadOnlyList<ImageRun> Images { get; }

    /// <summary>Whether a podman service may do the work; a podman that was not asked may be one.</summary>
    public bool IsRemote => Facts.Podman is not { IsRemote: false };

    /// <summary>Credentials go first: a CI system may not wait for the rest.</summary>
    public void Dispose()
    {
        Credentials.Dispose();
        Folder.Dispose();
    }
}
