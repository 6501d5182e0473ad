using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman info</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-info.1.html</remarks>
[FlagLeftOut("--format", "The answer is read as JSON, and given as a record.")]
public sealed class PodmanInfoSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["info"];
}
