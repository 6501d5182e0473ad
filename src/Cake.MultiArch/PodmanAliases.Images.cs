using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Registries, the version, and images that are there.</content>
public static partial class PodmanAliases
{
    /// <summary>Logs in to a registry, into podman's default authfile. The password goes to podman's standard input.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="credentials">Registry, user and password; the password is masked wherever output is shown.</param>
    /// <returns>Who is logged in now.</returns>
    /// <exception cref="MultiArchException">The registry refuses, or cannot be reached (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanLogin(new RegistryCredentials("registry.example.com", "ci", EnvironmentVariable("REGISTRY_PASSWORD")));
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLoginResult PodmanLogin(this ICakeContext context, RegistryCredentials credentials) =>
        context.PodmanLogin(credentials.Registry, new PodmanLoginSettings { Username = credentials.Username, Password = credentials.Password });

    /// <summary>Logs in to a registry, or answers who is.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">Host and port.</param>
    /// <param name="settings">How.</param>
    /// <returns>Who is logged in now.</returns>
    /// <exception cref="MultiArchException">The registry refuses, or cannot be reached (MA14xx).</exception>
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

    /// <summary>Which podman is used. It is asked once; 4.3 is the oldest that is supported.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The version of the program, and of the service when there is one.</returns>
    /// <exception cref="MultiArchException">There is no podman, it is too old, or does not answer (MA1401 to MA1405).</exception>
    /// <example>
    /// <code>
    /// Information("podman {0}", PodmanVersion().Version);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanVersionInfo PodmanVersion(this ICakeContext context) => context.PodmanVersion(new PodmanVersionSettings());

    /// <summary>Which podman is used.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">Where to ask, for example a connection.</param>
    /// <returns>The version of the program, and of the service when there is one.</returns>
    /// <exception cref="MultiArchException">There is no podman, it is too old, or does not answer (MA1401 to MA1405).</exception>
    /// <example>
    /// <code>
    /// var version = PodmanVersion(new PodmanVersionSettings { ToolPath = "/usr/bin/podman" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanVersionInfo PodmanVersion(this ICakeContext context, PodmanVersionSettings settings) =>
        Interruptible.Wait("podman version", token => PodmanClient.For(context).VersionAsync(settings, token));

    /// <summary>Looks at an image of the local storage.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">A name or an identifier.</param>
    /// <param name="settings">Where to look; null for podman's own storage. An overload without them would be the same as one of the addin Cake.Podman.</param>
    /// <returns>The image.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434).</exception>
    /// <example>
    /// <code>
    /// var image = PodmanImageInspect("localhost/web:latest");
    /// Information("{0}, {1} bytes", image.Platform, image.Size);
    /// var other = PodmanImageInspect("localhost/web:latest", new PodmanImageInspectSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static ImageInspection PodmanImageInspect(this ICakeContext context, string image, PodmanImageInspectSettings? settings = null) =>
        context.PodmanImageInspect([image], settings ?? new PodmanImageInspectSettings())[0];

    /// <summary>Looks at several images of the local storage in one call.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="images">Names or identifiers.</param>
    /// <param name="settings">Where to look.</param>
    /// <returns>One for each name, in the same order.</returns>
    /// <exception cref="MultiArchException">One of them is not there (MA1434).</exception>
    /// <example>
    /// <code>
    /// foreach (var image in PodmanImageInspect(new[] { "localhost/web:latest", "localhost/api:latest" }, new PodmanImageInspectSettings()))
    /// {
    ///     Information("{0}: {1}", image.Id, image.Architecture);
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static IReadOnlyList<ImageInspection> PodmanImageInspect(
        this ICakeContext context, IEnumerable<string> images, PodmanImageInspectSettings settings) =>
        Interruptible.Wait("podman image inspect", token => PodmanClient.For(context).ImageInspectAsync([.. images], settings, token));
}
