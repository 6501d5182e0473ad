namespace Cake.MultiArch.Podman;

/// <summary>What was pushed under a name, and where to.</summary>
/// <param name="Destination">Where to, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">
/// The digest of the manifest at the destination, <c>sha256:…</c>; of the index when the name is a list. It differs from the local one,
/// because layers are compressed on the way.
/// </param>
/// <param name="IsList">Whether the name is a list, all images of which were pushed.</param>
public sealed record PodmanPushResult(string Destination, string Digest, bool IsList);
