using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>An image that stages are built on or take files from.</summary>
/// <param name="Reference">Its name, variables filled in, with the registry that a name without one leads to.</param>
/// <param name="Written">Its name, variables filled in: the one that podman looks for in its storage.</param>
/// <param name="Where">The Containerfile and the line of the first stage that takes it.</param>
/// <param name="Wanted">The platforms that it is taken for.</param>
internal sealed record BaseImage(ImageReference Reference, ImageReference Written, string Where, IReadOnlyList<Platform> Wanted)
{
    /// <summary>Whether its name has no registry, and it is podman's to find one.</summary>
    public bool IsShort => Reference.Domain.Length == 0;

    /// <summary>Whether it is built on this host: what stands below localhost without a port is in no registry.</summary>
    public bool IsOfThisHost => Reference.Domain == "localhost";

    /// <summary>What the registry holds; null when it was not asked, or does not have it.</summary>
    public RegistryManifest? Manifest { get; init; }

    /// <summary>The platforms that the registry has it for; empty when that is not known.</summary>
    public IReadOnlyList<Platform> Offered { get; init; } = [];

    /// <summary>The entries of the index that the wanted platforms are built on; empty for an image that is no index.</summary>
    public IReadOnlyList<Descriptor> Entries { get; init; } = [];

    /// <summary>Why the registry does not say; null when it does, or was not asked.</summary>
    public Problem? Failure { get; init; }

    public bool IsIndex => Manifest is { } manifest && MediaTypes.IsIndex(manifest.MediaType);

    /// <summary>Whether an entry of the index names no platform: podman takes such an entry for any.</summary>
    public bool IsForAny { get; init; }

    /// <summary>The wanted platforms that it is not there for.</summary>
    public IReadOnlyList<Platform> Missing =>
        IsForAny || (Offered.Count == 0 && !IsIndex) ? [] : [.. Wanted.Where(wanted => !Offered.Any(offered => Serves(offered, wanted)))];

    /// <summary>
    /// Whether podman may take an image for one platform for another; it does with the variants of arm in more ways than one.
    /// </summary>
    public static bool Serves(Platform offered, Platform wanted) =>
        offered.Os == wanted.Os && offered.Architecture == wanted.Architecture
        && (offered.Variant is null || wanted.Variant is null || offered.Architecture == "arm" || offered.Variant == wanted.Variant);
}
