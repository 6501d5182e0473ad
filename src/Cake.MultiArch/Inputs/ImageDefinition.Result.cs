using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>How the index is made, and what is checked before it is published.</content>
public sealed partial class ImageDefinition
{
    /// <summary>
    /// Sets an annotation of the index. OCI's annotations that git knows (created, revision, source, version) are always written.
    /// </summary>
    /// <param name="key">The key, for example <c>org.opencontainers.image.licenses</c>.</param>
    /// <param name="value">The value; empty to leave out an annotation that would be written otherwise.</param>
    /// <returns>This image.</returns>
    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md</remarks>
    public ImageDefinition Annotation(string key, string value)
    {
        Common.Annotation(key, value);
        return this;
    }

    /// <summary>The format of the index and the images.</summary>
    /// <param name="format">OCI's, which is the default, or Docker's schema 2.</param>
    /// <returns>This image.</returns>
    public ImageDefinition ImageFormat(ManifestFormat format) => Set(InputTable.ImageFormat, format);

    /// <summary>How the layers are compressed.</summary>
    /// <param name="compression">The method; the default is gzip.</param>
    /// <param name="level">How hard: 1 to 9 for gzip, 1 to 20 for Zstandard; null for podman's own. Podman 4.6 and newer.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Compression(PodmanCompression compression, int? level = null) =>
        Set(InputTable.Compression, compression).Set(InputTable.CompressionLevel, level);

    /// <summary>
    /// Makes the digest depend on the commit alone: all times are the commit's, or SOURCE_DATE_EPOCH, and no step comes from the layer
    /// cache.
    /// </summary>
    /// <returns>This image.</returns>
    public ImageDefinition Reproducible() => Set(InputTable.Reproducible, true);

    /// <summary>Which files of the images are refused before they are published.</summary>
    /// <param name="mode">How strict the check is.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Verify(VerifyMode mode) => Set(InputTable.Verify, mode);

    /// <summary>
    /// Adds files that may be for another architecture than the image. <c>--allow-foreign</c> replaces all of them.
    /// </summary>
    /// <param name="patterns">
    /// Absolute paths in the image. <c>*</c> stands for a part of a name and <c>**</c> for any folders; a folder includes all its files.
    /// </param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">A pattern is not an absolute path.</exception>
    /// <example>
    /// <code>
    /// MultiArch.Image("builder").AllowForeign("/opt/cross", "/usr/lib/firmware/**/*.elf");
    /// </code>
    /// </example>
    public ImageDefinition AllowForeign(params string[] patterns)
    {
        Values.ReadMore(InputTable.AllowForeign, patterns);
        return this;
    }

    /// <summary>A command that is run in the image of each platform before a tag is moved.</summary>
    /// <param name="command">The program and its arguments, split as a shell does it. It has to end with exit code 0.</param>
    /// <returns>This image.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").Smoke("/app/web --version");
    /// </code>
    /// </example>
    public ImageDefinition Smoke(string command) => Set(InputTable.Smoke, command);

    /// <summary>How long the smoke test's command may run on one platform.</summary>
    /// <param name="limit">More than no time, at most a day; the default is 300 seconds. It is checked when the inputs are read.</param>
    /// <returns>This image.</returns>
    public ImageDefinition SmokeLimit(TimeSpan limit) => Set(InputTable.SmokeLimit, limit);
}
