using Cake.Core.IO;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// What a script defines: its images, and what holds for the whole run. Arguments and environment variables win over it, so that one script
/// works on a laptop and on an agent.
/// </summary>
public sealed class MultiArchDefinition
{
    private readonly List<ImageDefinition> _images = [];
    private readonly List<Action<BinfmtSettings>> _binfmt = [];

    /// <summary>The images in the order in which they were defined.</summary>
    public IReadOnlyList<ImageDefinition> Images => _images;

    internal ScriptValues Values { get; } = new();

    /// <summary>Defines an image.</summary>
    /// <param name="name">
    /// A name that is unique in the script, for logs and the report: lower-case letters, digits, and single separators between them.
    /// </param>
    /// <returns>The image, to say what it is made of.</returns>
    /// <exception cref="MultiArchException">The name is taken, or is not allowed.</exception>
    public ImageDefinition Image(string name)
    {
        if (_images.Any(image => string.Equals(image.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new MultiArchException(InputProblems.ImageNamedTwice(name));
        }

        var image = new ImageDefinition(name);
        _images.Add(image);
        return image;
    }

    /// <summary>Which image to build, when the script defines several.</summary>
    /// <param name="name">Its name, in any casing.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="MultiArchException">The name is empty.</exception>
    public MultiArchDefinition Only(string name) => Read(InputTable.Only, name);

    /// <summary>What to clone. Without it the working directory is the source.</summary>
    /// <param name="url">The repository, without a password.</param>
    /// <param name="branch">A branch or tag; null for the repository's default branch.</param>
    /// <param name="commit">A commit, which wins over the branch; null for the newest.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="MultiArchException">A text is empty.</exception>
    public MultiArchDefinition Git(string url, string? branch = null, string? commit = null)
    {
        Read(InputTable.GitUrl, url);
        if (branch is not null)
        {
            Read(InputTable.GitBranch, branch);
        }

        return commit is null ? this : Read(InputTable.GitCommit, commit);
    }

    /// <summary>The user name for the git server. The password comes from MULTIARCH_GIT_PASSWORD.</summary>
    /// <param name="name">The name.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="MultiArchException">The name is empty, or has a colon or control character.</exception>
    public MultiArchDefinition GitUsername(string name) => Read(InputTable.GitUsername, name);

    /// <summary>The user name for the registry that is published to. The password comes from MULTIARCH_REGISTRY_PASSWORD.</summary>
    /// <param name="name">The name.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="MultiArchException">The name is empty, or has a colon or control character.</exception>
    public MultiArchDefinition RegistryUsername(string name) => Read(InputTable.RegistryUsername, name);

    /// <summary>Credentials for the registries, as <c>podman login</c> writes them. The file is only read.</summary>
    /// <param name="file">A path relative to the working directory.</param>
    /// <returns>This definition.</returns>
    public MultiArchDefinition AuthFile(FilePath file) => Set(InputTable.AuthFile, file.FullPath);

    /// <summary>Whether the certificates of registries are checked. The default is what podman's registries.conf says.</summary>
    /// <param name="verify">False also allows plain HTTP.</param>
    /// <returns>This definition.</returns>
    public MultiArchDefinition TlsVerify(bool verify) => Set(InputTable.TlsVerify, verify);

    /// <summary>What is done so that the host can run foreign platforms.</summary>
    /// <param name="mode">What may be done; the default is <see cref="BinfmtMode.Auto"/>.</param>
    /// <returns>This definition.</returns>
    public MultiArchDefinition Binfmt(BinfmtMode mode) => Binfmt(settings => settings.Mode = mode);

    /// <summary>
    /// Says more about how the host is enabled to run foreign platforms: where QEMU comes from, whether handlers outlive a reboot.
    /// </summary>
    /// <param name="configure">
    /// Changes the default settings. It may run several times, each time on new settings. The platforms are those that the build emulates,
    /// and those that are added here. <c>--binfmt</c> wins over the mode.
    /// </param>
    /// <returns>This definition.</returns>
    /// <example>
    /// <code>
    /// MultiArch.Binfmt(binfmt => binfmt.InterpreterFolders.Add("/opt/qemu"));
    /// </code>
    /// </example>
    public MultiArchDefinition Binfmt(Action<BinfmtSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _binfmt.Add(configure);
        return Set(InputTable.Binfmt, NewBinfmtSettings().Mode);
    }

    /// <summary>The folder for <c>multiarch-report.json</c>.</summary>
    /// <param name="folder">A path relative to the working directory; the default is <c>artifacts</c>.</param>
    /// <returns>This definition.</returns>
    public MultiArchDefinition Report(DirectoryPath folder) => Set(InputTable.Report, folder.FullPath);

    /// <summary>How PlanMultiArch, DoctorMultiArch and VerifyMultiArch write their result.</summary>
    /// <param name="format"><c>text</c>, which is the default, <c>json</c> or <c>junit</c>.</param>
    /// <returns>This definition.</returns>
    /// <exception cref="MultiArchException">The word is unknown.</exception>
    public MultiArchDefinition Format(string format) => Read(InputTable.Format, format);

    /// <summary>The file that PlanMultiArch, DoctorMultiArch and VerifyMultiArch write to.</summary>
    /// <param name="file">A path relative to the working directory; the default is standard output.</param>
    /// <returns>This definition.</returns>
    public MultiArchDefinition Output(FilePath file) => Set(InputTable.Output, file.FullPath);

    internal BinfmtSettings NewBinfmtSettings()
    {
        var settings = new BinfmtSettings();
        _binfmt.ForEach(configure => configure(settings));
        return settings;
    }

    private MultiArchDefinition Set<T>(Input<T> input, T value)
    {
        Values.Set(input, value);
        return this;
    }

    private MultiArchDefinition Read<T>(Input<T> input, string text)
    {
        Values.Read(input, text);
        return this;
    }
}
