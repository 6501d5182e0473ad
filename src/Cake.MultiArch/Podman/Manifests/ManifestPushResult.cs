namespace Cake.MultiArch.Podman;

/// <summary>What was pushed, and where to.</summary>
/// <param name="Destination">Where to, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">
/// The digest of the index at the destination, <c>sha256:…</c>. It differs from that of the local list, because layers are compressed
/// on the way.
/// </param>
public sealed record ManifestPushResult(string Destination, string Digest);
