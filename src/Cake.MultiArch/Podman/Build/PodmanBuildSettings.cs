using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Settings of <c>podman build</c>. For a property that is not set, podman uses its own default.</summary>
/// <remarks>https://docs.podman.io/en/stable/markdown/podman-build.1.html</remarks>
/// <example>
/// <code>
/// var settings = new PodmanBuildSettings {
///     Platforms = { "linux/amd64", "linux/arm64" },
///     Manifest = "localhost/web:run42",
///     BuildArgs = { ["VERSION"] = "1.4.2" },
///     Jobs = 2
/// };
/// </code>
/// </example>
[FlagLeftOut("--compress", "It has no effect. Podman accepts it for compatibility with Docker.")]
[FlagLeftOut("--disable-content-trust", "It has no effect. Podman accepts it for compatibility with Docker.")]
[FlagLeftOut("--stdin", "A build script has no standard input for a RUN step.")]
public sealed partial class PodmanBuildSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["build"];

    /// <summary>The Containerfile. The default is <c>Containerfile</c>, else <c>Dockerfile</c>, in the build context.</summary>
    [Flag("--file")]
    public FilePath? File { get; set; }

    /// <summary>Additional Containerfiles. Podman appends them to the first one.</summary>
    [Flag("--file")]
    public ICollection<FilePath> AdditionalFiles { get; } = [];

    /// <summary>
    /// Names for the image. They are refused with more than one platform, because each platform would silently take them from the one
    /// before. Use <see cref="Manifest"/> for several platforms.
    /// </summary>
    [Flag("--tag")]
    public ICollection<string> Tags { get; } = [];

    /// <summary>
    /// The local list for the images of all platforms. It is created when it does not exist. After the build its entries are compared with
    /// the wanted platforms. Use a different name per run, such as <c>localhost/web:run42</c>, so that the list has no entries of earlier
    /// runs.
    /// </summary>
    [Flag("--manifest")]
    public string? Manifest { get; set; }

    /// <summary>The name of the stage to build. Later stages are not built.</summary>
    [Flag("--target")]
    public string? Target { get; set; }

    /// <summary>
    /// Values for ARG instructions. A null value is read from podman's environment. Every process of the host can read these values in the
    /// command line, and the image's history contains many of them. Use <see cref="Secrets"/> for secrets.
    /// </summary>
    [Flag("--build-arg")]
    public IDictionary<string, string?> BuildArgs { get; } = new Dictionary<string, string?>();

    /// <summary>Files with one <c>NAME=value</c> per line. <see cref="BuildArgs"/> takes precedence. Podman 4.5 and newer.</summary>
    [Flag("--build-arg-file", Since = "4.5")]
    public ICollection<FilePath> BuildArgFiles { get; } = [];

    /// <summary>
    /// Additional named contexts for <c>FROM</c> and <c>COPY --from</c>: a folder, the address of an archive, or an image
    /// (<c>container-image://…</c>). A relative folder starts at podman's working directory.
    /// </summary>
    [Flag("--build-context")]
    public IDictionary<string, string?> BuildContexts { get; } = new Dictionary<string, string?>();

    /// <summary>
    /// Secrets for <c>RUN --mount=type=secret</c>, each <c>id=NAME,src=FILE</c> (at most 512000 bytes) or <c>id=NAME,env=VARIABLE</c>.
    /// Layers, history and command lines do not contain them, and they are masked in all output. A podman service cannot use them (MA1253).
    /// </summary>
    [Flag("--secret")]
    public ICollection<string> Secrets { get; } = [];

    /// <summary>SSH agents or keys for <c>RUN --mount=type=ssh</c>: <c>default</c> or <c>ID=SOCKET-OR-KEY</c>.</summary>
    [Flag("--ssh", IsLocalOnly = true)]
    public ICollection<string> SshAgents { get; } = [];

    /// <summary>An image that replaces the one in the first FROM.</summary>
    [Flag("--from")]
    public string? From { get; set; }

    /// <summary>A file that replaces the context's <c>.containerignore</c> or <c>.dockerignore</c>.</summary>
    [Flag("--ignorefile")]
    public FilePath? IgnoreFile { get; set; }

    /// <summary>The format of the image's documents.</summary>
    [Flag("--format")]
    public PodmanImageFormat? Format { get; set; }

    /// <summary>
    /// A file for the identifier of the image, or of the list with <see cref="Manifest"/>. The alias always returns the identifier too.
    /// </summary>
    [Flag("--iidfile")]
    public FilePath? ImageIdFile { get; set; }

    /// <summary>
    /// Additional outputs for the files of the image: <c>type=local,dest=FOLDER</c> or <c>type=tar,dest=FILE</c>. More than one needs
    /// podman 5.
    /// </summary>
    [Flag("--output", IsLocalOnly = true)]
    public ICollection<string> Outputs { get; } = [];

    /// <summary>
    /// How many stages and platforms to build at the same time. With 0 there is no limit. Podman's default is 1, which builds one platform
    /// after the other.
    /// </summary>
    [Flag("--jobs")]
    public int? Jobs { get; set; }

    /// <summary>Whether to skip stages that the result does not need. Podman's default is true.</summary>
    [Flag("--skip-unused-stages")]
    public bool? SkipUnusedStages { get; set; }

    /// <summary>
    /// Hides podman's output. Podman's own flag is not used, because it also hides the warning that a base image is for another
    /// architecture.
    /// </summary>
    [Flag("--quiet", IsOurs = true)]
    public bool Quiet { get; set; }

    /// <summary>A file to which podman appends its output instead of showing it.</summary>
    [Flag("--logfile")]
    public FilePath? LogFile { get; set; }

    /// <summary>Writes one <see cref="LogFile"/> per platform, with the platform at the end of its name.</summary>
    [Flag("--logsplit", IsLocalOnly = true)]
    public bool LogSplit { get; set; }
}
