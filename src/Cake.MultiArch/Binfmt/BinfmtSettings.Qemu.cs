using Cake.Core.IO;

namespace Cake.MultiArch.Binfmt;

/// <content>
/// Where QEMU comes from when a handler has to be registered. The places are asked in the order of the properties, for each architecture
/// until one has a program that serves: linked statically, for this host, and naming its version and that architecture when it is asked.
/// A host on which all platforms run is asked for nothing.
/// </content>
public sealed partial class BinfmtSettings
{
    /// <summary>
    /// The program for an architecture, and no other: one that is missing or does not serve is an error (MA1231). The key is OCI's name of
    /// the architecture, <c>arm64</c> of <c>linux/arm64</c>; one that QEMU does not emulate is refused (MA1230).
    /// </summary>
    /// <example>
    /// <code>
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, Interpreters = { ["arm64"] = "/opt/qemu/qemu-aarch64" } });
    /// </code>
    /// </example>
    public IDictionary<string, FilePath> Interpreters { get; } = new Dictionary<string, FilePath>(StringComparer.Ordinal);

    /// <summary>
    /// Folders to look for QEMU in before PATH, <c>/usr/bin</c>, <c>/usr/local/bin</c> and <c>/usr/libexec/qemu-binfmt</c>. In each the
    /// names
    /// are <c>qemu-ARCH-static</c>, then <c>qemu-ARCH</c>, with QEMU's word for the architecture (<c>aarch64</c>); only a statically linked
    /// one is used, because a dynamic one does not find its libraries inside a container.
    /// </summary>
    public IList<DirectoryPath> InterpreterFolders { get; } = [];

    /// <summary>
    /// Whether the distribution's package may be installed: <c>qemu-user-static</c> with apt-get or dnf, <c>qemu-ARCH</c> with apk, without
    /// questions. It needs root, or a sudo that asks for no password. The package may register handlers of its own.
    /// </summary>
    public bool InstallPackage { get; set; }

    /// <summary>
    /// Images to copy the program out of, tried in order, with <c>{arch}</c> in place of QEMU's word for the architecture: for example
    /// <c>docker.io/multiarch/qemu-user-static:{arch}</c>, or <c>docker.io/tonistiigi/binfmt</c> with a tag or, better, a digest. The
    /// program is <c>qemu-ARCH-static</c> or <c>qemu-ARCH</c> in <c>/usr/bin</c> or in the root. None is pulled by default. An image that
    /// the
    /// local storage does not have is pulled for the host's own platform, with podman's credentials, and removed afterwards. A podman
    /// service (<c>CONTAINER_HOST</c>) is refused: its images are on another host (MA1233).
    /// </summary>
    /// <example>
    /// <code>
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, QemuImages = { "docker.io/multiarch/qemu-user-static:{arch}" } });
    /// </code>
    /// </example>
    public IList<string> QemuImages { get; } = [];

    /// <summary>
    /// Whether the registries of <see cref="QemuImages"/> must speak HTTPS with a certificate that is vouched for; null (default) for
    /// podman's own rule.
    /// </summary>
    public bool? QemuImageTlsVerify { get; set; }

    /// <summary>
    /// Files to fetch the program from, by OCI's name of the architecture (<c>arm64</c>); one that QEMU does not emulate is refused
    /// (MA1230).
    /// No address is built in. A file with another SHA-256 than the one given ends the work (MA1236).
    /// </summary>
    /// <example>
    /// <code>
    /// var release = new QemuDownload("https://example.com/qemu-aarch64-static.gz",
    /// "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, QemuDownloads = { ["arm64"] = release } });
    /// </code>
    /// </example>
    public IDictionary<string, QemuDownload> QemuDownloads { get; } = new Dictionary<string, QemuDownload>(StringComparer.Ordinal);

    /// <summary>
    /// Where programs from images and downloads are kept, because a handler names one by its path and after a reboot it is registered
    /// again. Null (default) for <c>/var/lib/cake-multiarch/qemu</c> as root, and <c>cake-multiarch/qemu</c> in <c>XDG_DATA_HOME</c> or
    /// <c>~/.local/share</c> as a user.
    /// </summary>
    public DirectoryPath? QemuFolder { get; set; }
}
