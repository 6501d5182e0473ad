using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest rm</c>. The images of the list stay.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-rm.1.html</remarks>
public sealed class ManifestDeleteSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "rm"];

    /// <summary>
    /// Does nothing if there is no list of that name. Podman has the flag only since 5.4, so the addin checks itself.
    /// Podman 5.4 and newer.
    /// </summary>
    [Flag("--ignore", Since = "5.4", IsOurs = true)]
    public bool Ignore { get; set; }
}
