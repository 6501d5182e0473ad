using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Names of the local storage.</content>
public static partial class PodmanAliases
{
    /// <summary>Gives an image or a list a further name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="name">The further name.</param>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or the name is none (MA1406).</exception>
    /// <example>
    /// <code>
    /// PodmanTag("localhost/web:run42", "localhost/web:latest");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static void PodmanTag(this ICakeContext context, string image, string name) =>
        context.PodmanTag(image, name, new PodmanTagSettings());

    /// <summary>Gives an image or a list a further name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="name">The further name.</param>
    /// <param name="settings">Where.</param>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or the name is none (MA1406).</exception>
    /// <example>
    /// <code>
    /// PodmanTag("localhost/web:run42", "localhost/web:latest", new PodmanTagSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static void PodmanTag(this ICakeContext context, string image, string name, PodmanTagSettings settings) =>
        context.PodmanTag(image, [name], settings);

    /// <summary>Gives an image or a list several further names in one call.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="names">The further names.</param>
    /// <param name="settings">Where.</param>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or the name is none (MA1406).</exception>
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

    /// <summary>Whether the local storage has an image or a list of that name. Podman says no for a list without an image for its own platform; this
    /// says yes. See ManifestExists for lists alone.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="MultiArchException">Podman cannot tell (MA14xx).</exception>
    /// <example>
    /// <code>
    /// if (!PodmanImageExists("localhost/base:1"))
    /// {
    ///     PodmanBuild("./src/base", settings => settings.Tags.Add("localhost/base:1"));
    /// }
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static bool PodmanImageExists(this ICakeContext context, string image) =>
        context.PodmanImageExists(image, new PodmanImageExistsSettings());

    /// <summary>Whether the local storage has an image or a list of that name.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="settings">How.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="MultiArchException">Podman cannot tell (MA14xx).</exception>
    /// <example>
    /// <code>
    /// var exists = PodmanImageExists("localhost/base:1", new PodmanImageExistsSettings { Root = "./artifacts/storage" });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static bool PodmanImageExists(this ICakeContext context, string image, PodmanImageExistsSettings settings) =>
        Interruptible.Wait("podman image exists", token => PodmanClient.For(context).ImageExistsAsync(image, settings, token));

    /// <summary>Removes an image, or a list, whose images stay: podman would remove the one image of its own platform and leave the list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <returns>The names and identifiers that are no more.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or a container uses it (MA14xx).</exception>
    /// <example>
    /// <code>
    /// PodmanImageRemove("localhost/web:run42");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Podman")]
    public static PodmanImageRemoveResult PodmanImageRemove(this ICakeContext context, string image) =>
        context.PodmanImageRemove(image, new PodmanImageRemoveSettings());

    /// <summary>Removes an image, or a list, whose images stay.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="image">The name or identifier of an image, or the name of a list.</param>
    /// <param name="settings">How.</param>
    /// <returns>The names and identifiers that are no more.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or a container uses it (MA14xx).</exception>
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
    /// <param name="settings">How.</param>
    /// <returns>The names and identifiers that are no more.</returns>
    /// <exception cref="MultiArchException">There is no such image (MA1434), or a container uses it (MA14xx).</exception>
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

    /// <summary>Removes all images and lists of the storage.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="settings">How, with <see cref="PodmanImageRemoveSettings.All"/>.</param>
    /// <returns>The names and identifiers that are no more.</returns>
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
