using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Build;

/// <summary>Records the builds of an image, so that a failed run can report them too.</summary>
internal sealed class BuildProgress
{
    private readonly Dictionary<Platform, int> _attempts = [];
    private readonly Dictionary<Platform, TimeSpan?> _finished = [];

    /// <summary>A podman build of these platforms begins.</summary>
    public void Begin(IReadOnlyCollection<Platform> platforms)
    {
        foreach (var platform in platforms)
        {
            _attempts[platform] = Attempts(platform) + 1;
            _finished.Remove(platform);
        }
    }

    /// <summary>A podman build of these platforms succeeded.</summary>
    public void Finish(IReadOnlyCollection<Platform> platforms, TimeSpan duration)
    {
        foreach (var platform in platforms)
        {
            _finished[platform] = platforms.Count == 1 ? duration : null;
        }
    }

    /// <summary>How often podman started to build the platform.</summary>
    public int Attempts(Platform platform) => _attempts.GetValueOrDefault(platform);

    public bool IsFinished(Platform platform) => _finished.ContainsKey(platform);

    /// <summary>
    /// How long the last build of the platform took; null if podman built several platforms in one process, or did not finish.
    /// </summary>
    public TimeSpan? Duration(Platform platform) => _finished.GetValueOrDefault(platform);
}
