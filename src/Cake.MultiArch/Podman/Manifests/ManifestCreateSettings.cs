using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>The settings of <c>podman manifest create</c>.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-create.1.html</remarks>
public sealed class ManifestCreateSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "create"];

    /// <summary>
    /// Images to add. The addin creates an empty list and adds each image on its own. With images given to <c>manifest create</c>, podman
    /// 4.3 looks for a local image in a registry, fails, and leaves an empty list that can be pushed. If an image cannot be added, a list
    /// that was created here is removed again.
    /// </summary>
    public ICollection<string> Images { get; } = [];

    /// <summary>Adds all images if an image is a list itself; otherwise only the image of the host's platform is added.</summary>
    [Flag("--all", IsOurs = true)]
    public bool All { get; set; }

    /// <summary>Uses an existing list of that name, with all its entries, instead of failing.</summary>
    [Flag("--amend")]
    public bool Amend { get; set; }

    /// <summary>Annotations of the list. Podman 5.0 and newer.</summary>
    [Flag("--annotation", Since = "5.0")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>Whether registries must use HTTPS with a trusted certificate.</summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }
}
