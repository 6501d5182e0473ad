using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Names and images in the local storage.</content>
public static partial class PodmanAliases
{
    /// <summary>Gives an image or a list an additional name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="name">The additional name.</param>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or the name is not valid (MA1406).</exception>
    /// <example>
    /// <code>
    /// PodmanTag("localhost/web:run42", "localhost/web:latest");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static void PodmanTag(this ICakeContext context, string image, string name) =>
        context.PodmanTag(image, name, new PodmanTagSettings());

    /// <summary>Gives an image or a list an additional name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="name">The additional name.</param>
    /// <param name="settings">Which storage to use.</param>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or the name is not valid (MA1406).</exception>
    /// <example>
    /// <code>
    /// PodmanTag("localhost/web:run42", "localhost/web:latest", new PodmanTagSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static void PodmanTag(this ICakeContext context, string image, string name, PodmanTagSettings settings) =>
        context.PodmanTag(image, [name], settings);

    /// <summary>Gives an image or a list several additional names in one call.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="names">The additional names.</param>
    /// <param name="settings">Which storage to use.</param>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or the name is not valid (MA1406).</exception>
    /// <example>
    /// <code>
    /// PodmanTag("localhost/web:run42", new[] { "localhost/web:1.4", "localhost/web:latest" }, new PodmanTagSettings());
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static void PodmanTag(this ICakeContext context, string image, IEnumerable<string> names, PodmanTagSettings settings) =>
        Interruptible.Wait("podman tag", async token =>
        {
            await PodmanClient.For(context).TagAsync(image, [.. names], settings, token);
            return true;
        });

    /// <summary>
    /// Checks whether the local storage has an image or a list with this name. Podman answers no for a list without an image for its own
    /// platform, but this alias answers yes. ManifestExists checks only for lists.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <returns>Whether it exists.</returns>
    /// <exception cref="MultiArchException">Podman cannot read the storage (MA14xx).</exception>
    /// <example>
    /// <code>
    /// if (!PodmanImageExists("localhost/base:1"))
    /// {
    ///     PodmanBuild("./src/base", new PodmanBuildSettings { Tags = { "localhost/base:1" } });
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static bool PodmanImageExists(this ICakeContext context, string image) =>
        context.PodmanImageExists(image, new PodmanImageExistsSettings());

    /// <summary>Checks whether the local storage has an image or a list with this name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>Whether it exists.</returns>
    /// <exception cref="MultiArchException">Podman cannot read the storage (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var exists = PodmanImageExists("localhost/base:1", new PodmanImageExistsSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static bool PodmanImageExists(this ICakeContext context, string image, PodmanImageExistsSettings settings) =>
        Interruptible.Wait("podman image exists", token => PodmanClient.For(context).ImageExistsAsync(image, settings, token));

    /// <summary>
    /// Removes an image or a list. The images of a list stay. For a list, podman itself would remove the image of its own platform and keep
    /// the list.
    /// </summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <returns>The names and identifiers that were removed.</returns>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or a container uses it (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanImageRemove("localhost/web:run42");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanImageRemoveResult PodmanImageRemove(this ICakeContext context, string image) =>
        context.PodmanImageRemove(image, new PodmanImageRemoveSettings());

    /// <summary>Removes an image or a list. The images of a list stay.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The names and identifiers that were removed.</returns>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or a container uses it (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanImageRemove("localhost/web:run42", new PodmanImageRemoveSettings { Ignore = true });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanImageRemoveResult PodmanImageRemove(this ICakeContext context, string image, PodmanImageRemoveSettings settings) =>
        context.PodmanImageRemove([image], settings);

    /// <summary>Removes several images and lists.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="images">Names or identifiers.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The names and identifiers that were removed.</returns>
    /// <exception cref="MultiArchException">The image does not exist (MA1434), or a container uses it (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanImageRemove(new[] { "localhost/web:run42", "localhost/api:run42" }, new PodmanImageRemoveSettings { Ignore = true });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanImageRemoveResult PodmanImageRemove(
        this ICakeContext context, IEnumerable<string> images, PodmanImageRemoveSettings settings) =>
        Interruptible.Wait("podman image rm", token => PodmanClient.For(context).ImageRemoveAsync([.. images], settings, token));

    /// <summary>Removes all images and lists in the storage.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">The settings. <see cref="PodmanImageRemoveSettings.All"/> must be set.</param>
    /// <returns>The names and identifiers that were removed.</returns>
    /// <exception cref="MultiArchException">All is not set (MA1413), or a container uses an image (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanImageRemove(new PodmanImageRemoveSettings { All = true, Force = true, Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanImageRemoveResult PodmanImageRemove(this ICakeContext context, PodmanImageRemoveSettings settings) =>
        Interruptible.Wait("podman image rm", token => PodmanClient.For(context).ImageRemoveAsync(null, settings, token));
}
