using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman version</c> can be told: the global options only.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-version.1.html</remarks>
[FlagLeftOut("--format", "The answer is read as JSON, and given as a record.")]
public sealed class PodmanVersionSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["version"];
}
