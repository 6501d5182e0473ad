using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>How much podman logs.</summary>
public enum PodmanLogLevel
{
    /// <summary>Everything.</summary>
    Trace,

    /// <summary>Details for debugging.</summary>
    Debug,

    /// <summary>Information about each operation.</summary>
    Info,

    /// <summary>Warnings. This is podman's default.</summary>
    Warn,

    /// <summary>Errors.</summary>
    Error,

    /// <summary>Errors that end podman.</summary>
    Fatal,

    /// <summary>Internal errors of podman.</summary>
    Panic,
}

/// <summary>The program that creates cgroups.</summary>
public enum PodmanCgroupManager
{
    /// <summary>Podman itself, through the file system.</summary>
    Cgroupfs,

    /// <summary>systemd.</summary>
    Systemd,
}

/// <summary>Where podman records events.</summary>
public enum PodmanEventsBackend
{
    /// <summary>A file.</summary>
    File,

    /// <summary>The systemd journal.</summary>
    Journald,

    /// <summary>Nowhere.</summary>
    None,
}

/// <summary>The SSH client that connects to a podman service.</summary>
public enum PodmanSshMode
{
    /// <summary>The client inside podman.</summary>
    Golang,

    /// <summary>The program <c>ssh</c>, with its configuration.</summary>
    Native,
}

/// <summary>When to pull an image.</summary>
public enum PodmanPullPolicy
{
    /// <summary>Always. If the pull fails, the command fails.</summary>
    Always,

    /// <summary>When the local storage does not have the image.</summary>
    Missing,

    /// <summary>Never.</summary>
    Never,

    /// <summary>When the registry has another digest. If the registry does not answer, the local image is used.</summary>
    Newer,
}

/// <summary>How RUN steps are isolated from the host.</summary>
public enum PodmanIsolation
{
    /// <summary>A container of an OCI runtime. This is the default for root.</summary>
    Oci,

    /// <summary>A container with the limits of an unprivileged user. This is the default for other users.</summary>
    Rootless,

    /// <summary>Only a changed root folder (chroot). It needs neither cgroups nor privileges.</summary>
    Chroot,
}

/// <summary>The format of the documents of a built image.</summary>
public enum PodmanImageFormat
{
    /// <summary>OCI. This is the default.</summary>
    Oci,

    /// <summary>Docker, version 2, schema 2.</summary>
    Docker,
}

/// <summary>The format of a pushed list.</summary>
public enum ManifestFormat
{
    /// <summary>The OCI image index.</summary>
    Oci,

    /// <summary>Docker's manifest list.</summary>
    V2s2,
}

/// <summary>The format of a pushed manifest.</summary>
public enum PodmanManifestFormat
{
    /// <summary>OCI.</summary>
    Oci,

    /// <summary>Docker, version 2, schema 2.</summary>
    V2s2,

    /// <summary>Docker, version 2, schema 1. This is for registries that know no other format.</summary>
    V2s1,
}

/// <summary>The compression of layers.</summary>
public enum PodmanCompression
{
    /// <summary>gzip. Every client can read it.</summary>
    Gzip,

    /// <summary>Zstandard.</summary>
    Zstd,

    /// <summary>Zstandard in chunks. A client fetches only the chunks that it lacks.</summary>
    [Word("zstd:chunked")]
    ZstdChunked,
}

/// <summary>A scanner for bills of materials, with its output format.</summary>
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

/// <summary>How to merge the bills of materials of several scans.</summary>
public enum PodmanSbomMergeStrategy
{
    /// <summary>Concatenates them.</summary>
    Cat,

    /// <summary>CycloneDX. Each combination of component name and version occurs once.</summary>
    [Word("merge-cyclonedx-by-component-name-and-version")]
    CycloneDxByComponentNameAndVersion,

    /// <summary>SPDX. Each combination of package name and version occurs once.</summary>
    [Word("merge-spdx-by-package-name-and-versioninfo")]
    SpdxByPackageNameAndVersionInfo,
}
