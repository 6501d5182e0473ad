using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman info</c>. It has only the global options.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-info.1.html</remarks>
[FlagLeftOut("--format", "The addin reads the answer as JSON and returns a record.")]
public sealed class PodmanInfoSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["info"];
}
