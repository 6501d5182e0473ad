using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Build;

/// <summary>The result of a build: a checked local list with one entry per platform.</summary>
/// <param name="ListName">The local name of the list.</param>
/// <param name="Platforms">One entry per platform, in the order of the plan.</param>
internal sealed record BuiltImage(string ListName, IReadOnlyList<BuiltPlatform> Platforms);

/// <summary>The image of one platform in local storage.</summary>
/// <param name="Platform">The platform of the image.</param>
/// <param name="Mode">How its steps were run.</param>
/// <param name="ImageId">The digest of its config, <c>sha256:…</c>. It is the same in every registry.</param>
/// <param name="LocalDigest">The digest of its local manifest. A push compresses the layers, so the pushed manifest has another
/// digest.</param>
/// <param name="SizeBytes">Its size in local storage.</param>
internal sealed record BuiltPlatform(Platform Platform, BuildMode Mode, string ImageId, string LocalDigest, long SizeBytes)
{
    /// <summary>How its containers are started.</summary>
    public required ImageConfig Config { get; init; }
}
