using System.Reflection;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;

namespace Cake.MultiArch.Inputs;

/// <summary>
/// Every input, once. Settings are read from this table, the script's methods write to its rows, and <c>docs/arguments.md</c> is made from
/// it.
/// </summary>
internal static class InputTable
{
    public static readonly ListInput<string> Image = new("image", "NAME:TAG", value => value.Text,
        "Where to publish. All destinations get the same build. `oci:DIR[:TAG]` writes an OCI layout into a folder, not to a registry. " +
        "Without a destination, the result is an OCI layout below `artifacts/`. With `--tags` the tag may be left out. " +
        "For `VerifyMultiArch`, the images to verify, by tag or digest, whoever built them.")
    {
        Script = """.PushTo("registry.example.com/demo/web:1.4.2")""",
        HasCommas = true,
    };

    public static readonly ListInput<TagRule> Tags = new("tags", "semver,sha,branch,latest", value => value.Word<TagRule>(),
        "Derives tags from git and the CI system for every registry in `--image`: `semver` from the commit's git tags (v1.4.2 gives " +
        "1.4.2, 1.4 and 1), `sha` from the commit, `branch` from the branch or pull request, `latest` for the highest stable release. " +
        "See [tags](tags.md).")
    {
        Script = """.Tags("semver", "latest")""",
        HasCommas = true,
    };

    public static readonly Input<bool> KeepNewer = new("keep-newer", null, value => value.Switch(),
        "Leave a tag alone that was published from a descendant of this commit.")
    {
        Script = ".KeepNewer()",
        Default = "false",
    };

    public static readonly ListInput<Platform> Platform = new("platform", "OS/ARCH[/VARIANT],…", value => value.Read(Oci.Platform.Parse),
        "The platforms of the image. `VerifyMultiArch` has no default: without this, an image may have any platforms.")
    {
        Script = """.Platforms("linux/amd64", "linux/arm64")""",
        HasCommas = true,
        Default = "linux/amd64,linux/arm64",
    };

    public static readonly Input<string?> Only = new("only", "NAME", value => value.NotBare().Text,
        "Which image to build, when the script defines several.")
    {
        Script = """MultiArch.Only("web")""",
    };

    public static readonly Input<string?> GitUrl = new("git-url", "URL", value => value.NotBare().Text,
        "The git repository to clone. Without it the working directory is the source.")
    {
        Script = """MultiArch.Git("https://git.example.com/web")""",
    };

    public static readonly Input<string?> GitBranch = new("git-branch", "NAME", value => value.NotBare().Text,
        "The branch or tag to clone. Without it and without a commit, the remote's default branch.")
    {
        Script = """MultiArch.Git(url, branch: "main")""",
    };

    public static readonly Input<string?> GitCommit = new("git-commit", "SHA", value => value.NotBare().Text,
        "The commit to check out.")
    {
        Script = """MultiArch.Git(url, commit: "4f2a1c9")""",
    };

    public static readonly Input<string?> GitUsername = new("git-username", "NAME", value => value.Username(),
        "The user name for the git server that the source comes from, cloned or not.")
    {
        Script = """MultiArch.GitUsername("ci")""",
    };

    public static readonly Input<string?> GitPassword = new("git-password", "SECRET", value => value.Text,
        "The password or token for the git server.")
    {
        Environment = SecretVariables.GitPassword,
        IsEnvironmentOnly = true,
    };

    public static readonly Input<string> Context = new("context", "DIR", value => value.NotBare().Text,
        "The build context, relative to the source.")
    {
        Script = """.Context("src/web")""",
        Default = ".",
    };

    public static readonly Input<string?> Containerfile = new("containerfile", "FILE", value => value.NotBare().Text,
        "The Containerfile, relative to the context.")
    {
        Script = """.Containerfile("Containerfile.web")""",
        IsPerPlatform = true,
        DefaultMeaning = "Containerfile, then Dockerfile, in the context",
    };

    public static readonly Input<string?> Stage = new("stage", "NAME", value => value.NotBare().Text,
        "The build stage to end with.")
    {
        Script = """.Stage("final")""",
        IsPerPlatform = true,
        DefaultMeaning = "the last stage",
    };

    public static readonly ListInput<Assignment> BuildArg = new("build-arg", "[PLATFORM:]NAME=VALUE", Assignment.ParseBuildArg,
        "A build argument; `linux/arm64:NAME=VALUE` for one platform. `NAME` alone takes the value of the environment variable of that " +
        "name.")
    {
        Script = """.BuildArg("NAME", "VALUE")""",
        IsPerPlatform = true,
        Key = assignment => assignment.Key,
    };

    public static readonly ListInput<BuildSecret> Secret = new("secret", "id=NAME,env=VARIABLE|id=NAME,src=FILE",
        value => BuildSecret.Parse(value.Text, value.Source),
        "A secret for `RUN --mount=type=secret,id=NAME`, from an environment variable or a file (relative to the working directory). " +
        "It is not written to a layer, the history, a log or a command line, and only `podman build` sees the variable.")
    {
        Script = """.Secret("id=npm,env=NPM_TOKEN")""",
        Key = secret => secret.Id,
    };

    public static readonly Input<Strategy?> Strategy = new("strategy", "auto|manifest|separate", value => value.WordOr<Strategy>("auto"),
        "`manifest`: one `podman build` for all platforms. `separate`: one build per platform, then a list is made of them. " +
        "`auto` is `manifest` unless only `separate` gives the right result.")
    {
        Script = """.Strategy("separate")""",
        Default = "auto",
    };

    public static readonly Input<int?> Jobs = new("jobs", "N", value => value.Number(),
        "How many platforms and stages podman builds at the same time; 0 for no limit.")
    {
        Script = ".Jobs(2)",
        DefaultMeaning = "the number of platforms, at most the number of processors",
    };

    public static readonly Input<PodmanIsolation?> Isolation = new("isolation", "chroot|oci|rootless",
        value => value.Word<PodmanIsolation>(),
        "How RUN steps are isolated from the host.")
    {
        Environment = "BUILDAH_ISOLATION",
        Script = ".Isolation(PodmanIsolation.Chroot)",
        DefaultMeaning = "podman's own, or `chroot` on a host where podman's own cannot run a step",
    };

    public static readonly Input<bool?> TlsVerify = new("tls-verify", "true|false", value => value.Switch(),
        "Whether the certificates of registries are checked; `false` also allows plain HTTP.")
    {
        Script = "MultiArch.TlsVerify(false)",
        DefaultMeaning = "what podman's registries.conf says",
    };

    public static readonly Input<bool> NoCache = new("no-cache", null, value => value.Switch(),
        "Build without the layer cache.")
    {
        Script = ".NoCache()",
        Default = "false",
    };

    public static readonly Input<PodmanPullPolicy?> Pull = new("pull", "always|missing|never|newer",
        value => value.IsBare ? PodmanPullPolicy.Always : value.Word<PodmanPullPolicy>(),
        "When to pull the base images; without a value, `always`.")
    {
        Script = ".Pull(PodmanPullPolicy.Always)",
        DefaultMeaning = "podman's own: missing",
    };

    public static readonly Input<bool?> Layers = new("layers", "true|false", value => value.Switch(),
        "Whether podman keeps a layer for each step.")
    {
        Script = ".Layers(false)",
        DefaultMeaning = "true, unless the strategy needs false",
    };

    public static readonly ListInput<string> CacheFrom = new("cache-from", "REPOSITORY", value => value.Text,
        "A repository (without a tag) to take cached layers from.")
    {
        Script = """.CacheFrom("registry.example.com/demo/cache")""",
        HasCommas = true,
    };

    public static readonly ListInput<string> CacheTo = new("cache-to", "REPOSITORY", value => value.Text,
        "A repository (without a tag) to store cached layers in.")
    {
        Script = """.CacheTo("registry.example.com/demo/cache")""",
        HasCommas = true,
    };

    public static readonly Input<ManifestFormat> ImageFormat = new("image-format", "oci|v2s2", value => value.Word<ManifestFormat>(),
        "The format of the index and the images: OCI's, or Docker's schema 2, which has HEALTHCHECK but no annotations.")
    {
        Script = ".ImageFormat(ManifestFormat.V2s2)",
        Default = "oci",
    };

    public static readonly Input<PodmanCompression?> Compression = new("compression", "gzip|zstd|zstd:chunked",
        value => value.Word<PodmanCompression>(),
        "How the layers are compressed. Docker's schema 2 allows gzip only.")
    {
        Script = ".Compression(PodmanCompression.Zstd)",
        DefaultMeaning = "podman's own: gzip",
    };

    public static readonly Input<int?> CompressionLevel = new("compression-level", "N", value => value.Number(),
        "How hard to compress: 1 to 9 for gzip, 1 to 20 for zstd. Podman 4.6 and newer.")
    {
        Script = ".Compression(PodmanCompression.Zstd, level: 19)",
        DefaultMeaning = "podman's own: 5 for gzip, 3 for zstd",
    };

    public static readonly ListInput<Assignment> Annotation = new("annotation", "[PLATFORM:]KEY=VALUE", Assignment.ParseAnnotation,
        "An annotation of the index; `linux/arm64:KEY=VALUE` of that platform's entry. " +
        "An empty value leaves out an annotation that would be written otherwise.")
    {
        Script = """.Annotation("KEY", "VALUE")""",
        IsPerPlatform = true,
        Key = assignment => assignment.Key,
    };

    public static readonly Input<bool> Reproducible = new("reproducible", null, value => value.Switch(),
        "Makes the digest depend on the commit alone: all times are the commit's, or `SOURCE_DATE_EPOCH`, and no step comes from the " +
        "layer cache.")
    {
        Script = ".Reproducible()",
        Default = "false",
    };

    public static readonly Input<VerifyMode> Verify = new("verify", "default|strict|off", value => value.Word<VerifyMode>(),
        "Which files of an image are refused before it is published: `default`, programs and libraries for another architecture where " +
        "they would be used; `strict`, all of them; `off` checks no files. Documents and digests are always compared.")
    {
        Script = ".Verify(VerifyMode.Strict)",
        Default = "default",
    };

    public static readonly ListInput<PathPattern> AllowForeign = new("allow-foreign", "PATTERN",
        value => PathPattern.Parse(value.Text, value.Source),
        "Files of an image that may be for another architecture: an absolute path in the image. `*` stands for a part of a name and " +
        "`**` for any folders; a folder includes all its files.")
    {
        Script = """.AllowForeign("/opt/cross")""",
    };

    public static readonly Input<string?> Smoke = new("smoke", "COMMAND", value => value.NotBare().Text,
        "A command that is run in the image of each platform before a tag is moved. It has to end with exit code 0. " +
        "Its words are split as a shell does it, but the image needs no shell.")
    {
        Script = """.Smoke("/app/web --version")""",
    };

    public static readonly Input<TimeSpan> SmokeLimit = new("smoke-limit", "SECONDS", value => TimeSpan.FromSeconds(value.Number()),
        "How long the command may run on one platform, in seconds.")
    {
        Script = ".SmokeLimit(TimeSpan.FromSeconds(60))",
        Default = "300",
    };

    public static readonly Input<BinfmtMode> Binfmt = new("binfmt", "auto|verify|register|rootless|off", value => value.Word<BinfmtMode>(),
        "What is done so that the host can run foreign platforms: `auto` registers QEMU as root and verifies as a user, `verify` changes " +
        "nothing, `register` fails when it may not register, `rootless` registers for a user in podman's own namespace (Linux 6.7 or " +
        "newer), `off` checks nothing.")
    {
        Script = "MultiArch.Binfmt(BinfmtMode.Verify)",
        Default = "auto",
    };

    public static readonly Input<string?> AuthFile = new("authfile", "FILE", value => value.NotBare().Text,
        "Credentials for the registries, as podman and skopeo write them. The file is only read.")
    {
        Environment = "REGISTRY_AUTH_FILE",
        Script = """MultiArch.AuthFile("auth.json")""",
        DefaultMeaning = "podman's own places",
    };

    public static readonly Input<string?> RegistryUsername = new("registry-username", "NAME", value => value.Username(),
        "The user name for the registry that is published to.")
    {
        Script = """MultiArch.RegistryUsername("ci")""",
    };

    public static readonly Input<string?> RegistryPassword = new("registry-password", "SECRET", value => value.Text,
        "The password or token for the registry.")
    {
        Environment = SecretVariables.RegistryPassword,
        IsEnvironmentOnly = true,
    };

    public static readonly Input<string> Report = new("report", "DIR", value => value.NotBare().Text,
        "The folder for `multiarch-report.json`.")
    {
        Script = """MultiArch.Report("artifacts")""",
        Default = "artifacts",
    };

    public static readonly Input<OutputFormat> Format = new("format", "text|json|junit", value => value.Word<OutputFormat>(),
        "How `PlanMultiArch` (text, json), `DoctorMultiArch` and `VerifyMultiArch` write their result. " +
        "With `--verbosity=quiet --no-report`, standard output is exactly the document, unless the target fails.")
    {
        Script = """MultiArch.Format("json")""",
        Default = "text",
    };

    public static readonly Input<string?> Output = new("output", "FILE", value => value.NotBare().Text,
        "The file that `PlanMultiArch`, `DoctorMultiArch` and `VerifyMultiArch` write to.")
    {
        Script = """MultiArch.Output("plan.json")""",
        DefaultMeaning = "standard output",
    };

    /// <summary>The rows in the order in which they are documented.</summary>
    public static IReadOnlyList<Input> All { get; } =
    [
        .. typeof(InputTable).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.FieldType.IsAssignableTo(typeof(Input)))
            .OrderBy(field => field.MetadataToken)
            .Select(field => (Input)field.GetValue(null)!),
    ];
}
