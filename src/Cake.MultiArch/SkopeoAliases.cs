using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;
using Cake.MultiArch.Skopeo;

namespace Cake.MultiArch;

/// <summary>
/// Skopeo's commands, where skopeo is installed: images and indexes are copied and looked at where they are. A bare name is one of a
/// registry.
/// </summary>
/// <remarks>https://github.com/containers/skopeo</remarks>
[CakeAliasCategory("MultiArch")]
[CakeNamespaceImport("Cake.MultiArch.Skopeo")]
[CakeNamespaceImport("Cake.MultiArch.Podman")]
[CakeNamespaceImport("Cake.MultiArch.Oci")]
public static class SkopeoAliases
{
    /// <summary>Copies the image of the host's platform from one place to another, without a local storage in between.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="source">Where from: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="destination">Where to: the same.</param>
    /// <returns>What was copied; its digest is that at the destination.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// SkopeoCopy("registry.example.com/demo/web:1.4.2", "mirror.example.com/demo/web:1.4.2");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoCopyResult SkopeoCopy(this ICakeContext context, string source, string destination) =>
        context.SkopeoCopy(source, destination, new SkopeoCopySettings());

    /// <summary>Copies an image, or with <see cref="SkopeoCopySettings.All"/> an index with all its images.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="source">Where from: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="destination">Where to: the same.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was copied; its digest is that at the destination.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// SkopeoCopy("registry.example.com/demo/web:1.4.2", "mirror.example.com/demo/web:1.4.2", new SkopeoCopySettings {
    ///     All = true, PreserveDigests = true, AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoCopyResult SkopeoCopy(this ICakeContext context, string source, string destination, SkopeoCopySettings settings) =>
        Interruptible.Wait("skopeo copy", token => CopyAsync(context, source, destination, settings, token));

    /// <summary>Copies with settings that are made in place.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="source">Where from: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="destination">Where to: the same.</param>
    /// <param name="configure">Changes the default settings.</param>
    /// <returns>What was copied; its digest is that at the destination.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var copied = SkopeoCopy("oci:./artifacts/layout:1.4.2", "registry.example.com/demo/web:1.4.2", settings => settings.All = true);
    /// Information(copied.Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoCopyResult SkopeoCopy(this ICakeContext context, string source, string destination, Action<SkopeoCopySettings> configure) =>
        context.SkopeoCopy(source, destination, PodmanAliases.Configured(configure));

    /// <summary>Copies without blocking the script, for example to several registries at once.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="source">Where from: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="destination">Where to: the same.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was copied; its digest is that at the destination.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var copy = SkopeoCopyAsync("registry.example.com/demo/web:1.4.2", "mirror.example.com/demo/web:1.4.2", new SkopeoCopySettings { All = true });
    /// Information(copy.GetAwaiter().GetResult().Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static Task<SkopeoCopyResult> SkopeoCopyAsync(this ICakeContext context, string source, string destination, SkopeoCopySettings settings) =>
        context.SkopeoCopyAsync(source, destination, settings, CancellationToken.None);

    /// <summary>Copies without blocking the script, until a token is cancelled: skopeo is then interrupted, and killed after a grace period.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="source">Where from: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="destination">Where to: the same.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Interrupts skopeo.</param>
    /// <returns>What was copied; its digest is that at the destination.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    /// SkopeoCopyAsync("registry.example.com/demo/web:1.4.2", "dir:./artifacts/web", new SkopeoCopySettings(), limit.Token).GetAwaiter().GetResult();
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static Task<SkopeoCopyResult> SkopeoCopyAsync(
        this ICakeContext context, string source, string destination, SkopeoCopySettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync("skopeo copy", token => CopyAsync(context, source, destination, settings, token), cancellationToken);

    /// <summary>Looks at an image where it is, without pulling it; of an index at that of the host's platform.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var image = SkopeoInspect("registry.example.com/demo/web:1.4.2");
    /// Information("{0} {1}", image.Platform, image.Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoInspection SkopeoInspect(this ICakeContext context, string image) =>
        context.SkopeoInspect(image, new SkopeoInspectSettings());

    /// <summary>Looks at an image where it is; of an index at that of <see cref="SkopeoSettings.Platform"/>.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var image = SkopeoInspect("registry.example.com/demo/web:1.4.2", new SkopeoInspectSettings { Platform = "linux/arm64", NoTags = true });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoInspection SkopeoInspect(this ICakeContext context, string image, SkopeoInspectSettings settings) =>
        Interruptible.Wait("skopeo inspect", token => Client(context).InspectAsync(image, settings, token));

    /// <summary>Looks at an image where it is, with settings that are made in place.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="configure">Changes the default settings.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the image is for another platform (MA1474), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var image = SkopeoInspect("127.0.0.1:5000/demo/web:1.4.2", settings => settings.TlsVerify = false);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static SkopeoInspection SkopeoInspect(this ICakeContext context, string image, Action<SkopeoInspectSettings> configure) =>
        context.SkopeoInspect(image, PodmanAliases.Configured(configure));

    /// <summary>Reads an index where it is.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <returns>The index.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the name is no index (MA1014), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// foreach (var entry in SkopeoInspectIndex("registry.example.com/demo/web:1.4.2").Manifests)
    /// {
    ///     Information("{0} {1}", entry.Platform, entry.Digest);
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static ImageIndex SkopeoInspectIndex(this ICakeContext context, string image) =>
        context.SkopeoInspectIndex(image, new SkopeoInspectSettings());

    /// <summary>Reads an index where it is.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>The index.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the name is no index (MA1014), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var index = SkopeoInspectIndex("registry.example.com/demo/web:1.4.2", new SkopeoInspectSettings { AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static ImageIndex SkopeoInspectIndex(this ICakeContext context, string image, SkopeoInspectSettings settings) =>
        Interruptible.Wait("skopeo inspect", token => Client(context).InspectIndexAsync(image, settings, token));

    /// <summary>Reads an index where it is, with settings that are made in place.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="configure">Changes the default settings.</param>
    /// <returns>The index.</returns>
    /// <exception cref="MultiArchException">There is no skopeo (MA1470), the name is no index (MA1014), or a registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var index = SkopeoInspectIndex("oci:./artifacts/layout:1.4.2", settings => settings.Debug = true);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Skopeo")]
    public static ImageIndex SkopeoInspectIndex(this ICakeContext context, string image, Action<SkopeoInspectSettings> configure) =>
        context.SkopeoInspectIndex(image, PodmanAliases.Configured(configure));

    private static SkopeoClient Client(ICakeContext context) => new(PodmanClient.For(context).Host);

    private static Task<SkopeoCopyResult> CopyAsync(
        ICakeContext context, string source, string destination, SkopeoCopySettings settings, CancellationToken token) =>
        Client(context).CopyAsync(source, destination, settings, PodmanAliases.Show(context), token);
}
