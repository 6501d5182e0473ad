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
    /// <summary>Changes the platform or the annotations of an entry of a list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The digest of the entry, or its platform if only one entry has that platform.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">
    /// The list or the entry does not exist (MA1445), the name is an image (MA1408), or a setting cannot be used (MA1413, MA1447).
    /// </exception>
    /// <example>
    /// <code>
    /// ManifestAnnotate("localhost/web:run42", "linux/arm64", new ManifestAnnotateSettings { Annotations = { ["built-by"] = "ci" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAnnotate(this ICakeContext context, string list, string entry, ManifestAnnotateSettings settings) =>
        Interruptible.Wait(
            "podman manifest annotate", token => PodmanClient.For(context).ManifestAnnotateAsync(list, entry, settings, token));

    /// <summary>Sets annotations of the list itself. Podman 5.0 and newer.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="settings">The settings. <see cref="ManifestAnnotateSettings.Index"/> must be set.</param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">
    /// The list does not exist (MA1434), the name is an image (MA1408), or Index is not set (MA1413).
    /// </exception>
    /// <example>
    /// <code>
    /// ManifestAnnotate("localhost/web:run42", new ManifestAnnotateSettings { Index = true, Annotations = { ["built-by"] = "ci" } });
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestAnnotate(this ICakeContext context, string list, ManifestAnnotateSettings settings) =>
        Interruptible.Wait(
            "podman manifest annotate", token => PodmanClient.For(context).ManifestAnnotateAsync(list, null, settings, token));

    /// <summary>Removes an entry from a list. Its image stays. ManifestDelete removes the whole list.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The digest of the entry, or its platform if only one entry has that platform.</param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">The list or the entry does not exist (MA1445), or the name is an image (MA1408).</exception>
    /// <example>
    /// <code>
    /// ManifestRemove("localhost/web:run42", "linux/arm64");
    /// </code>
    /// </example>
    [CakeMethodAlias]
    [CakeAliasCategory("Manifest")]
    public static ImageIndex ManifestRemove(this ICakeContext context, string list, string entry) =>
        context.ManifestRemove(list, entry, new ManifestRemoveSettings());

    /// <summary>Removes an entry from a list. Its image stays.</summary>
    /// <param name="context">The Cake context.</param>
    /// <param name="list">The name of the list.</param>
    /// <param name="entry">The digest of the entry, or its platform if only one entry has that platform.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The changed list.</returns>
    /// <exception cref="MultiArchException">The list or the entry does not exist (MA1445), or the name is an image (MA1408).</exception>
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
