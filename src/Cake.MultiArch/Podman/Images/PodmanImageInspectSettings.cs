using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman image inspect</c>. It has only the global options.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-inspect.1.html</remarks>
[FlagLeftOut("--format", "The addin reads the answer as JSON and returns records.")]
public sealed class PodmanImageInspectSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "inspect"];
}
