namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman tag</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-tag.1.html</remarks>
public sealed class PodmanTagSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["tag"];
}
