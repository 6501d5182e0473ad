using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>An image that stages are based on or copy files from.</summary>
/// <param name="Reference">Its name, with variables filled in. A name without a registry gets one if podman has only one to ask.</param>
/// <param name="Written">Its name, with variables filled in, as podman looks for it in its storage.</param>
/// <param name="Where">The Containerfile and the line of the first stage that uses it.</param>
/// <param name="Wanted">The platforms whose builds use it.</param>
internal sealed record BaseImage(ImageReference Reference, ImageReference Written, string Where, IReadOnlyList<Platform> Wanted)
{
    /// <summary>Whether its name has no registry, so that podman has to find one.</summary>
    public bool IsShort => Reference.Domain.Length == 0;

    /// <summary>Whether it is built on this host. No registry has names below localhost without a port.</summary>
    public bool IsOfThisHost => Reference.Domain == "localhost";

    /// <summary>The manifest in the registry; null if the registry was not asked or does not have it.</summary>
    public RegistryManifest? Manifest { get; init; }

    /// <summary>The platforms that the registry has it for; empty if they are not known.</summary>
    public IReadOnlyList<Platform> Offered { get; init; } = [];

    /// <summary>The entries of the index for the wanted platforms; empty if the image is not an index.</summary>
    public IReadOnlyList<Descriptor> Entries { get; init; } = [];

    /// <summary>Why the registry does not give it; null if it does, or if it was not asked.</summary>
    public Problem? Failure { get; init; }

    public bool IsIndex => Manifest is { } manifest && MediaTypes.IsIndex(manifest.MediaType);

    /// <summary>Whether an entry of the index names no platform. Podman uses such an entry for any platform.</summary>
    public bool IsForAny { get; init; }

    /// <summary>The wanted platforms that it does not have.</summary>
    public IReadOnlyList<Platform> Missing =>
        IsForAny || (Offered.Count == 0 && !IsIndex) ? [] : [.. Wanted.Where(wanted => !Offered.Any(offered => Serves(offered, wanted)))];

    /// <summary>
    /// Whether podman may use an image for one platform for another. All variants of arm count, because podman matches them in several
    /// ways.
    /// </summary>
    public static bool Serves(Platform offered, Platform wanted) =>
        offered.Os == wanted.Os && offered.Architecture == wanted.Architecture
        && (offered.Variant is null || wanted.Variant is null || offered.Architecture == "arm" || offered.Variant == wanted.Variant);
}
