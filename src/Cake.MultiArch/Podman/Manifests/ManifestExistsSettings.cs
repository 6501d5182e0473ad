namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest exists</c>: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-exists.1.html</remarks>
public sealed class ManifestExistsSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "exists"];
}
