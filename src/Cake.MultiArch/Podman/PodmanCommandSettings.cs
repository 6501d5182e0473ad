namespace Cake.MultiArch.Podman;

/// <summary>The global options for a command that has no settings class of its own.</summary>
internal sealed class PodmanCommandSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => [];
}
