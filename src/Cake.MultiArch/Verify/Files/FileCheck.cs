using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>Tells whether the files of an image are of the platform that the image is for.</summary>
internal static class FileCheck
{
    /// <param name="platform">The platform of the image's entry.</param>
    /// <param name="config">The image's configuration: what is started.</param>
    /// <param name="files">The image's files.</param>
    /// <param name="mode">How strictly.</param>
    /// <param name="allowed">The files that may be of another architecture.</param>
    public static FileReport Check(Platform platform, ImageConfig config, ImageFiles files, VerifyMode mode, IReadOnlyList<PathPattern> allowed) =>
        throw new NotImplementedException();
}
