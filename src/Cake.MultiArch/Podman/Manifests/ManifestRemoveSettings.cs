namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest remove</c>: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-remove.1.html</remarks>
public sealed class ManifestRemoveSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "remove"];
}
