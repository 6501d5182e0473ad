using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>Which platforms a host has to run, and how it is made able to.</summary>
public sealed partial class BinfmtSettings
{
    /// <summary>
    /// The platforms to run; a platform converts from a string, for example <c>linux/arm64</c>. The host's own is native and needs
    /// nothing.
    /// </summary>
    public IList<Platform> Platforms { get; } = [];

    /// <summary>What may be done; by default missing handlers are registered when run as root.</summary>
    public BinfmtMode Mode { get; set; } = BinfmtMode.Auto;

    /// <summary>
    /// Registers with the flag C besides: a setuid program of the platform runs with its owner's rights, as <c>sudo</c> in a RUN step of a
    /// user other than root needs. Off by default, because of the risk: on a host with such a handler every user who can bring a foreign
    /// setuid
    /// file there, from an image or a mounted disk, can gain the rights of its owner, root included; Debian removed the flag for that in
    /// 2025.
    /// Only handlers that this call registers have it; with <see cref="Reset"/> all of QEMU are registered anew.
    /// https://docs.kernel.org/admin-guide/binfmt-misc.html
    /// </summary>
    public bool Credentials { get; set; }

    /// <summary>
    /// Removes every handler whose name begins with <c>qemu-</c>, whoever registered it, and registers those of <see cref="Platforms"/>
    /// anew:
    /// what <c>multiarch/qemu-user-static --reset</c> does. Each is named in the log before it is removed. Platforms that are not named do
    /// not run afterwards. The new handlers are registered and tried first: where one does not help, nothing is removed. Needs the right to
    /// register.
    /// </summary>
    public bool Reset { get; set; }

    /// <summary>
    /// Writes a file to <c>/etc/binfmt.d</c> for each emulated platform whose handler no file of systemd registers yet, so that it
    /// outlives a
    /// reboot. https://www.freedesktop.org/software/systemd/man/latest/binfmt.d.html. Needs root; not for
    /// <see cref="BinfmtMode.Rootless"/>.
    /// </summary>
    public bool Persist { get; set; }

    /// <summary>Adds platforms.</summary>
    internal BinfmtSettings With(IEnumerable<Platform> platforms)
    {
        foreach (var platform in platforms)
        {
            Platforms.Add(platform);
        }

        return this;
    }
}
