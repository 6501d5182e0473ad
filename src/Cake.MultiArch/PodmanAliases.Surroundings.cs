using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Podman's host and storage, and logging out.</content>
public static partial class PodmanAliases
{
    /// <summary>
    /// Asks podman about itself, its host, its storage and its registries. It takes about a second. PodmanVersion returns only the version,
    /// and is faster.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The answer of podman.</returns>
    /// <exception cref="MultiArchException">Podman was not found, or does not answer (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var info = PodmanInfo();
    /// Information("{0} on {1}, cgroups {2}", info.Store.GraphDriver, info.Host.Platform, info.Host.CgroupVersion);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanInfoResult PodmanInfo(this ICakeContext context) => context.PodmanInfo(new PodmanInfoSettings());

    /// <summary>Asks podman about itself, its host, its storage and its registries.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The answer of podman.</returns>
    /// <exception cref="MultiArchException">Podman was not found, or does not answer (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var info = PodmanInfo(new PodmanInfoSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanInfoResult PodmanInfo(this ICakeContext context, PodmanInfoSettings settings) =>
        Interruptible.Wait("podman info", token => PodmanClient.For(context).InfoAsync(settings, token));

    /// <summary>Removes the login at a registry. It does not fail when there is no login.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">The host and port of the registry.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">The authfile does not exist (MA1428), or podman cannot change it.</exception>
    /// <example>
    /// <code>
    /// PodmanLogout("registry.example.com");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLogoutResult PodmanLogout(this ICakeContext context, string registry) =>
        context.PodmanLogout(registry, new PodmanLogoutSettings());

    /// <summary>Removes the login at a registry.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">The host and port of the registry.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">The authfile does not exist (MA1428), or podman cannot change it.</exception>
    /// <example>
    /// <code>
    /// PodmanLogout("registry.example.com", new PodmanLogoutSettings { AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLogoutResult PodmanLogout(this ICakeContext context, string registry, PodmanLogoutSettings settings) =>
        Interruptible.Wait("podman logout", token => PodmanClient.For(context).LogoutAsync(registry, settings, token));

    /// <summary>Removes every login of an authfile.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings. <see cref="PodmanLogoutSettings.All"/> must be set.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">
    /// All is not set (MA1413), the authfile does not exist (MA1428), or podman cannot change it.
    /// </exception>
    /// <example>
    /// <code>
    /// PodmanLogout(new PodmanLogoutSettings { All = true, AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLogoutResult PodmanLogout(this ICakeContext context, PodmanLogoutSettings settings) =>
        Interruptible.Wait("podman logout", token => PodmanClient.For(context).LogoutAsync(null, settings, token));
}
