using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Pushing and pulling images.</content>
public static partial class PodmanAliases
{
    /// <summary>Pushes an image, or a list with all its images.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">
    /// The destination: a reference, or a name with a transport, such as <c>oci:./artifacts/layout:1.4.2</c>.
    /// </param>
    /// <returns>The destination, and the digest of the manifest or index there.</returns>
    /// <exception cref="MultiArchException">
    /// The image does not exist (MA1434), the list cannot be pushed (MA1411), or the registry refuses (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// var pushed = PodmanPush("localhost/web:latest", "registry.example.com/demo/web:1.4.2");
    /// Information(pushed.Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanPushResult PodmanPush(this ICakeContext context, string image, string destination) =>
        context.PodmanPush(image, destination, new PodmanPushSettings());

    /// <summary>
    /// Pushes an image, or a list with all its images. For a list, podman itself would push only the image of its own platform. A list is
    /// checked first, as ManifestPush does. Settings that apply only to images are refused for a list.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">
    /// The destination: a reference, or a name with a transport, such as <c>oci:./artifacts/layout:1.4.2</c>.
    /// </param>
    /// <param name="settings">The settings.</param>
    /// <returns>The destination, and the digest of the manifest or index there.</returns>
    /// <exception cref="MultiArchException">
    /// The image does not exist (MA1434), the list cannot be pushed (MA1411), or the registry refuses (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// PodmanPush("localhost/web:latest", "registry.example.com/demo/web:1.4.2", new PodmanPushSettings {
    ///     AuthFile = "./artifacts/auth.json", CompressionFormat = PodmanCompression.Zstd });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanPushResult PodmanPush(this ICakeContext context, string image, string destination, PodmanPushSettings settings) =>
        Interruptible.Wait("podman push", token => PushAsync(context, image, destination, settings, token));

    /// <summary>Pushes without blocking the script, for example to several registries at the same time.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">
    /// The destination: a reference, or a name with a transport, such as <c>oci:./artifacts/layout:1.4.2</c>.
    /// </param>
    /// <param name="settings">The settings.</param>
    /// <returns>The destination, and the digest of the manifest or index there.</returns>
    /// <exception cref="MultiArchException">
    /// The image does not exist (MA1434), the list cannot be pushed (MA1411), or the registry refuses (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// var push = PodmanPushAsync("localhost/web:latest", "registry.example.com/demo/web:1.4.2", new PodmanPushSettings());
    /// Information(push.GetAwaiter().GetResult().Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanPushResult> PodmanPushAsync(
        this ICakeContext context, string image, string destination, PodmanPushSettings settings) =>
        context.PodmanPushAsync(image, destination, settings, CancellationToken.None);

    /// <summary>
    /// Pushes without blocking the script. When the token is cancelled, podman is interrupted, and killed after a grace period.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">
    /// The destination: a reference, or a name with a transport, such as <c>oci:./artifacts/layout:1.4.2</c>.
    /// </param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Interrupts podman when it is cancelled.</param>
    /// <returns>The destination, and the digest of the manifest or index there.</returns>
    /// <exception cref="MultiArchException">
    /// The image does not exist (MA1434), the list cannot be pushed (MA1411), or the registry refuses (MA14xx).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    /// var push = PodmanPushAsync("localhost/web:latest", "registry.example.com/demo/web:1.4.2", new PodmanPushSettings(), limit.Token);
    /// Information(push.GetAwaiter().GetResult().Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanPushResult> PodmanPushAsync(
        this ICakeContext context, string image, string destination, PodmanPushSettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync("podman push", token => PushAsync(context, image, destination, settings, token), cancellationToken);

    /// <summary>
    /// Pulls an image. From an index it pulls the image for podman's own platform. It also pulls a single image of another platform. Set
    /// Platform to refuse such an image.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, such as <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <returns>The image in the local storage.</returns>
    /// <exception cref="MultiArchException">
    /// The image is for another platform than requested (MA1446), or the registry refuses or does not have it (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// Information(PodmanPull("registry.example.com/demo/web:1.4.2").Platform);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanPullResult PodmanPull(this ICakeContext context, string image) =>
        context.PodmanPull(image, new PodmanPullSettings());

    /// <summary>
    /// Pulls an image. It fails when the image is for another platform than the settings request. Podman itself would only warn.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, such as <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The image in the local storage.</returns>
    /// <exception cref="MultiArchException">
    /// The image is for another platform than requested (MA1446), or the registry refuses or does not have it (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// var pulled = PodmanPull("registry.example.com/demo/web:1.4.2", new PodmanPullSettings { Platform = "linux/arm64" });
    /// Information("{0} {1}", pulled.Platform, pulled.ImageId);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanPullResult PodmanPull(this ICakeContext context, string image, PodmanPullSettings settings) =>
        Interruptible.Wait("podman pull", token => PodmanClient.For(context).PullAsync(image, settings, Show(context), token));

    /// <summary>Pulls without blocking the script, for example during a build.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, such as <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The image in the local storage.</returns>
    /// <exception cref="MultiArchException">
    /// The image is for another platform than requested (MA1446), or the registry refuses or does not have it (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// var pull = PodmanPullAsync("registry.example.com/demo/web:1.4.2", new PodmanPullSettings { Platform = "linux/arm64" });
    /// Information(pull.GetAwaiter().GetResult().ImageId);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanPullResult> PodmanPullAsync(this ICakeContext context, string image, PodmanPullSettings settings) =>
        context.PodmanPullAsync(image, settings, CancellationToken.None);

    /// <summary>
    /// Pulls without blocking the script. When the token is cancelled, podman is interrupted, and killed after a grace period.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, such as <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Interrupts podman when it is cancelled.</param>
    /// <returns>The image in the local storage.</returns>
    /// <exception cref="MultiArchException">
    /// The image is for another platform than requested (MA1446), or the registry refuses or does not have it (MA14xx).
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    /// var pull = PodmanPullAsync("registry.example.com/demo/web:1.4.2", new PodmanPullSettings(), limit.Token);
    /// Information(pull.GetAwaiter().GetResult().ImageId);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanPullResult> PodmanPullAsync(
        this ICakeContext context, string image, PodmanPullSettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync(
            "podman pull", token => PodmanClient.For(context).PullAsync(image, settings, Show(context), token), cancellationToken);

    private static Task<PodmanPushResult> PushAsync(
        ICakeContext context, string image, string destination, PodmanPushSettings settings, CancellationToken token) =>
        new ImagePush(PodmanClient.For(context)).RunAsync(image, destination, settings, Show(context), token);
}
