namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman tag</c>. It has only the global options.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-tag.1.html</remarks>
public sealed class PodmanTagSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["tag"];
}
