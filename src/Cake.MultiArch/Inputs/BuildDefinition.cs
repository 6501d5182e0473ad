using Cake.Core.IO;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch;

/// <summary>What a script says about the build of one platform.</summary>
public sealed class BuildDefinition
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly Platform? _platform;
    private readonly ScriptValues _assignments;

    /// <param name="platform">The platform; null for all platforms.</param>
    /// <param name="image">The values of the image, which hold the assignments of all its platforms; null for its own.</param>
    internal BuildDefinition(Platform? platform = null, ScriptValues? image = null)
    {
        _platform = platform;
        _assignments = image ?? Values;
    }

    internal ScriptValues Values { get; } = new();

    internal IReadOnlyDictionary<string, string> Labels => _labels;

    /// <summary>The Containerfile.</summary>
    /// <param name="file">A path relative to the context.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Containerfile(FilePath file)
    {
        Values.Set(InputTable.Containerfile, file.FullPath);
        return this;
    }

    /// <summary>The build stage to end with.</summary>
    /// <param name="name">Its name in the Containerfile.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Stage(string name)
    {
        Values.Set(InputTable.Stage, name);
        return this;
    }

    /// <summary>Sets a build argument. Anyone can read it in the image's history, so do not use it for a secret.</summary>
    /// <param name="name">The name of the ARG.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition BuildArg(string name, string value)
    {
        _assignments.Add(InputTable.BuildArg, new Assignment(_platform, name, value));
        return this;
    }

    /// <summary>Sets a label of the image.</summary>
    /// <param name="name">The name of the label.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Label(string name, string value)
    {
        _labels[name] = value;
        return this;
    }

    /// <summary>Sets an annotation of the platform's entry in the index.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; empty to leave out an annotation that would be written otherwise.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Annotation(string key, string value)
    {
        _assignments.Add(InputTable.Annotation, new Assignment(_platform, key, value));
        return this;
    }
}
