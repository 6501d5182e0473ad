using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman image inspect</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-inspect.1.html</remarks>
[FlagLeftOut("--format", "The answer is read as JSON, and given as records.")]
public sealed class PodmanImageInspectSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "inspect"];
}
