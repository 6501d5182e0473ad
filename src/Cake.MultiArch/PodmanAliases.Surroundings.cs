using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>What podman works on, and logging out.</content>
public static partial class PodmanAliases
{
    /// <summary>What podman says of itself, its host, its storage and its registries. It takes about a second; for the version alone there is
    /// PodmanVersion.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>What podman says.</returns>
    /// <exception cref="MultiArchException">There is no podman, or it does not answer (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var info = PodmanInfo();
    /// Information("{0} on {1}, control groups {2}", info.Store.GraphDriver, info.Host.Platform, info.Host.CgroupVersion);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanInfoResult PodmanInfo(this ICakeContext context) => context.PodmanInfo(new PodmanInfoSettings());

    /// <summary>What podman says of itself, its host, its storage and its registries.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">How.</param>
    /// <returns>What podman says.</returns>
    /// <exception cref="MultiArchException">There is no podman, or it does not answer (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var info = PodmanInfo(new PodmanInfoSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanInfoResult PodmanInfo(this ICakeContext context, PodmanInfoSettings settings) =>
        Interruptible.Wait("podman info", token => PodmanClient.For(context).InfoAsync(settings, token));

    /// <summary>Forgets the login at a registry. That there is none is no error.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">Host and port.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">The authfile is not there (MA1428), or podman cannot change it.</exception>
    /// <example>
    /// <code>
    /// PodmanLogout("registry.example.com");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLogoutResult PodmanLogout(this ICakeContext context, string registry) =>
        context.PodmanLogout(registry, new PodmanLogoutSettings());

    /// <summary>Forgets the login at a registry.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="registry">Host and port.</param>
    /// <param name="settings">How.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">The authfile is not there (MA1428), or podman cannot change it.</exception>
    /// <example>
    /// <code>
    /// PodmanLogout("registry.example.com", new PodmanLogoutSettings { AuthFile = "./artifacts/auth.json" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanLogoutResult PodmanLogout(this ICakeContext context, string registry, PodmanLogoutSettings settings) =>
        Interruptible.Wait("podman logout", token => PodmanClient.For(context).LogoutAsync(registry, settings, token));

    /// <summary>Forgets every login of an authfile.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">How, with <see cref="PodmanLogoutSettings.All"/>.</param>
    /// <returns>Whether there was a login.</returns>
    /// <exception cref="MultiArchException">All is not set (MA1413), or the authfile is not there (MA1428), or podman cannot change it.</exception>
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
