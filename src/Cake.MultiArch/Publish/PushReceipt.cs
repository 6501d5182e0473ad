using Cake.MultiArch.Inputs;

namespace Cake.MultiArch.Publish;

/// <summary>What podman says it has pushed. It is believed after it has been read back.</summary>
/// <param name="Destination">Where to.</param>
/// <param name="Digest">The digest of the index at the destination, <c>sha256:…</c>.</param>
internal sealed record PushReceipt(Destination Destination, string Digest);
