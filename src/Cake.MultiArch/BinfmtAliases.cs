using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Processes;

namespace Cake.MultiArch;

/// <summary>
/// Makes the host able to run the programs of foreign platforms, which a build step (RUN) of such a platform needs: handlers of the
/// kernel's binfmt_misc that start QEMU.
/// </summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
[CakeAliasCategory("MultiArch")]
public static class BinfmtAliases
{
    /// <summary>
    /// Finds out, by running a tiny program of each platform, which of them the host runs, and as root registers a handler for each that
    /// it does not. Where all of them run nothing is changed and no rights are needed.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="platforms">The platforms to run, for example <c>linux/arm64</c>; the host's own is native and needs nothing.</param>
    /// <returns>How each platform runs: one entry a platform.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to; the message has the commands that help (MA12xx).</exception>
    /// <example>
    /// <code>
    /// EnsureBinfmt("linux/amd64", "linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static BinfmtReport EnsureBinfmt(this ICakeContext context, params string[] platforms) => context.EnsureBinfmt(SettingsFor(platforms));

    /// <summary>The same with settings.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, what may be done, and where QEMU comes from.</param>
    /// <returns>How each platform runs: one entry a platform, none with <see cref="BinfmtMode.Off"/>.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to (MA12xx), or a signal ended the work (MA1105).</exception>
    /// <example>
    /// <code>
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, Mode = BinfmtMode.Verify });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static BinfmtReport EnsureBinfmt(this ICakeContext context, BinfmtSettings settings) =>
        Interruptible.Wait("EnsureBinfmt", token => EnsureAsync(context, settings, token));

    /// <summary>EnsureBinfmt without blocking.</summary>
    /// <param name="context">The context.</param>
    /// <param name="platforms">The platforms to run, for example <c>linux/arm64</c>.</param>
    /// <returns>How each platform runs: one entry a platform.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to (MA12xx).</exception>
    /// <example>
    /// <code>
    /// await EnsureBinfmtAsync("linux/amd64", "linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> EnsureBinfmtAsync(this ICakeContext context, params string[] platforms) =>
        context.EnsureBinfmtAsync(SettingsFor(platforms));

    /// <summary>EnsureBinfmt with settings, without blocking.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, what may be done, and where QEMU comes from.</param>
    /// <returns>How each platform runs: one entry a platform, none with <see cref="BinfmtMode.Off"/>.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to (MA12xx).</exception>
    /// <example>
    /// <code>
    /// await EnsureBinfmtAsync(new BinfmtSettings { Platforms = { "linux/arm64" }, Mode = BinfmtMode.Verify });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> EnsureBinfmtAsync(this ICakeContext context, BinfmtSettings settings) =>
        context.EnsureBinfmtAsync(settings, CancellationToken.None);

    /// <summary>EnsureBinfmt with settings, without blocking, until it is cancelled.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, what may be done, and where QEMU comes from.</param>
    /// <param name="cancellationToken">Stops between two registrations; what was registered until then stays.</param>
    /// <returns>How each platform runs: one entry a platform, none with <see cref="BinfmtMode.Off"/>.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to (MA12xx).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(1));
    /// await EnsureBinfmtAsync(new BinfmtSettings { Platforms = { "linux/arm64" } }, limit.Token);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> EnsureBinfmtAsync(this ICakeContext context, BinfmtSettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync("EnsureBinfmt", token => EnsureAsync(context, settings, token), cancellationToken);

    private static Task<BinfmtReport> EnsureAsync(ICakeContext context, BinfmtSettings settings, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new BinfmtHost(Host.From(context)).EnsureAsync(settings, token);
    }

    private static BinfmtSettings SettingsFor(string[] platforms)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        return BinfmtSettings.For(platforms.Select(Platform.Parse));
    }
}
