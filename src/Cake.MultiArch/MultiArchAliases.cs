using Cake.Core;
using Cake.Core.Annotations;

namespace Cake.MultiArch;

/// <summary>The pipeline clone, build, push, verify, as a recipe and a script reach it.</summary>
[CakeAliasCategory("MultiArch")]
public static class MultiArchAliases
{
    /// <summary>What the script defines: its images. It is the same object wherever the script reads it.</summary>
    /// <param name="context">The Cake context.</param>
    /// <returns>The definition, to add images to.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Image("web")
    ///     .Context("./src/web")
    ///     .Platforms("linux/amd64", "linux/arm64")
    ///     .PushTo("registry.example.com/demo/web:1.4.2");
    /// </code>
    /// </example>
    [CakePropertyAlias(Cache = true)]
    [CakeAliasCategory("Definition")]
    [CakeNamespaceImport("Cake.MultiArch")]
    public static MultiArchDefinition MultiArch(this ICakeContext context) => new();
}
