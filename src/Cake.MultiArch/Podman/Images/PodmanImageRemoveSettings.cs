using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Settings of <c>podman image rm</c>. A list is removed with <c>podman manifest rm</c>. No container uses a list, and its images stay. So
/// <see cref="Force"/> and <see cref="NoPrune"/> have no effect for a list.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-rm.1.html</remarks>
public sealed class PodmanImageRemoveSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "rm"];

    /// <summary>Removes all images and lists in the storage. Use it with the alias that has no name argument.</summary>
    [Flag("--all")]
    public bool All { get; set; }

    /// <summary>Also removes the containers of the image. Also removes an image with several names by its identifier.</summary>
    [Flag("--force")]
    public bool Force { get; set; }

    /// <summary>Does not fail for a name that does not exist.</summary>
    [Flag("--ignore")]
    public bool Ignore { get; set; }

    /// <summary>Keeps parent images without a name.</summary>
    [Flag("--no-prune")]
    public bool NoPrune { get; set; }
}
