using Cake.Core.IO;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman build</c> can be told. Flags that stay unset are not given, and podman's defaults hold.</summary>
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
[FlagLeftOut("--compress", "It has no effect; podman takes it because Docker does.")]
[FlagLeftOut("--disable-content-trust", "It has no effect; podman takes it because Docker does.")]
[FlagLeftOut("--stdin", "A build script has no standard input to hand to a RUN step.")]
public sealed partial class PodmanBuildSettings : PodmanRegistrySettings
{
    internal override IReadOnlyList<string> Verb => ["build"];

    /// <summary>The Containerfile; by default <c>Containerfile</c>, then <c>Dockerfile</c>, in the build context.</summary>
    [Flag("--file")]
    public FilePath? File { get; set; }

    /// <summary>Further Containerfiles, read as if they stood behind the first.</summary>
    [Flag("--file")]
    public ICollection<FilePath> AdditionalFiles { get; } = [];

    /// <summary>
    /// Names for the image. With more than one platform they are refused: each platform would take them from the one before, and
    /// podman says nothing. Use <see cref="Manifest"/> there.
    /// </summary>
    [Flag("--tag")]
    public ICollection<string> Tags { get; } = [];

    /// <summary>
    /// The local list that the image of each platform is added to; it is made when it is not there. After the build its entries are
    /// compared with the wanted platforms. A name of its own for each run, such as <c>localhost/web:run42</c>, keeps out what an earlier
    /// run has left.
    /// </summary>
    [Flag("--manifest")]
    public string? Manifest { get; set; }

    /// <summary>The stage to build, by its name; the stages behind it are left out.</summary>
    [Flag("--target")]
    public string? Target { get; set; }

    /// <summary>
    /// Values for ARG instructions. A null value is taken from podman's environment. They stand in the command line, where every
    /// process of the host can read them, and many end up in the image's history: what is secret belongs into <see cref="Secrets"/>.
    /// </summary>
    [Flag("--build-arg")]
    public IDictionary<string, string?> BuildArgs { get; } = new Dictionary<string, string?>();

    /// <summary>Files with a <c>NAME=value</c> a line; <see cref="BuildArgs"/> wins over them. Podman 4.5 and newer.</summary>
    [Flag("--build-arg-file", Since = "4.5")]
    public ICollection<FilePath> BuildArgFiles { get; } = [];

    /// <summary>
    /// Further contexts by name, for <c>FROM</c> and <c>COPY --from</c>: a folder, the address of an archive, or an image
    /// (<c>container-image://…</c>). A relative folder is relative to the directory that podman runs in.
    /// </summary>
    [Flag("--build-context")]
    public IDictionary<string, string?> BuildContexts { get; } = new Dictionary<string, string?>();

    /// <summary>
    /// Secrets for <c>RUN --mount=type=secret</c>, each <c>id=NAME,src=FILE</c> (512000 bytes at most) or <c>id=NAME,env=VARIABLE</c>. They are
    /// in no layer, no history and no command line, and are masked in what is shown. A podman service cannot be given any (MA1253).
    /// </summary>
    [Flag("--secret")]
    public ICollection<string> Secrets { get; } = [];

    /// <summary>SSH agents or keys for <c>RUN --mount=type=ssh</c>: <c>default</c> or <c>ID=SOCKET-OR-KEY</c>.</summary>
    [Flag("--ssh", IsLocalOnly = true)]
    public ICollection<string> SshAgents { get; } = [];

    /// <summary>An image that takes the place of the first FROM.</summary>
    [Flag("--from")]
    public string? From { get; set; }

    /// <summary>Another file than the context's <c>.containerignore</c> or <c>.dockerignore</c>.</summary>
    [Flag("--ignorefile")]
    public FilePath? IgnoreFile { get; set; }

    /// <summary>The format of the image's documents.</summary>
    [Flag("--format")]
    public PodmanImageFormat? Format { get; set; }

    /// <summary>A file for the image's identifier (of the list, with <see cref="Manifest"/>). The answer of the alias holds it in any case.</summary>
    [Flag("--iidfile")]
    public FilePath? ImageIdFile { get; set; }

    /// <summary>
    /// Where the files of the image are written to as well, <c>type=local,dest=FOLDER</c> or <c>type=tar,dest=FILE</c>; several since
    /// podman 5.
    /// </summary>
    [Flag("--output", IsLocalOnly = true)]
    public ICollection<string> Outputs { get; } = [];

    /// <summary>
    /// How many stages and platforms are built at the same time; 0 sets no limit. Podman's default is 1: one platform after the other.
    /// </summary>
    [Flag("--jobs")]
    public int? Jobs { get; set; }

    /// <summary>Whether stages that the result does not need are left out; podman's default is true.</summary>
    [Flag("--skip-unused-stages")]
    public bool? SkipUnusedStages { get; set; }

    /// <summary>
    /// Does not show podman's output. Podman is not given its own flag, because that also hides the warning that a base image is
    /// for another architecture.
    /// </summary>
    [Flag("--quiet", IsOurs = true)]
    public bool Quiet { get; set; }

    /// <summary>A file that podman appends its output to, instead of showing it.</summary>
    [Flag("--logfile")]
    public FilePath? LogFile { get; set; }

    /// <summary>One <see cref="LogFile"/> a platform, with the platform at the end of its name.</summary>
    [Flag("--logsplit", IsLocalOnly = true)]
    public bool LogSplit { get; set; }
}
