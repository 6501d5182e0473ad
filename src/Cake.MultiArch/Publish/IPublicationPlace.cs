using Cake.MultiArch.Assemble;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Publish;

/// <summary>
/// A repository of a registry, or the folder of an OCI layout. Content is stored by its digest first, where no user sees it. A tag moves
/// last, after everything was read back.
/// </summary>
internal interface IPublicationPlace : IDisposable
{
    /// <summary>The name as the user writes it.</summary>
    string Name { get; }

    /// <summary>The tags that the user wants in this place.</summary>
    IReadOnlyList<Destination> Destinations { get; }

    /// <summary>Stores the images and the index by their digests. Tags do not change.</summary>
    /// <exception cref="Problems.MultiArchException">The place cannot be written, or refuses the content.</exception>
    Task StoreAsync(AssembledImage image, CancellationToken token);

    /// <summary>Reads back what was stored.</summary>
    IPublishedImage Stored(AssembledImage image);

    /// <summary>Moves one tag to the stored index, and reads the tag back.</summary>
    /// <exception cref="Problems.MultiArchException">The place cannot be written, or refuses the tag.</exception>
    Task<TagReceipt> TagAsync(Destination destination, AssembledImage image, CancellationToken token);
}

/// <summary>The result of moving a tag.</summary>
/// <param name="Destination">The tag.</param>
/// <param name="Digest">The digest that the tag has when it is read back; null when the tag does not exist.</param>
/// <param name="IsOurs">Whether this is the digest that the run published.</param>
/// <param name="KeptRevision">The commit of the published image when it is newer than ours and the tag was not moved; else null.</param>
internal sealed record TagReceipt(Destination Destination, Digest? Digest, bool IsOurs, string? KeptRevision = null)
{
    /// <summary>The time until the place showed the tag; zero when it showed the tag at once.</summary>
    public TimeSpan Waited { get; init; }
}
