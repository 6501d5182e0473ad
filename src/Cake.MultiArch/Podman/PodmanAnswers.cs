using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Podman;

/// <summary>What a build has made.</summary>
/// <param name="ImageId">
/// The identifier, <c>sha256:…</c>: of the image, of the list with <see cref="PodmanBuildSettings.Manifest"/>. Empty when
/// <c>HandleExitCode</c> accepted a failure.
/// </param>
/// <param name="Manifest">The name of the list; null without one.</param>
/// <param name="Index">The list, with one entry a platform; null without one.</param>
public sealed record PodmanBuildResult(string ImageId, string? Manifest = null, ImageIndex? Index = null);

/// <summary>A list that was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its identifier, without an algorithm in front.</param>
public sealed record ManifestCreateResult(string Name, string Id);

/// <summary>What a push has put where.</summary>
/// <param name="Destination">Where to, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">
/// The digest of the index at the destination, <c>sha256:…</c>. It differs from that of the local list, because layers are compressed
/// on the way.
/// </param>
public sealed record ManifestPushResult(string Destination, string Digest);

/// <summary>What a push of a name has put where.</summary>
/// <param name="Destination">Where to, with its transport: <c>docker://registry.example.com/demo/web:1.4.2</c>.</param>
/// <param name="Digest">
/// The digest of the manifest at the destination, <c>sha256:…</c>; of the index when the name is a list. It differs from the local one,
/// because layers are compressed on the way.
/// </param>
/// <param name="IsList">Whether the name is a list, all images of which were pushed.</param>
public sealed record PodmanPushResult(string Destination, string Digest, bool IsList);

/// <summary>What was pulled.</summary>
/// <param name="ImageId">The identifier, <c>sha256:…</c>: the digest of the image's config. Of several the last.</param>
/// <param name="Images">The images, each as the local storage has it; several with <see cref="PodmanPullSettings.AllTags"/> only.</param>
public sealed record PodmanPullResult(string ImageId, IReadOnlyList<ImageInspection> Images)
{
    /// <summary>What the image says it is for.</summary>
    public Platform Platform => Images[^1].Platform;
}

/// <summary>What was removed.</summary>
/// <param name="Untagged">The names that are no more.</param>
/// <param name="Deleted">The identifiers of images and lists that are no more, without an algorithm in front; one with another name stays.</param>
public sealed record PodmanImageRemoveResult(IReadOnlyList<string> Untagged, IReadOnlyList<string> Deleted);

/// <summary>Who was logged out.</summary>
/// <param name="Registry">The registry; null for all of the file.</param>
/// <param name="WasLoggedIn">Whether there was a login; that there is none, which podman takes for an error, is none here.</param>
public sealed record PodmanLogoutResult(string? Registry, bool WasLoggedIn);

/// <summary>Who is logged in.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Username">The user; null when <see cref="PodmanLoginSettings.GetLogin"/> finds none.</param>
public sealed record PodmanLoginResult(string Registry, string? Username);

/// <summary>What a name stands for in the local storage.</summary>
internal enum ManifestPresence
{
    Absent,
    List,
    Image,
}
