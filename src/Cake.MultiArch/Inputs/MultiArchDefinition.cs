using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch;

/// <summary>
/// What a script defines: its images. Arguments and environment variables win over what stands here, so that one script serves a
/// laptop and an agent.
/// </summary>
public sealed class MultiArchDefinition
{
    private readonly List<ImageDefinition> _images = [];
    private readonly List<Action<BinfmtSettings>> _binfmt = [];

    /// <summary>The images in the order in which they were defined.</summary>
    public IReadOnlyList<ImageDefinition> Images => _images;

    /// <summary>Defines an image.</summary>
    /// <param name="name">A name that is unique in the script; it stands in logs and in the report. Lower-case letters, digits and single separators.</param>
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

    /// <summary>Says how the host is made able to run foreign platforms: where QEMU comes from, whether handlers outlive a reboot.</summary>
    /// <param name="configure">
    /// Changes the default settings. The platforms are those that the build emulates, and what is added here. <c>--binfmt</c> wins over the mode.
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
        return this;
    }

    internal BinfmtSettings NewBinfmtSettings()
    {
        var settings = new BinfmtSettings();
        _binfmt.ForEach(configure => configure(settings));
        return settings;
    }
}
