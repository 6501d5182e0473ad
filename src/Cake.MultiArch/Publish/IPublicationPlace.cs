using Cake.MultiArch.Assemble;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Publish;

/// <summary>
/// A repository of a registry, or the folder of a layout. Content is put there by its digest first, where nobody looks for it; a tag
/// is moved last, when all of it was read back.
/// </summary>
internal interface IPublicationPlace : IDisposable
{
    /// <summary>The place as the user names it.</summary>
    string Name { get; }

    /// <summary>The tags in it that are wanted.</summary>
    IReadOnlyList<Destination> Destinations { get; }

    /// <summary>Puts the images and the index there by their digests. No tag is changed.</summary>
    /// <exception cref="Problems.MultiArchException">The place refuses.</exception>
    Task StoreAsync(AssembledImage image, CancellationToken token);

    /// <summary>Reads what was put there.</summary>
    IPublishedImage Stored(AssembledImage image);

    /// <summary>Moves one tag to the index that was put there, and reads it back.</summary>
    /// <exception cref="Problems.MultiArchException">The place refuses.</exception>
    Task<TagReceipt> TagAsync(Destination destination, AssembledImage image, CancellationToken token);
}

/// <summary>What came of a tag.</summary>
/// <param name="Destination">The tag.</param>
/// <param name="Digest">The digest of what it names, as it was read; null when it names nothing.</param>
/// <param name="IsOurs">Whether that is what was published.</param>
/// <param name="KeptRevision">The commit of what the tag names when that is newer than ours and was left alone; else null.</param>
internal sealed record TagReceipt(Destination Destination, Digest? Digest, bool IsOurs, string? KeptRevision = null)
{
    /// <summary>How long the place was given to show it; zero when it showed it at once.</summary>
    public TimeSpan Waited { get; init; }
}
