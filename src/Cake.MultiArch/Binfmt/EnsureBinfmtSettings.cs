using Cake.Core.IO;

namespace Cake.MultiArch.Binfmt;

/// <summary>How EnsureBinfmt makes the host able to run foreign programs.</summary>
public sealed class EnsureBinfmtSettings
{
    /// <summary>What may be done; by default missing handlers are registered when run as root.</summary>
    public BinfmtMode Mode { get; set; } = BinfmtMode.Auto;

    /// <summary>
    /// Folders to look for QEMU in before PATH, <c>/usr/bin</c>, <c>/usr/local/bin</c> and <c>/usr/libexec/qemu-binfmt</c>. In each the names
    /// are <c>qemu-ARCH-static</c>, then <c>qemu-ARCH</c>, with QEMU's word for the architecture (<c>aarch64</c>); only a statically linked
    /// one is used, because a dynamic one does not find its libraries inside a container.
    /// </summary>
    public IList<DirectoryPath> InterpreterFolders { get; } = [];
}
