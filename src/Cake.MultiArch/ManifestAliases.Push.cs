using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Pushing lists.</content>
public static partial class ManifestAliases
{
    /// <summary>Pushes a list with all its images.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="destination">
    /// The destination: a reference, or a name with a transport, such as <c>oci:./artifacts/layout:1.4.2</c>.
    /// </param>
    /// <returns>The destination, and the digest of the index there.</returns>
    /// <exception cref="MultiArchException">The list cannot be pushed (MA1411), or the registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var pushed = ManifestPush("localhost/web:run42", "registry.example.com/demo/web:1.4.2");
    /// Information(pushed.Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ManifestPushResult ManifestPush(this ICakeContext context, string list, string destination) =>
        context.ManifestPush(list, destination, new ManifestPushSettings());

    /// <summary>Pushes a list. A list that is empty or has two entries for one platform is refused. Podman itself would push it.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="destination">The destination: a reference, or a name with a transport.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The destination, and the digest of the index there.</returns>
    /// <exception cref="MultiArchException">The list cannot be pushed (MA1411), or the registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// ManifestPush("localhost/web:run42", "registry.example.com/demo/web:1.4.2", new ManifestPushSettings {
    ///     AuthFile = "./artifacts/auth.json", CompressionFormat = PodmanCompression.Zstd });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ManifestPushResult ManifestPush(
        this ICakeContext context, string list, string destination, ManifestPushSettings settings) =>
        Interruptible.Wait("podman manifest push", token => PushAsync(context, list, destination, settings, token));

    /// <summary>Pushes a list without blocking the script.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="destination">The destination: a reference, or a name with a transport.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The destination, and the digest of the index there.</returns>
    /// <exception cref="MultiArchException">The list cannot be pushed (MA1411), or the registry refuses (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var first = ManifestPushAsync("localhost/web:run42", "registry.example.com/demo/web:1.4.2", new ManifestPushSettings());
    /// var second = ManifestPushAsync("localhost/web:run42", "mirror.example.com/demo/web:1.4.2", new ManifestPushSettings());
    /// System.Threading.Tasks.Task.WaitAll(first, second);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static Task<ManifestPushResult> ManifestPushAsync(
        this ICakeContext context, string list, string destination, ManifestPushSettings settings) =>
        context.ManifestPushAsync(list, destination, settings, CancellationToken.None);

    /// <summary>
    /// Pushes a list without blocking the script. When the token is cancelled, podman is interrupted, and killed after a grace period.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="destination">The destination: a reference, or a name with a transport.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Interrupts podman when it is cancelled.</param>
    /// <returns>The destination, and the digest of the index there.</returns>
    /// <exception cref="MultiArchException">The list cannot be pushed (MA1411), or the registry refuses (MA14xx).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    /// var push = ManifestPushAsync("localhost/web:run42", "registry.example.com/demo/web:1.4.2", new ManifestPushSettings(), limit.Token);
    /// Information(push.GetAwaiter().GetResult().Digest);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static Task<ManifestPushResult> ManifestPushAsync(
        this ICakeContext context, string list, string destination, ManifestPushSettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync("podman manifest push", token => PushAsync(context, list, destination, settings, token), cancellationToken);

    private static Task<ManifestPushResult> PushAsync(
        ICakeContext context, string list, string destination, ManifestPushSettings settings, CancellationToken token) =>
        new CheckedPush(PodmanClient.For(context)).RunAsync(list, destination, settings, PodmanAliases.Show(context), token);
}
