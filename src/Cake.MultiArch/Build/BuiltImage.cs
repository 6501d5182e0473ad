using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Build;

/// <summary>What was built: a local list with one entry a platform, checked.</summary>
/// <param name="ListName">The local name of the list.</param>
/// <param name="Platforms">One entry a platform, in the order of the plan.</param>
internal sealed record BuiltImage(string ListName, IReadOnlyList<BuiltPlatform> Platforms);

/// <summary>The image of one platform in local storage.</summary>
/// <param name="Platform">What it is for.</param>
/// <param name="Mode">How its steps were run.</param>
/// <param name="ImageId">The digest of its config, <c>sha256:…</c>: the same wherever the image is pushed to.</param>
/// <param name="LocalDigest">The digest of its local manifest. Pushing compresses the layers and so gives another one.</param>
/// <param name="SizeBytes">Its size in local storage.</param>
internal sealed record BuiltPlatform(Platform Platform, BuildMode Mode, string ImageId, string LocalDigest, long SizeBytes)
{
    /// <summary>How its containers are started.</summary>
    public required ImageConfig Config { get; init; }
}
