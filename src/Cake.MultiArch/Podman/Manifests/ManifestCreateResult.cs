namespace Cake.MultiArch.Podman;

/// <summary>A list that was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identifier, without an algorithm in front.</param>
public sealed record ManifestCreateResult(string Name, string Id);
