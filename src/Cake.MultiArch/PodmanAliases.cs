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
/// Podman's commands for images. Podman's output is shown at normal verbosity. Ctrl-C and SIGTERM interrupt podman and the processes that
/// it started, and fail the script.
/// </summary>
/// <remarks>https://docs.podman.io/en/stable/Commands.html</remarks>
[CakeAliasCategory("MultiArch")]
[CakeNamespaceImport("Cake.MultiArch.Podman")]
[CakeNamespaceImport("Cake.MultiArch.Oci")]
public static partial class PodmanAliases
{
    /// <summary>Builds an image for podman's own platform.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <returns>The image, or the list with its entries.</returns>
    /// <exception cref="MultiArchException">The build failed, or its result is not as requested (MA14xx, MA1103).</exception>
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
    /// Builds an image, or with <see cref="PodmanBuildSettings.Manifest"/> a list with one image per platform. Podman's exit code is not
    /// trusted. The list is compared with the wanted platforms, and the build fails when a base image is for another platform.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The image, or the list with its entries.</returns>
    /// <exception cref="MultiArchException">The build failed, or its result is not as requested (MA14xx, MA1103).</exception>
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

    /// <summary>Builds from the address of a git repository or an archive. Podman fetches it.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The address.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The image, or the list with its entries.</returns>
    /// <exception cref="MultiArchException">The build failed, or its result is not as requested (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// PodmanBuild(new Uri("https://example.com/web.tar.gz"), new PodmanBuildSettings { Tags = { "localhost/web:latest" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanBuildResult PodmanBuild(this ICakeContext context, Uri buildContext, PodmanBuildSettings settings) =>
        Interruptible.Wait("podman build", token => BuildAsync(context, Address(buildContext), settings, token));

    /// <summary>Builds without blocking the script, for example during other work.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The image, or the list with its entries.</returns>
    /// <exception cref="MultiArchException">The build failed, or its result is not as requested (MA14xx, MA1103).</exception>
    /// <example>
    /// <code>
    /// var web = PodmanBuildAsync("./src/web", new PodmanBuildSettings { Tags = { "localhost/web:latest" } });
    /// var image = web.GetAwaiter().GetResult();
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static Task<PodmanBuildResult> PodmanBuildAsync(
        this ICakeContext context, DirectoryPath buildContext, PodmanBuildSettings settings) =>
        context.PodmanBuildAsync(buildContext, settings, CancellationToken.None);

    /// <summary>
    /// Builds without blocking the script. When the token is cancelled, podman is interrupted, and killed after a grace period.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="buildContext">The folder of the build context.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Interrupts podman when it is cancelled.</param>
    /// <returns>The image, or the list with its entries.</returns>
    /// <exception cref="MultiArchException">The build failed, or its result is not as requested (MA14xx, MA1103).</exception>
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

    /// <summary>Shows podman's lines as they arrive. Its standard error contains mostly progress, so it is not shown as warnings.</summary>
    internal static Action<ProcessLine> Show(ICakeContext context)
    {
        var host = Host.From(context);
        return line => host.Say(line.Text);
    }

    private static Task<PodmanBuildResult> BuildAsync(
        ICakeContext context, string buildContext, PodmanBuildSettings settings, CancellationToken token) =>
        new CheckedBuild(PodmanClient.For(context)).RunAsync(buildContext, settings, Show(context), token);

    /// <summary>A path loses one slash of <c>https://</c>. So an address that was passed as a folder can be recognised.</summary>
    private static string Folder(DirectoryPath folder)
    {
        var isAddress = folder.FullPath.Contains(":/", StringComparison.Ordinal) && folder.IsRelative;
        if (isAddress && !Directory.Exists(folder.FullPath))
        {
            throw new MultiArchException(BuildProblems.AddressAsFolder(folder.FullPath));
        }

        return folder.FullPath;
    }

    private static string Address(Uri address)
    {
        if (!address.IsAbsoluteUri)
        {
            throw new MultiArchException(BuildProblems.ContextMissing(address.OriginalString));
        }

        return address.OriginalString;
    }
}
