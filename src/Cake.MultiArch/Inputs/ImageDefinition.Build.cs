using System.Globalization;
using Cake.Core.IO;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <content>How the image is built.</content>
public sealed partial class ImageDefinition
{
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

    /// <summary>
    /// Sets a build argument for every platform. Anyone can read it in the image's history, so do not use it for a secret.
    /// </summary>
    /// <param name="name">The name of the ARG.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This image.</returns>
    public ImageDefinition BuildArg(string name, string value)
    {
        Common.BuildArg(name, value);
        return this;
    }

    /// <summary>
    /// Gives every build a secret. A step mounts it with <c>RUN --mount=type=secret,id=NAME</c> and finds it in <c>/run/secrets/NAME</c>.
    /// It is not written to a layer, the history, a log or a command line.
    /// </summary>
    /// <param name="secret">
    /// In podman's spelling: <c>id=NAME,env=VARIABLE</c> or <c>id=NAME,src=FILE</c>. The file is relative to the working directory.
    /// </param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The text is neither of the two.</exception>
    /// <example>
    /// <code>
    /// MultiArch.Image("web").Secret("id=npm,env=NPM_TOKEN");
    /// </code>
    /// </example>
    public ImageDefinition Secret(string secret)
    {
        Values.ReadMore(InputTable.Secret, [secret]);
        return this;
    }

    /// <summary>Gives every build the value of an environment variable as a secret. No other program sees the variable.</summary>
    /// <param name="id">The name that the step mounts.</param>
    /// <param name="variable">The name of the variable.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">A name is empty or has a comma in it.</exception>
    public ImageDefinition SecretFromVariable(string id, string variable) => Secret($"id={id},env={variable}");

    /// <summary>Gives every build a file as a secret, of at most 512000 bytes.</summary>
    /// <param name="id">The name that the step mounts.</param>
    /// <param name="file">The file, relative to the working directory.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The name is empty, or the name or the path has a comma in it.</exception>
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

    /// <summary>How the platforms are built.</summary>
    /// <param name="strategy">
    /// <c>manifest</c>, one <c>podman build</c> for all platforms; <c>separate</c>, one build per platform; or <c>auto</c>, the default,
    /// which is <c>manifest</c> unless only <c>separate</c> gives the right result.
    /// </param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The word is unknown.</exception>
    public ImageDefinition Strategy(string strategy) => Read(InputTable.Strategy, strategy);

    /// <summary>How many platforms and stages podman builds at the same time.</summary>
    /// <param name="jobs">The number; 0 for no limit. The default is the number of platforms, at most the number of processors.</param>
    /// <returns>This image.</returns>
    /// <exception cref="MultiArchException">The number is negative.</exception>
    public ImageDefinition Jobs(int jobs) => Read(InputTable.Jobs, jobs.ToString(CultureInfo.InvariantCulture));

    /// <summary>How RUN steps are isolated from the host.</summary>
    /// <param name="isolation">
    /// The kind. The default is podman's own, or <see cref="PodmanIsolation.Chroot"/> on a host where podman's own cannot run a step.
    /// </param>
    /// <returns>This image.</returns>
    public ImageDefinition Isolation(PodmanIsolation isolation) => Set(InputTable.Isolation, isolation);

    /// <summary>Builds without the layer cache.</summary>
    /// <returns>This image.</returns>
    public ImageDefinition NoCache() => Set(InputTable.NoCache, true);

    /// <summary>When base images are pulled.</summary>
    /// <param name="policy">The policy; podman's default is <see cref="PodmanPullPolicy.Missing"/>.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Pull(PodmanPullPolicy policy) => Set(InputTable.Pull, policy);

    /// <summary>Whether podman keeps a layer for each step.</summary>
    /// <param name="keep">The default is true, unless the strategy needs false.</param>
    /// <returns>This image.</returns>
    public ImageDefinition Layers(bool keep) => Set(InputTable.Layers, keep);

    /// <summary>Adds repositories to take cached layers from.</summary>
    /// <param name="repositories">Names with a registry and without a tag, <c>registry.example.com/demo/cache</c>.</param>
    /// <returns>This image.</returns>
    public ImageDefinition CacheFrom(params string[] repositories)
    {
        Values.ReadMore(InputTable.CacheFrom, repositories);
        return this;
    }

    /// <summary>Adds repositories to store cached layers in.</summary>
    /// <param name="repositories">Names with a registry and without a tag, <c>registry.example.com/demo/cache</c>.</param>
    /// <returns>This image.</returns>
    public ImageDefinition CacheTo(params string[] repositories)
    {
        Values.ReadMore(InputTable.CacheTo, repositories);
        return this;
    }
}
