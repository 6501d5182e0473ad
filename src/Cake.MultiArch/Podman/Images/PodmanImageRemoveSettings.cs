using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// What <c>podman image rm</c> can be told. A name that is a list is removed by <c>podman manifest rm</c>: no container uses a list and
/// its images stay, so <see cref="Force"/> and <see cref="NoPrune"/> have nothing to do there.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-rm.1.html</remarks>
public sealed class PodmanImageRemoveSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "rm"];

    /// <summary>Removes all images and lists of the storage; goes with the alias that names none.</summary>
    [Flag("--all")]
    public bool All { get; set; }

    /// <summary>Removes the containers of the image first, and an image by its identifier though it has several names.</summary>
    [Flag("--force")]
    public bool Force { get; set; }

    /// <summary>Does nothing for a name that is not there.</summary>
    [Flag("--ignore")]
    public bool Ignore { get; set; }

    /// <summary>Leaves the parents of the image that have no name.</summary>
    [Flag("--no-prune")]
    public bool NoPrune { get; set; }
}
