namespace Cake.MultiArch.Registry;

/// <summary>A blob that a registry has.</summary>
/// <param name="Size">Its size in bytes; null when the registry does not say.</param>
internal sealed record StoredBlob(long? Size);
