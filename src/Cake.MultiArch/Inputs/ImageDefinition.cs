using System.Text.RegularExpressions;
using Cake.Core.IO;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// An image that a script defines: where its source is, its platforms, and where it is published. An argument or environment variable for
/// the same wins over what is said here.
/// </summary>
public sealed partial class ImageDefinition
{
    private readonly Dictionary<Platform, BuildDefinition> _overrides = [];

    internal ImageDefinition(string name)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new MultiArchException(InputProblems.ImageNameInvalid(name));
        }

        Name = name;
    }

    /// <summary>The name of the image in logs and in the report.</summary>
    public string Name { get; }

    /// <summary>What the script says about the builds of all platforms.</summary>
    internal BuildDefinition Common { get; } = new();

    internal ScriptValues Values => Common.Values;

    internal IReadOnlyDictionary<Platform, BuildDefinition> Overrides => _overrides;

    /// <summary>The build context.</summary>
    /// <param name="folder">A folder relative to the source: the clone, or the working directory when nothing is cloned.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Context(DirectoryPath folder) => Set(InputTable.Context, folder.FullPath);

    /// <summary>Adds platforms.</summary>
    /// <param name="platforms">Platforms in podman's spelling, <c>linux/arm64</c>.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">A platform is unknown.</exception>
    public ImageDefinition Platforms(params string[] platforms)
    {
        Values.Add(InputTable.Platform, platforms.Select(Platform.Parse));
        return this;
    }

    /// <summary>Adds places to publish to. All get the same build.</summary>
    /// <param name="destinations">References with a registry, <c>registry.example.com/demo/web:1.4.2</c>, or <c>oci:DIR[:TAG]</c>.</param>
    /// <returns>This image.</returns>
    public ImageDefinition PushTo(params string[] destinations)
    {
        Values.Add(InputTable.Image, destinations);
        return this;
    }

    /// <summary>Derives tags from git and the CI system, for every registry that is published to.</summary>
    /// <param name="rules">
    /// <c>semver</c> (the git tag v1.4.2 gives 1.4.2, 1.4 and 1), <c>sha</c>, <c>branch</c>, <c>latest</c> (for the highest stable
    /// release). A destination without a tag gets only these tags; a destination with a tag gets them as well.
    /// </param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">A rule is unknown.</exception>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").PushTo("registry.example.com/demo/web").Tags("semver", "branch", "latest");
    /// </code>
    /// </example>
    public ImageDefinition Tags(params string[] rules)
    {
        Values.ReadMore(InputTable.Tags, rules);
        return this;
    }

    /// <summary>
    /// Leaves a tag alone that was published from a descendant of this commit, so that the newer of two builds keeps it.
    /// </summary>
    /// <returns>This image.</returns>
    public ImageDefinition KeepNewer() => Set(InputTable.KeepNewer, true);

    /// <summary>Says what is different for one platform. The image is then built by the <c>separate</c> strategy.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="configure">Sets what is different.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The platform is unknown.</exception>
    public ImageDefinition For(string platform, Action<BuildDefinition> configure)
    {
        var key = Platform.Parse(platform);
        if (!_overrides.TryGetValue(key, out var definition))
        {
            _overrides.Add(key, definition = new BuildDefinition(key, Values));
        }

        configure(definition);
        return this;
    }

    private ImageDefinition Set<T>(Input<T> input, T value)
    {
        Values.Set(input, value);
        return this;
    }

    private ImageDefinition Read<T>(Input<T> input, string text)
    {
        Values.Read(input, text);
        return this;
    }

    [GeneratedRegex("^[a-z0-9]+(?:[._-][a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
