namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman manifest exists</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-exists.1.html</remarks>
public sealed class ManifestExistsSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "exists"];
}
