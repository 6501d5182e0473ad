using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman manifest rm</c> can be told. The images of the list stay.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-rm.1.html</remarks>
public sealed class ManifestDeleteSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "rm"];

    /// <summary>
    /// Does nothing when there is no list of that name. Podman has the flag since 5.4 only, so the addin looks by itself.
    /// Podman 5.4 and newer.
    /// </summary>
    [Flag("--ignore", Since = "5.4", IsOurs = true)]
    public bool Ignore { get; set; }
}
