using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>How much podman logs.</summary>
public enum PodmanLogLevel
{
    /// <summary>Everything.</summary>
    Trace,

    /// <summary>What helps to find a fault.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Info,

    /// <summary>What may be wrong; podman's default.</summary>
    Warn,

    /// <summary>What is wrong.</summary>
    Error,

    /// <summary>What ends podman.</summary>
    Fatal,

    /// <summary>What must not happen.</summary>
    Panic,
}

/// <summary>What makes control groups.</summary>
public enum PodmanCgroupManager
{
    /// <summary>Podman itself, through the file system.</summary>
    Cgroupfs,

    /// <summary>systemd.</summary>
    Systemd,
}

/// <summary>Where podman notes events.</summary>
public enum PodmanEventsBackend
{
    /// <summary>A file.</summary>
    File,

    /// <summary>The journal.</summary>
    Journald,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>Which SSH client connects to a podman service.</summary>
public enum PodmanSshMode
{
    /// <summary>The one inside podman.</summary>
    Golang,

    /// <summary>The program <c>ssh</c>, with its configuration.</summary>
    Native,
}

/// <summary>When an image is pulled.</summary>
public enum PodmanPullPolicy
{
    /// <summary>Always; a pull that fails fails the command.</summary>
    Always,

    /// <summary>When it is not in the local storage.</summary>
    Missing,

    /// <summary>Never.</summary>
    Never,

    /// <summary>When the registry's has another digest; a registry that does not answer is passed over.</summary>
    Newer,
}

/// <summary>How RUN steps are kept apart from the host.</summary>
public enum PodmanIsolation
{
    /// <summary>A container of an OCI runtime; the default as root.</summary>
    Oci,

    /// <summary>A container as far as an unprivileged user can make one; the default otherwise.</summary>
    Rootless,

    /// <summary>A changed root folder, which needs neither control groups nor privileges of its own.</summary>
    Chroot,
}

/// <summary>The format of a built image's documents.</summary>
public enum PodmanImageFormat
{
    /// <summary>OCI's; the default.</summary>
    Oci,

    /// <summary>Docker's, version 2, schema 2.</summary>
    Docker,
}

/// <summary>The format of a pushed list.</summary>
public enum ManifestFormat
{
    /// <summary>OCI's image index.</summary>
    Oci,

    /// <summary>Docker's manifest list.</summary>
    V2s2,
}

/// <summary>The format of the manifest of an image that is pushed or copied.</summary>
public enum PodmanManifestFormat
{
    /// <summary>OCI's.</summary>
    Oci,

    /// <summary>Docker's, version 2, schema 2.</summary>
    V2s2,

    /// <summary>Docker's, version 2, schema 1, for registries that know no other.</summary>
    V2s1,
}

/// <summary>How layers are compressed.</summary>
public enum PodmanCompression
{
    /// <summary>gzip, which every client reads.</summary>
    Gzip,

    /// <summary>Zstandard.</summary>
    Zstd,

    /// <summary>Zstandard in pieces, of which a client fetches those that it lacks.</summary>
    [Word("zstd:chunked")]
    ZstdChunked,
}

/// <summary>A scanner for bills of materials that podman knows.</summary>
public enum PodmanSbomPreset
{
    /// <summary>syft, CycloneDX.</summary>
    Syft,

    /// <summary>syft, CycloneDX.</summary>
    [Word("syft-cyclonedx")]
    SyftCycloneDx,

    /// <summary>syft, SPDX.</summary>
    [Word("syft-spdx")]
    SyftSpdx,

    /// <summary>trivy, CycloneDX.</summary>
    Trivy,

    /// <summary>trivy, CycloneDX.</summary>
    [Word("trivy-cyclonedx")]
    TrivyCycloneDx,

    /// <summary>trivy, SPDX.</summary>
    [Word("trivy-spdx")]
    TrivySpdx,
}

/// <summary>How the bills of materials of several scans become one.</summary>
public enum PodmanSbomMergeStrategy
{
    /// <summary>One behind the other.</summary>
    Cat,

    /// <summary>CycloneDX: each component once, by name and version.</summary>
    [Word("merge-cyclonedx-by-component-name-and-version")]
    CycloneDxByComponentNameAndVersion,

    /// <summary>SPDX: each package once, by name and version.</summary>
    [Word("merge-spdx-by-package-name-and-versioninfo")]
    SpdxByPackageNameAndVersionInfo,
}
