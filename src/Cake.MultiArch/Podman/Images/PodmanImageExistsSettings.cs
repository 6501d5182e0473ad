namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman image exists</c>. It has only the global options.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-exists.1.html</remarks>
public sealed class PodmanImageExistsSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "exists"];
}
