using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.IO;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// Podman's commands around images. What podman writes is shown at normal verbosity. Ctrl-C and SIGTERM interrupt podman, end what it had
/// started, and fail the script.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/Commands.html</remarks>
[CakeAliasCategory("MultiArch")]
[CakeNamespaceImport("Cake.MultiArch.Podman")]
[CakeNamespaceImport("Cake.MultiArch.Oci")]
public static partial class PodmanAliases
{
    /// <summary>Builds an image for the platform of the podman that builds.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="MultiArchException">The build failed, or is not what was wanted (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// var image = PodmanBuild("./src/web");
    /// Information(image.ImageId);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanBuildResult PodmanBuild(this ICakeContext context, DirectoryPath buildContext) =>
        context.PodmanBuild(buildContext, new PodmanBuildSettings());

    /// <summary>
    /// Builds an image, or with <see cref="PodmanBuildSettings.Manifest"/> a list with an image for each platform. Podman's exit code is
    /// not believed: the list is compared with the wanted platforms, and a base image of another platform fails the build.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="MultiArchException">The build failed, or is not what was wanted (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// var built = PodmanBuild("./src/web", new PodmanBuildSettings {
    ///     File = "./src/web/Containerfile",
    ///     Platforms = { "linux/amd64", "linux/arm64" },
    ///     Manifest = "localhost/web:run42",
    ///     BuildArgs = { ["VERSION"] = "1.4.2" },
    ///     Jobs = 2
    /// });
    /// Information("{0} entries", built.Index.Manifests.Count);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanBuildResult PodmanBuild(this ICakeContext context, DirectoryPath buildContext, PodmanBuildSettings settings) =>
        Interruptible.Wait("podman build", token => BuildAsync(context, Folder(buildContext), settings, token));

    /// <summary>Builds from an address: a git repository or an archive, which podman fetches.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The address.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="MultiArchException">The build failed, or is not what was wanted (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// PodmanBuild(new Uri("https://example.com/web.tar.gz"), new PodmanBuildSettings { Tags = { "localhost/web:latest" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanBuildResult PodmanBuild(this ICakeContext context, Uri buildContext, PodmanBuildSettings settings) =>
        Interruptible.Wait("podman build", token => BuildAsync(context, Address(buildContext), settings, token));

    /// <summary>Builds without blocking the script, for example beside other work.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">How.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="MultiArchException">The build failed, or is not what was wanted (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// var web = PodmanBuildAsync("./src/web", new PodmanBuildSettings { Tags = { "localhost/web:latest" } });
    /// var image = web.GetAwaiter().GetResult();
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanBuildResult> PodmanBuildAsync(this ICakeContext context, DirectoryPath buildContext, PodmanBuildSettings settings) =>
        context.PodmanBuildAsync(buildContext, settings, CancellationToken.None);

    /// <summary>Builds without blocking the script, until a token is cancelled: podman is then interrupted, and killed after a grace period.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Interrupts podman.</param>
    /// <returns>What was made.</returns>
    /// <exception cref="MultiArchException">The build failed, or is not what was wanted (MA14xx, MA1103).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(20));
    /// PodmanBuildAsync("./src/web", new PodmanBuildSettings { Tags = { "localhost/web:latest" } }, limit.Token).GetAwaiter().GetResult();
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanBuildResult> PodmanBuildAsync(
        this ICakeContext context, DirectoryPath buildContext, PodmanBuildSettings settings, CancellationToken cancellationToken) =>
        Interruptible.RunAsync("podman build", token => BuildAsync(context, Folder(buildContext), settings, token), cancellationToken);

    /// <summary>Shows podman's lines as they come. What it writes on standard error is mostly progress, and no warning.</summary>
    internal static Action<ProcessLine> Show(ICakeContext context)
    {
        var host = Host.From(context);
        return line => host.Say(line.Text);
    }

    private static Task<PodmanBuildResult> BuildAsync(
        ICakeContext context, string buildContext, PodmanBuildSettings settings, CancellationToken token) =>
        new CheckedBuild(PodmanClient.For(context)).RunAsync(buildContext, settings, Show(context), token);

    /// <summary>A path loses one slash of <c>https://</c>, so an address that was given as one is told apart from a folder.</summary>
    private static string Folder(DirectoryPath folder) => folder.FullPath.Contains(":/", StringComparison.Ordinal) && !Directory.Exists(folder.FullPath) && folder.IsRelative
        ? throw new MultiArchException(BuildProblems.AddressAsFolder(folder.FullPath))
        : folder.FullPath;

    private static string Address(Uri address) => !address.IsAbsoluteUri
        ? throw new MultiArchException(BuildProblems.ContextMissing(address.OriginalString))
        : address.OriginalString;
}
