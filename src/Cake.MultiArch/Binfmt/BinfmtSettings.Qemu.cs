using Cake.Core.IO;

namespace Cake.MultiArch.Binfmt;

/// <content>
/// Where QEMU comes from when a handler must be registered. For each architecture the places are searched in the order of the
/// properties, until one has a usable program. A usable program is linked statically, runs on this host, and answers
/// <c>--version</c> with its version and that architecture. If all platforms already run, nothing is searched.
/// </content>
public sealed partial class BinfmtSettings
{
    /// <summary>
    /// The only program to use for an architecture. A program that is missing or not usable is an error (MA1231). The key is the OCI name
    /// of the architecture: <c>arm64</c> for <c>linux/arm64</c>. An architecture that QEMU does not emulate is an error (MA1230).
    /// </summary>
    /// <example>
    /// <code>
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, Interpreters = { ["arm64"] = "/opt/qemu/qemu-aarch64" } });
    /// </code>
    /// </example>
    public IDictionary<string, FilePath> Interpreters { get; } = new Dictionary<string, FilePath>(StringComparer.Ordinal);

    /// <summary>
    /// Folders to search for QEMU before PATH, <c>/usr/bin</c>, <c>/usr/local/bin</c> and <c>/usr/libexec/qemu-binfmt</c>. The names are
    /// <c>qemu-ARCH-static</c>, then <c>qemu-ARCH</c>, with QEMU's name of the architecture (<c>aarch64</c>). Only a statically linked
    /// program is used, because a dynamic one does not find its libraries inside a container.
    /// </summary>
    public IList<DirectoryPath> InterpreterFolders { get; } = [];

    /// <summary>
    /// Whether the distribution's package may be installed without questions: <c>qemu-user-static</c> with apt-get or dnf,
    /// <c>qemu-ARCH</c> with apk. Needs root, or a sudo that asks for no password. The package may register its own handlers.
    /// </summary>
    public bool InstallPackage { get; set; }

    /// <summary>
    /// Images to copy the program from, tried in order. <c>{arch}</c> stands for QEMU's name of the architecture. Examples:
    /// <c>docker.io/multiarch/qemu-user-static:{arch}</c>, or <c>docker.io/tonistiigi/binfmt</c> with a tag or, better, a digest. The
    /// program is <c>qemu-ARCH-static</c> or <c>qemu-ARCH</c>, in <c>/usr/bin</c> or in the root. By default no image is pulled. An image
    /// that is not in the local storage is pulled for the host's own platform, with podman's credentials, and removed afterwards. A
    /// podman service (<c>CONTAINER_HOST</c>) is an error, because its images are on another host (MA1233).
    /// </summary>
    /// <example>
    /// <code>
    /// EnsureBinfmt(new BinfmtSettings { Platforms = { "linux/arm64" }, QemuImages = { "docker.io/multiarch/qemu-user-static:{arch}" } });
    /// </code>
    /// </example>
    public IList<string> QemuImages { get; } = [];

    /// <summary>
    /// Whether the registries of <see cref="QemuImages"/> must use HTTPS with a trusted certificate. Null (default) leaves it to podman.
    /// </summary>
    public bool? QemuImageTlsVerify { get; set; }

    /// <summary>
    /// Files to download the program from. The key is the OCI name of the architecture (<c>arm64</c>). An architecture that QEMU does not
    /// emulate is an error (MA1230). No address is built in. A file whose SHA-256 differs from the given one stops the work (MA1236).
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
    /// Where programs from images and downloads are stored. They must stay there, because a handler names its program by path and is
    /// registered again after a reboot. Null (default) is <c>/var/lib/cake-multiarch/qemu</c> for root. For a user it is
    /// <c>cake-multiarch/qemu</c> in <c>XDG_DATA_HOME</c> or <c>~/.local/share</c>.
    /// </summary>
    public DirectoryPath? QemuFolder { get; set; }
}
