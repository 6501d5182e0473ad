using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>Software bills of materials (SBOM). Podman scans the image and the context, and stores the result.</content>
public sealed partial class PodmanBuildSettings
{
    /// <summary>
    /// A preset for the scanner, its commands and the merge strategy. It needs at least one of the outputs below. Podman 5.0 and newer.
    /// </summary>
    [Flag("--sbom", Since = "5.0", IsLocalOnly = true)]
    public PodmanSbomPreset? Sbom { get; set; }

    /// <summary>The image of the scanner. Podman 5.0 and newer.</summary>
    [Flag("--sbom-scanner-image", Since = "5.0", IsLocalOnly = true)]
    public string? SbomScannerImage { get; set; }

    /// <summary>
    /// Commands of the scanner with the placeholders <c>{ROOTFS}</c>, <c>{CONTEXT}</c> and <c>{OUTPUT}</c>. Podman 5.0 and newer.
    /// </summary>
    [Flag("--sbom-scanner-command", Since = "5.0", IsLocalOnly = true)]
    public ICollection<string> SbomScannerCommands { get; } = [];

    /// <summary>How to merge the results of several commands. Podman 5.0 and newer.</summary>
    [Flag("--sbom-merge-strategy", Since = "5.0", IsLocalOnly = true)]
    public PodmanSbomMergeStrategy? SbomMergeStrategy { get; set; }

    /// <summary>A file on the host for the bill of materials. Podman 5.0 and newer.</summary>
    [Flag("--sbom-output", Since = "5.0", IsLocalOnly = true)]
    public FilePath? SbomOutput { get; set; }

    /// <summary>A file on the host for the package URLs of the bill of materials. Podman 5.0 and newer.</summary>
    [Flag("--sbom-purl-output", Since = "5.0", IsLocalOnly = true)]
    public FilePath? SbomPurlOutput { get; set; }

    /// <summary>A path inside the image for the bill of materials. Podman 5.0 and newer.</summary>
    [Flag("--sbom-image-output", Since = "5.0", IsLocalOnly = true)]
    public string? SbomImageOutput { get; set; }

    /// <summary>A path inside the image for the package URLs of the bill of materials. Podman 5.0 and newer.</summary>
    [Flag("--sbom-image-purl-output", Since = "5.0", IsLocalOnly = true)]
    public string? SbomImagePurlOutput { get; set; }
}
