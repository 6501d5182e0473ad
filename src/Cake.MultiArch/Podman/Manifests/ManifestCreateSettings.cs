using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman manifest create</c> can be told.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest-create.1.html</remarks>
public sealed class ManifestCreateSettings : PodmanSettings
{
    internal override IReadOnlyList<string> Verb => ["manifest", "create"];

    /// <summary>
    /// Images to add. The list is made empty and each is then added on its own: given to <c>manifest create</c>, podman 4.3 looks for a
    /// local image in a registry, fails, and leaves an empty list behind, which can be pushed. When one cannot be added, a list that was
    /// made here is removed again.
    /// </summary>
    public ICollection<string> Images { get; } = [];

    /// <summary>Adds all images of an image that is a list itself; else only that of the host's platform.</summary>
    [Flag("--all", IsOurs = true)]
    public bool All { get; set; }

    /// <summary>Goes on with a list of that name when there is one, with all its entries, instead of failing.</summary>
    [Flag("--amend")]
    public bool Amend { get; set; }

    /// <summary>Annotations of the list. Podman 5.0 and newer.</summary>
    [Flag("--annotation", Since = "5.0")]
    public IDictionary<string, string?> Annotations { get; } = new Dictionary<string, string?>();

    /// <summary>Whether a registry must speak HTTPS with a certificate that is vouched for.</summary>
    [Flag("--tls-verify")]
    public bool? TlsVerify { get; set; }
}
