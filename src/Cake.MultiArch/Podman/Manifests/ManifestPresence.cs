namespace Cake.MultiArch.Podman.Manifests;

/// <summary>What a name stands for in the local storage.</summary>
internal enum ManifestPresence
{
    Absent,
    List,
    Image,
}
