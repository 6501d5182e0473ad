using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>Which platforms a host must run, and how to make it able to.</summary>
public sealed partial class BinfmtSettings
{
    /// <summary>
    /// The platforms to run. A platform converts from a string, for example <c>linux/arm64</c>. The host's own platform needs no handler.
    /// </summary>
    public IList<Platform> Platforms { get; } = [];

    /// <summary>What is allowed. By default missing handlers are registered if the build runs as root.</summary>
    public BinfmtMode Mode { get; set; } = BinfmtMode.Auto;

    /// <summary>
    /// Also registers with the flag C: a setuid program of the platform runs with its owner's rights. <c>sudo</c> needs this in a RUN step
    /// of a user other than root. Off by default, because of the risk: with such a handler, a user who can bring a foreign setuid file to
    /// the host, from an image or a mounted disk, can gain the rights of its owner, even root. Debian removed the flag for this reason
    /// in 2025. Only handlers that this call registers have the flag. With <see cref="Reset"/> all handlers of QEMU are registered anew.
    /// https://docs.kernel.org/admin-guide/binfmt-misc.html
    /// </summary>
    public bool Credentials { get; set; }

    /// <summary>
    /// Removes every handler whose name begins with <c>qemu-</c>, even if another program registered it, and registers handlers for
    /// <see cref="Platforms"/> anew, as <c>multiarch/qemu-user-static --reset</c> does. The log names each handler before it is removed.
    /// Other platforms do not run afterwards. The new handlers are registered and tested first: if one does not help, nothing is removed.
    /// Needs the right to register.
    /// </summary>
    public bool Reset { get; set; }

    /// <summary>
    /// Writes a file to <c>/etc/binfmt.d</c> for each emulated platform whose handler systemd does not register yet, so that the handler
    /// survives a reboot. https://www.freedesktop.org/software/systemd/man/latest/binfmt.d.html. Needs root; not for
    /// <see cref="BinfmtMode.Rootless"/>.
    /// </summary>
    public bool Persist { get; set; }

    internal BinfmtSettings With(IEnumerable<Platform> platforms)
    {
        foreach (var platform in platforms)
        {
            Platforms.Add(platform);
        }

        return this;
    }
}
