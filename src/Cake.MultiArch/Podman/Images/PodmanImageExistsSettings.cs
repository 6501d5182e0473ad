namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman image exists</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-image-exists.1.html</remarks>
public sealed class PodmanImageExistsSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["image", "exists"];
}
