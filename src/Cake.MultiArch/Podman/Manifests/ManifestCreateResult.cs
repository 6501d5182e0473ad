namespace Cake.MultiArch.Podman;

/// <summary>A created list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identifier, without an algorithm prefix.</param>
public sealed record ManifestCreateResult(string Name, string Id);
