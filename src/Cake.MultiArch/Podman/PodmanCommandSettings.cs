namespace Cake.MultiArch.Podman;

/// <summary>The global options for a command without its own settings class.</summary>
internal sealed class PodmanCommandSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => [];
}
