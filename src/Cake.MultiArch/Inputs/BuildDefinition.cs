using Cake.Core.IO;

namespace Cake.MultiArch;

/// <summary>What goes into the build of one platform, as far as the script says it.</summary>
public sealed class BuildDefinition
{
    private readonly Dictionary<string, string> _buildArgs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _annotations = new(StringComparer.Ordinal);

    internal FilePath? File { get; private set; }

    internal string? StageName { get; private set; }

    internal IReadOnlyDictionary<string, string> BuildArgs => _buildArgs;

    internal IReadOnlyDictionary<string, string> Labels => _labels;

    internal IReadOnlyDictionary<string, string> Annotations => _annotations;

    /// <summary>The Containerfile.</summary>
    /// <param name="file">A path relative to the context.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Containerfile(FilePath file)
    {
        File = file;
        return this;
    }

    /// <summary>The build stage to end with.</summary>
    /// <param name="name">Its name in the Containerfile.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Stage(string name)
    {
        StageName = name;
        return this;
    }

    /// <summary>Sets a build argument. It is visible in the image's history: it is no place for a secret.</summary>
    /// <param name="name">The name of the ARG.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition BuildArg(string name, string value)
    {
        _buildArgs[name] = value;
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
    /// <param name="value">The value; empty to leave out one that would be written otherwise.</param>
    /// <returns>This definition.</returns>
    public BuildDefinition Annotation(string key, string value)
    {
        _annotations[key] = value;
        return this;
    }
}
