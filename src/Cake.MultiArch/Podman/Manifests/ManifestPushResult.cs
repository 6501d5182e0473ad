namespace Cake.MultiArch.Podman;

/// <summary>The result of a push.</summary>
/// <param name="Destination">The destination, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">
/// The digest of the index at the destination, <c>sha256:…</c>. It differs from the digest of the local list, because podman compresses
/// layers during the push.
/// </param>
public sealed record ManifestPushResult(string Destination, string Digest);
