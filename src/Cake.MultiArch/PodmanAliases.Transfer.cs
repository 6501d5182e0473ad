using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Images on their way to and from registries.</content>
public static partial class PodmanAliases
{
    /// <summary>Pushes an image, or a list with all its images.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">Where to: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <returns>What was pushed; its digest is that of the manifest or index at the destination.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), it is a list that must not be pushed (MA1411), or the registry refuses (MA14xx).</exception>
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

    /// <summary>Pushes an image, or a list with all its images: podman would push the one image of its own platform. A list is looked at first, as
    /// ManifestPush does, and settings that only images have are refused for it.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">Where to: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was pushed; its digest is that of the manifest or index at the destination.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), it is a list that must not be pushed (MA1411), or the registry refuses (MA14xx).</exception>
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

    /// <summary>Pushes without blocking the script, for example to several registries at once.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">Where to: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was pushed; its digest is that of the manifest or index at the destination.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), it is a list that must not be pushed (MA1411), or the registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var push = PodmanPushAsync("localhost/web:latest", "registry.example.com/demo/web:1.4.2", new PodmanPushSettings());
    /// Information(push.GetAwaiter().GetResult().Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanPushResult> PodmanPushAsync(this ICakeContext context, string image, string destination, PodmanPushSettings settings) =>
        context.PodmanPushAsync(image, destination, settings, CancellationToken.None);

    /// <summary>Pushes without blocking the script, until a token is cancelled: podman is then interrupted, and killed after a grace period.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="destination">Where to: a reference, or a name with a transport, for example <c>oci:./artifacts/layout:1.4.2</c>.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Interrupts podman.</param>
    /// <returns>What was pushed; its digest is that of the manifest or index at the destination.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), it is a list that must not be pushed (MA1411), or the registry refuses (MA14xx).</exception>
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

    /// <summary>Pulls an image; of an index, that for the platform of the podman that pulls. A lone image of another platform is pulled too: set Platform to have it refused.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <returns>The image as the local storage has it now.</returns>
    /// <exception cref="MultiArchException">The image is for another platform than was asked for (MA1446), or the registry refuses or does not have it (MA14xx).</exception>
    /// <example>
    /// <code>
    /// Information(PodmanPull("registry.example.com/demo/web:1.4.2").Platform);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanPullResult PodmanPull(this ICakeContext context, string image) =>
        context.PodmanPull(image, new PodmanPullSettings());

    /// <summary>Pulls an image. One for another platform than the settings ask for fails: podman would only warn.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>The image as the local storage has it now.</returns>
    /// <exception cref="MultiArchException">The image is for another platform than was asked for (MA1446), or the registry refuses or does not have it (MA14xx).</exception>
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

    /// <summary>Pulls without blocking the script, for example beside a build.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">How.</param>
    /// <returns>The image as the local storage has it now.</returns>
    /// <exception cref="MultiArchException">The image is for another platform than was asked for (MA1446), or the registry refuses or does not have it (MA14xx).</exception>
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

    /// <summary>Pulls without blocking the script, until a token is cancelled: podman is then interrupted, and killed after a grace period.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A reference, or a name with a transport, for example <c>docker-archive:./artifacts/web.tar</c>.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Interrupts podman.</param>
    /// <returns>The image as the local storage has it now.</returns>
    /// <exception cref="MultiArchException">The image is for another platform than was asked for (MA1446), or the registry refuses or does not have it (MA14xx).</exception>
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
