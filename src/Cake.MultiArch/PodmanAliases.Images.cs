using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Logging in, the version, and inspecting images.</content>
public static partial class PodmanAliases
{
    /// <summary>
    /// Logs in to a registry and stores the login in podman's default authfile. Podman gets the password on standard input.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="credentials">Registry, user and password. The password is masked in all output.</param>
    /// <returns>The user who is logged in now.</returns>
    /// <exception cref="MultiArchException">The registry refuses the login, or cannot be reached (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanLogin(new RegistryCredentials("registry.example.com", "ci", EnvironmentVariable("REGISTRY_PASSWORD")));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLoginResult PodmanLogin(this ICakeContext context, RegistryCredentials credentials) =>
        context.PodmanLogin(
            credentials.Registry,
            new PodmanLoginSettings { Username = credentials.Username, Password = credentials.Password });

    /// <summary>Logs in to a registry, or returns the user who is logged in.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">The host and port of the registry.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The user who is logged in now.</returns>
    /// <exception cref="MultiArchException">The registry refuses the login, or cannot be reached (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanLogin("registry.example.com", new PodmanLoginSettings {
    ///     Username = "ci", Password = EnvironmentVariable("REGISTRY_PASSWORD"), AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLoginResult PodmanLogin(this ICakeContext context, string registry, PodmanLoginSettings settings) =>
        Interruptible.Wait("podman login", token => PodmanClient.For(context).LoginAsync(registry, settings, token));

    /// <summary>Returns the version of podman. The addin asks podman only once. The oldest supported version is 4.3.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The version of the program, and of the service if podman uses one.</returns>
    /// <exception cref="MultiArchException">Podman was not found, is too old, or does not answer (MA1401 to MA1405).</exception>
    /// <example>
    /// <code>
    /// Information("podman {0}", PodmanVersion().Version);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanVersionInfo PodmanVersion(this ICakeContext context) => context.PodmanVersion(new PodmanVersionSettings());

    /// <summary>Returns the version of podman.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">Which podman to ask, for example through a connection.</param>
    /// <returns>The version of the program, and of the service if podman uses one.</returns>
    /// <exception cref="MultiArchException">Podman was not found, is too old, or does not answer (MA1401 to MA1405).</exception>
    /// <example>
    /// <code>
    /// var version = PodmanVersion(new PodmanVersionSettings { ToolPath = "/usr/bin/podman" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanVersionInfo PodmanVersion(this ICakeContext context, PodmanVersionSettings settings) =>
        Interruptible.Wait("podman version", token => PodmanClient.For(context).VersionAsync(settings, token));

    /// <summary>Inspects an image in the local storage.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A name or an identifier.</param>
    /// <param name="settings">
    /// Which storage to use; null for podman's default. (The parameter is optional because a separate overload would clash with the addin
    /// Cake.Podman.)
    /// </param>
    /// <returns>The image.</returns>
    /// <exception cref="MultiArchException">The image does not exist (MA1434).</exception>
    /// <example>
    /// <code>
    /// var image = PodmanImageInspect("localhost/web:latest");
    /// Information("{0}, {1} bytes", image.Platform, image.Size);
    /// var other = PodmanImageInspect("localhost/web:latest", new PodmanImageInspectSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static ImageInspection PodmanImageInspect(
        this ICakeContext context, string image, PodmanImageInspectSettings? settings = null) =>
        context.PodmanImageInspect([image], settings ?? new PodmanImageInspectSettings())[0];

    /// <summary>Inspects several images in the local storage in one call.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="images">Names or identifiers.</param>
    /// <param name="settings">Which storage to use.</param>
    /// <returns>One result per name, in the same order.</returns>
    /// <exception cref="MultiArchException">One of the images does not exist (MA1434).</exception>
    /// <example>
    /// <code>
    /// foreach (var image in PodmanImageInspect(new[] { "localhost/web:latest", "localhost/api:latest" }, new
    /// PodmanImageInspectSettings())) {     Information("{0}: {1}", image.Id, image.Architecture); }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static IReadOnlyList<ImageInspection> PodmanImageInspect(
        this ICakeContext context, IEnumerable<string> images, PodmanImageInspectSettings settings) =>
        Interruptible.Wait("podman image inspect", token => PodmanClient.For(context).ImageInspectAsync([.. images], settings, token));
}
