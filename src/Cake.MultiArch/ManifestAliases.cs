using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>Podman's commands for lists of images. A list has one image per platform, and is pushed with one tag.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-manifest.1.html</remarks>
[CakeAliasCategory("MultiArch")]
[CakeNamespaceImport("Cake.MultiArch.Podman")]
[CakeNamespaceImport("Cake.MultiArch.Oci")]
public static partial class ManifestAliases
{
    /// <summary>Creates an empty list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list, such as <c>localhost/web:run42</c>.</param>
    /// <returns>The list.</returns>
    /// <exception cref="MultiArchException">The name is in use (MA1420) or not valid (MA1406).</exception>
    /// <example>
    /// <code>
    /// ManifestCreate("localhost/web:run42");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ManifestCreateResult ManifestCreate(this ICakeContext context, string list) =>
        context.ManifestCreate(list, new ManifestCreateSettings());

    /// <summary>Creates a list with the images in the settings.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The list.</returns>
    /// <exception cref="MultiArchException">The name is in use (MA1420) or not valid (MA1406), or an image cannot be added.</exception>
    /// <example>
    /// <code>
    /// ManifestCreate("localhost/web:run42", new ManifestCreateSettings { Images = { "localhost/web-amd64", "localhost/web-arm64" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ManifestCreateResult ManifestCreate(this ICakeContext context, string list, ManifestCreateSettings settings) =>
        Interruptible.Wait("podman manifest create", token => PodmanClient.For(context).ManifestCreateAsync(list, settings, token));

    /// <summary>Adds an image to a list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="image">
    /// The name of an image in the local storage, else in a registry. It can also be a name with a transport, such as
    /// <c>containers-storage:localhost/web-arm</c> or <c>docker://registry.example.com/demo/web:arm64</c>.
    /// </param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">
    /// The list or the image does not exist (MA1433, MA1434), or the registry refuses (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// ManifestAdd("localhost/web:run42", "localhost/web-amd64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAdd(this ICakeContext context, string list, string image) =>
        context.ManifestAdd(list, image, new ManifestAddSettings());

    /// <summary>Adds an image to a list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="image">The name of an image in the local storage, else in a registry, or a name with a transport.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">
    /// The list or the image does not exist (MA1433, MA1434), or the registry refuses (MA14xx).
    /// </exception>
    /// <example>
    /// <code>
    /// ManifestAdd("localhost/web:run42", "containers-storage:localhost/web-arm", new ManifestAddSettings { Platform = "linux/arm64" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAdd(this ICakeContext context, string list, string image, ManifestAddSettings settings) =>
        Interruptible.Wait("podman manifest add", async token =>
        {
            var podman = PodmanClient.For(context);
            await podman.ManifestAddAsync(list, image, settings, token);
            return await podman.LocalIndexAsync(list, settings, token);
        });

    /// <summary>Reads a list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of a list in the local storage, else in a registry.</param>
    /// <returns>The list.</returns>
    /// <exception cref="MultiArchException">The list does not exist (MA1425, MA1433), or it cannot be read.</exception>
    /// <example>
    /// <code>
    /// foreach (var entry in ManifestInspect("localhost/web:run42").Manifests)
    /// {
    ///     Information("{0} {1}", entry.Platform, entry.Digest);
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestInspect(this ICakeContext context, string list) =>
        context.ManifestInspect(list, new ManifestInspectSettings());

    /// <summary>Reads a list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of a list in the local storage, else in a registry.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The list.</returns>
    /// <exception cref="MultiArchException">The list does not exist (MA1425, MA1433), or it cannot be read.</exception>
    /// <example>
    /// <code>
    /// var index = ManifestInspect("localhost/web:run42", new ManifestInspectSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestInspect(this ICakeContext context, string list, ManifestInspectSettings settings) =>
        Interruptible.Wait("podman manifest inspect", token => PodmanClient.For(context).ManifestInspectAsync(list, settings, token));

    /// <summary>Checks whether the local storage has a list with this name. A plain image does not count.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <returns>Whether it exists.</returns>
    /// <example>
    /// <code>
    /// if (!ManifestExists("localhost/web:run42"))
    /// {
    ///     ManifestCreate("localhost/web:run42");
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static bool ManifestExists(this ICakeContext context, string list) =>
        context.ManifestExists(list, new ManifestExistsSettings());

    /// <summary>Checks whether the local storage has a list with this name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="settings">Which storage to use.</param>
    /// <returns>Whether it exists.</returns>
    /// <example>
    /// <code>
    /// var exists = ManifestExists("localhost/web:run42", new ManifestExistsSettings { Connection = "arm-node" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static bool ManifestExists(this ICakeContext context, string list, ManifestExistsSettings settings) =>
        Interruptible.Wait("podman manifest exists", token => PodmanClient.For(context).ManifestExistsAsync(list, settings, token));

    /// <summary>Removes a list from the local storage. Its images stay.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <exception cref="MultiArchException">The list does not exist (MA1434), or the name is an image (MA1408).</exception>
    /// <example>
    /// <code>
    /// ManifestDelete("localhost/web:run42");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static void ManifestDelete(this ICakeContext context, string list) =>
        context.ManifestDelete(list, new ManifestDeleteSettings());

    /// <summary>Removes a list from the local storage. Its images stay.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="MultiArchException">The list does not exist (MA1434), or the name is an image (MA1408).</exception>
    /// <example>
    /// <code>
    /// ManifestDelete("localhost/web:run42", new ManifestDeleteSettings { Ignore = true });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static void ManifestDelete(this ICakeContext context, string list, ManifestDeleteSettings settings) =>
        Interruptible.Wait("podman manifest rm", async token =>
        {
            await PodmanClient.For(context).ManifestDeleteAsync(list, settings, token);
            return true;
        });
}
