using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

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
    /// <exception cref="MultiArchException">A platform does not run and could not be made to; the message has the commands that help
    /// (MA12xx).</exception>
    /// <example>
    /// <code>
    /// EnsureBinfmt("linux/amd64", "linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static BinfmtReport EnsureBinfmt(this ICakeContext context, params string[] platforms) =>
        context.EnsureBinfmt(SettingsFor(platforms));

    /// <summary>The same with settings.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, what may be done, and where QEMU comes from.</param>
    /// <returns>How each platform runs: one entry a platform, none with <see cref="BinfmtMode.Off"/>.</returns>
    /// <exception cref="MultiArchException">A platform does not run and could not be made to (MA12xx), or a signal ended the work
    /// (MA1105).</exception>
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
    /// <param name="cancellationToken">Ends it; what was registered is taken back.</param>
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
    public static Task<BinfmtReport> EnsureBinfmtAsync(
        this ICakeContext context,
        BinfmtSettings settings,
        CancellationToken cancellationToken
    ) => Interruptible.RunAsync("EnsureBinfmt", token => EnsureAsync(context, settings, token), cancellationToken);

    /// <summary>Tells how the host runs each platform, or why it does not, and changes nothing.</summary>
    /// <param name="context">The context.</param>
    /// <param name="platforms">The platforms to look at, for example <c>linux/arm64</c>; none for all that are known.</param>
    /// <returns>One entry a platform; <see cref="PlatformSupport.Problem"/> says why one does not run, with the commands that
    /// help.</returns>
    /// <exception cref="MultiArchException">This is not Linux (MA1216), or a signal ended the work (MA1105).</exception>
    /// <example>
    /// <code>
    /// foreach (var support in BinfmtStatus("linux/arm64", "linux/s390x").Platforms)
    ///     Information("{0}: {1} {2}", support.Platform, support.Mode, support.Problem?.Why);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static BinfmtReport BinfmtStatus(this ICakeContext context, params string[] platforms) =>
        context.BinfmtStatus(SettingsFor(platforms));

    /// <summary>The same with settings.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, none for all that are known; what may be done is not looked at, because nothing is.</param>
    /// <returns>One entry a platform; <see cref="PlatformSupport.Problem"/> says why one does not run, with the commands that
    /// help.</returns>
    /// <exception cref="MultiArchException">This is not Linux (MA1216), or a signal ended the work (MA1105).</exception>
    /// <example>
    /// <code>
    /// var runsEverywhere = BinfmtStatus(new BinfmtSettings { Platforms = { "linux/arm64" } }).Platforms.All(support => support.Mode !=
    /// SupportMode.Broken);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static BinfmtReport BinfmtStatus(this ICakeContext context, BinfmtSettings settings) =>
        Interruptible.Wait("BinfmtStatus", token => StatusAsync(context, settings, token));

    /// <summary>BinfmtStatus without blocking.</summary>
    /// <param name="context">The context.</param>
    /// <param name="platforms">The platforms to look at, for example <c>linux/arm64</c>; none for all that are known.</param>
    /// <returns>One entry a platform.</returns>
    /// <exception cref="MultiArchException">This is not Linux (MA1216), or a signal ended the work (MA1105).</exception>
    /// <example>
    /// <code>
    /// var status = await BinfmtStatusAsync("linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> BinfmtStatusAsync(this ICakeContext context, params string[] platforms) =>
        context.BinfmtStatusAsync(SettingsFor(platforms), CancellationToken.None);

    /// <summary>BinfmtStatus with settings, without blocking.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, none for all that are known.</param>
    /// <returns>One entry a platform.</returns>
    /// <exception cref="MultiArchException">This is not Linux (MA1216), or a signal ended the work (MA1105).</exception>
    /// <example>
    /// <code>
    /// var status = await BinfmtStatusAsync(new BinfmtSettings { Platforms = { "linux/arm64" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> BinfmtStatusAsync(this ICakeContext context, BinfmtSettings settings) =>
        context.BinfmtStatusAsync(settings, CancellationToken.None);

    /// <summary>BinfmtStatus with settings, without blocking, until it is cancelled.</summary>
    /// <param name="context">The context.</param>
    /// <param name="settings">The platforms, none for all that are known.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>One entry a platform.</returns>
    /// <exception cref="MultiArchException">This is not Linux (MA1216), or a signal ended the work (MA1105).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(1));
    /// var status = await BinfmtStatusAsync(new BinfmtSettings { Platforms = { "linux/arm64" } }, limit.Token);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Binfmt")]
    [CakeNamespaceImport("Cake.MultiArch.Binfmt")]
    public static Task<BinfmtReport> BinfmtStatusAsync(
        this ICakeContext context,
        BinfmtSettings settings,
        CancellationToken cancellationToken
    ) => Interruptible.RunAsync("BinfmtStatus", token => StatusAsync(context, settings, token), cancellationToken);

    private static async Task<BinfmtReport> EnsureAsync(ICakeContext context, BinfmtSettings settings, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var binfmt = await BinfmtHost.OfThisAsync(Host.From(context), settings.Mode, token);
        var (report, failure) = await binfmt.EnsureAsync(settings, token);
        return failure is null ? report : throw new MultiArchException(failure);
    }

    private static async Task<BinfmtReport> StatusAsync(ICakeContext context, BinfmtSettings settings, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var binfmt = await BinfmtHost.OfThisAsync(Host.From(context), BinfmtMode.Verify, token);
        return await binfmt.StatusAsync(settings, token);
    }

    private static BinfmtSettings SettingsFor(string[] platforms)
    {
        ArgumentNullException.ThrowIfNull(platforms);
        return new BinfmtSettings().With(platforms.Select(Platform.Parse));
    }
}
