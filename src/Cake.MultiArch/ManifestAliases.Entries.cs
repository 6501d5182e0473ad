using Cake.Core;
using Cake.Core.Annotations;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>Entries of a list.</content>
public static partial class ManifestAliases
{
    /// <summary>Changes what a list says of one of its entries: its platform, or annotations.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The entry: its digest, or its platform when only one entry is for it.</param>
    /// <param name="settings">How.</param>
    /// <returns>The list as it is now.</returns>
    /// <exception cref="MultiArchException">There is no such list or entry (MA1445), the name is an image (MA1408), or a setting cannot be used (MA1413, MA1447).</exception>
    /// <example>
    /// <code>
    /// ManifestAnnotate("localhost/web:run42", "linux/arm64", new ManifestAnnotateSettings { Annotations = { ["built-by"] = "ci" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAnnotate(this ICakeContext context, string list, string entry, ManifestAnnotateSettings settings) =>
        Interruptible.Wait("podman manifest annotate", token => PodmanClient.For(context).ManifestAnnotateAsync(list, entry, settings, token));

    /// <summary>Sets annotations of the list itself (podman 5.0 and newer).</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="settings">How, with <see cref="ManifestAnnotateSettings.Index"/>.</param>
    /// <returns>The list as it is now.</returns>
    /// <exception cref="MultiArchException">There is no such list (MA1434), the name is an image (MA1408), or Index is not set (MA1413).</exception>
    /// <example>
    /// <code>
    /// ManifestAnnotate("localhost/web:run42", new ManifestAnnotateSettings { Index = true, Annotations = { ["built-by"] = "ci" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAnnotate(this ICakeContext context, string list, ManifestAnnotateSettings settings) =>
        Interruptible.Wait("podman manifest annotate", token => PodmanClient.For(context).ManifestAnnotateAsync(list, null, settings, token));

    /// <summary>Takes an entry out of a list; its image stays. ManifestDelete removes the whole list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The entry: its digest, or its platform when only one entry is for it.</param>
    /// <returns>The list as it is now.</returns>
    /// <exception cref="MultiArchException">There is no such list or entry (MA1445), or the name is an image (MA1408).</exception>
    /// <example>
    /// <code>
    /// ManifestRemove("localhost/web:run42", "linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestRemove(this ICakeContext context, string list, string entry) =>
        context.ManifestRemove(list, entry, new ManifestRemoveSettings());

    /// <summary>Takes an entry out of a list; its image stays.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The entry: its digest, or its platform when only one entry is for it.</param>
    /// <param name="settings">How.</param>
    /// <returns>The list as it is now.</returns>
    /// <exception cref="MultiArchException">There is no such list or entry (MA1445), or the name is an image (MA1408).</exception>
    /// <example>
    /// <code>
    /// var index = ManifestRemove("localhost/web:run42", "linux/arm64", new ManifestRemoveSettings { Root = "./artifacts/storage" });
    /// Information("{0} entries", index.Manifests.Count);
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestRemove(this ICakeContext context, string list, string entry, ManifestRemoveSettings settings) =>
        Interruptible.Wait("podman manifest remove", token => PodmanClient.For(context).ManifestRemoveAsync(list, entry, settings, token));
}
