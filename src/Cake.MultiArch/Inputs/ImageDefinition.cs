using System.Text.RegularExpressions;
using Cake.Core.IO;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>An image that a script defines: where its source is, its platforms, and where it is published.</summary>
public sealed partial class ImageDefinition
{
    private readonly List<Platform> _platforms = [];
    private readonly List<string> _destinations = [];
    private readonly List<TagRule> _tags = [];
    private readonly List<string> _secrets = [];
    private readonly List<string> _allowedForeign = [];
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

    internal DirectoryPath? ContextFolder { get; private set; }

    internal IReadOnlyList<Platform> WantedPlatforms => _platforms;

    internal IReadOnlyList<string> Destinations => _destinations;

    internal IReadOnlyList<TagRule> WantedTags => _tags;

    internal bool KeepsNewer { get; private set; }

    internal IReadOnlyList<string> Secrets => _secrets;

    internal BuildDefinition Common { get; } = new();

    internal PublishedForm Form { get; private set; } = PublishedForm.Default;

    internal bool IsReproducible { get; private set; }

    internal VerifyMode? VerifyMode { get; private set; }

    internal IReadOnlyList<string> AllowedForeign => _allowedForeign;

    internal string? SmokeTest { get; private set; }

    internal IReadOnlyDictionary<string, string> Annotations => Common.Annotations;

    internal IReadOnlyDictionary<Platform, BuildDefinition> Overrides => _overrides;

    /// <summary>The build context.</summary>
    /// <param name="folder">A folder relative to the source: the clone, or the working directory when nothing is cloned.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Context(DirectoryPath folder)
    {
        ContextFolder = folder;
        return this;
    }

    /// <summary>Adds platforms.</summary>
    /// <param name="platforms">Platforms in podman's spelling, <c>linux/arm64</c>.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">One is not known.</exception>
    public ImageDefinition Platforms(params string[] platforms)
    {
        _platforms.AddRange(platforms.Select(Platform.Parse));
        return this;
    }

    /// <summary>Adds places to publish to: all get the same build.</summary>
    /// <param name="destinations">References with a registry, <c>registry.example.com/demo/web:1.4.2</c>, or <c>oci:DIR[:TAG]</c>.</param>
    /// <returns>This image.</returns>
    public ImageDefinition PushTo(params string[] destinations)
    {
        _destinations.AddRange(destinations);
        return this;
    }

    /// <summary>Derives tags from git and the CI system, for every registry that is published to. <c>--tags</c> wins over it.</summary>
    /// <param name="rules">
    /// <c>semver</c> (the git tag v1.4.2 gives 1.4.2, 1.4 and 1), <c>sha</c>, <c>branch</c>, <c>latest</c> (for the highest stable
    /// release). A destination without a tag gets these alone, one with a tag gets them as well.
    /// </param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">A rule is not known.</exception>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").PushTo("registry.example.com/demo/web").Tags("semver", "branch", "latest");
    /// </code>
    /// </example>
    public ImageDefinition Tags(params string[] rules)
    {
        _tags.AddRange(rules.Select(rule => new InputValue("Tags", rule).Word<TagRule>()));
        return this;
    }

    /// <summary>Leaves a tag alone that has been published from a descendant of this commit, so that of two builds the newer one keeps it.</summary>
    /// <returns>This image.</returns>
    public ImageDefinition KeepNewer()
    {
        KeepsNewer = true;
        return this;
    }

    /// <summary>The Containerfile.</summary>
    /// <param name="file">A path relative to the context.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Containerfile(FilePath file)
    {
        Common.Containerfile(file);
        return this;
    }

    /// <summary>The build stage to end with.</summary>
    /// <param name="name">Its name in the Containerfile.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Stage(string name)
    {
        Common.Stage(name);
        return this;
    }

    /// <summary>Sets a build argument for every platform. It is visible in the image's history: it is no place for a secret.</summary>
    /// <param name="name">The name of the ARG.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This image.</returns>
    public ImageDefinition BuildArg(string name, string value)
    {
        Common.BuildArg(name, value);
        return this;
    }

    /// <summary>
    /// Gives every build a secret, which a step mounts with <c>RUN --mount=type=secret,id=NAME</c> and finds in <c>/run/secrets/NAME</c>. It is
    /// in no layer, history, log or command line.
    /// </summary>
    /// <param name="secret">As podman writes it: <c>id=NAME,env=VARIABLE</c> or <c>id=NAME,src=FILE</c>, with a file relative to the working directory.</param>
    /// <returns>This image.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").Secret("id=npm,env=NPM_TOKEN");
    /// </code>
    /// </example>
    public ImageDefinition Secret(string secret)
    {
        _secrets.Add(secret);
        return this;
    }

    /// <summary>Gives every build the value of an environment variable as a secret. No other program of the run sees the variable.</summary>
    /// <param name="id">The name that the step mounts.</param>
    /// <param name="variable">The name of the variable.</param>
    /// <returns>This image.</returns>
    public ImageDefinition SecretFromVariable(string id, string variable) => Secret($"id={id},env={variable}");

    /// <summary>Gives every build a file as a secret, of 512000 bytes at most.</summary>
    /// <param name="id">The name that the step mounts.</param>
    /// <param name="file">The file, relative to the working directory; its path has no comma.</param>
    /// <returns>This image.</returns>
    public ImageDefinition SecretFromFile(string id, FilePath file) => Secret($"id={id},src={file.FullPath}");

    /// <summary>Sets a label of the image on every platform.</summary>
    /// <param name="name">The name of the label.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Label(string name, string value)
    {
        Common.Label(name, value);
        return this;
    }

    /// <summary>Sets an annotation of the index. Those of OCI that git tells (created, revision, source, version) are written without being asked for.</summary>
    /// <param name="key">The key, for example <c>org.opencontainers.image.licenses</c>.</param>
    /// <param name="value">The value; empty to leave out one that would be written otherwise.</param>
    /// <returns>This image.</returns>
    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md</remarks>
    public ImageDefinition Annotation(string key, string value)
    {
        Common.Annotation(key, value);
        return this;
    }

    /// <summary>The format of the index and the images.</summary>
    /// <param name="format">OCI's, which is the default, or Docker's schema 2.</param>
    /// <returns>This image.</returns>
    public ImageDefinition ImageFormat(ManifestFormat format)
    {
        Form = Form with { Format = format };
        return this;
    }

    /// <summary>How the layers are compressed.</summary>
    /// <param name="compression">The method; the default is gzip.</param>
    /// <param name="level">How hard: 1 to 9 for gzip, 1 to 20 for Zstandard; null for podman's own. Podman 4.6 and newer.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Compression(PodmanCompression compression, int? level = null)
    {
        Form = Form with { Compression = compression, CompressionLevel = level };
        return this;
    }

    /// <summary>Makes the digest a function of the commit: all times are the commit's, or SOURCE_DATE_EPOCH, and no step is taken from the layer cache.</summary>
    /// <returns>This image.</returns>
    public ImageDefinition Reproducible()
    {
        IsReproducible = true;
        return this;
    }

    /// <summary>Which files of the images are refused before they are published. <c>--verify</c> wins over it.</summary>
    /// <param name="mode">How strictly.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Verify(VerifyMode mode)
    {
        VerifyMode = mode;
        return this;
    }

    /// <summary>Adds files that may be of another architecture than the image. <c>--allow-foreign</c> takes the place of all of them.</summary>
    /// <param name="patterns">
    /// Absolute paths in the image, with <c>*</c> for a part of a name and <c>**</c> for any folders; a folder means all that is in it.
    /// </param>
    /// <returns>This image.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Image("builder").AllowForeign("/opt/cross", "/usr/lib/firmware/**/*.elf");
    /// </code>
    /// </example>
    public ImageDefinition AllowForeign(params string[] patterns)
    {
        _allowedForeign.AddRange(patterns);
        return this;
    }

    /// <summary>A command that is run in the image of each platform before a tag is moved. <c>--smoke</c> takes its place.</summary>
    /// <param name="command">The program and its arguments, split as a shell does it; it has to end with exit code 0.</param>
    /// <returns>This image.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").Smoke("/app/web --version");
    /// </code>
    /// </example>
    public ImageDefinition Smoke(string command)
    {
        SmokeTest = command;
        return this;
    }

    /// <summary>Says what is different for one platform. The image is then built by the <c>separate</c> strategy.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="configure">Sets what is different.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The platform is not known.</exception>
    public ImageDefinition For(string platform, Action<BuildDefinition> configure)
    {
        var key = Platform.Parse(platform);
        if (!_overrides.TryGetValue(key, out var definition))
        {
            _overrides.Add(key, definition = new BuildDefinition());
        }

        configure(definition);
        return this;
    }

    [GeneratedRegex("^[a-z0-9]+(?:[._-][a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
