using System.Reflection;
using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Inputs;

/// <summary>
/// Every input, once: the recipe, Frosting and <c>docs/arguments.md</c> read this table. The first that is set wins: argument,
/// environment variable, the script's value, default.
/// </summary>
internal static class InputTable
{
    public static readonly Input Image = new("image", "NAME:TAG",
        "Where to publish. Several destinations get the same build. `oci:DIR[:TAG]` writes an OCI layout into a folder instead of a registry. Without one, the result is an OCI layout below `artifacts/`. With `--tags` the tag may be left out. For `VerifyMultiArch`, what to look at: any image, by its tag or digest.")
    {
        Environment = "MULTIARCH_IMAGE",
        Repeatable = true,
    };

    public static readonly Input Tags = new("tags", "semver,sha,branch,latest",
        "Derives tags from git and the CI system for every registry in `--image`: `semver` of the commit's git tags (v1.4.2 gives 1.4.2, 1.4 and 1), `sha` of the commit, `branch` of the branch or pull request, `latest` for the highest stable release. See [tags](tags.md).")
    {
        Environment = "MULTIARCH_TAGS",
        Repeatable = true,
    };

    public static readonly Input KeepNewer = new("keep-newer", null,
        "Leave a tag alone that has been published from a descendant of this commit.");

    public static readonly Input Platform = new("platform", "OS/ARCH[/VARIANT],…",
        "The platforms of the image. `VerifyMultiArch` has no default: without them, an image may have any.")
    {
        Environment = "MULTIARCH_PLATFORM",
        Default = "linux/amd64,linux/arm64",
        Repeatable = true,
    };

    public static readonly Input Only = new("only", "NAME",
        "Which image to build, when the script defines several.");

    public static readonly Input GitUrl = new("git-url", "URL",
        "The git repository to clone. Without it the working directory is the source.")
    {
        Environment = "MULTIARCH_GIT_URL",
    };

    public static readonly Input GitBranch = new("git-branch", "NAME",
        "The branch or tag to clone; the remote's default branch when neither it nor a commit is given.")
    {
        Environment = "MULTIARCH_GIT_BRANCH",
    };

    public static readonly Input GitCommit = new("git-commit", "SHA",
        "The commit to check out.")
    {
        Environment = "MULTIARCH_GIT_COMMIT",
    };

    public static readonly Input GitUsername = new("git-username", "NAME",
        "The user name for the git server that the source comes from, cloned or not.")
    {
        Environment = "MULTIARCH_GIT_USERNAME",
    };

    public static readonly Input GitPassword = new("git-password", "SECRET",
        "The password or token for the git server.")
    {
        Environment = SecretVariables.GitPassword,
        EnvironmentOnly = true,
    };

    public static readonly Input Context = new("context", "DIR",
        "The build context, relative to the source.")
    {
        Default = ".",
    };

    public static readonly Input Containerfile = new("containerfile", "FILE",
        "The Containerfile, relative to the context.")
    {
        Default = "Containerfile, then Dockerfile, in the context",
    };

    public static readonly Input Stage = new("stage", "NAME",
        "The build stage to end with.")
    {
        Default = "the last",
    };

    public static readonly Input BuildArg = new("build-arg", "[PLATFORM:]NAME=VALUE",
        "A build argument; `linux/arm64:NAME=VALUE` for one platform. `NAME` alone takes the value of the environment variable of that name.")
    {
        Repeatable = true,
    };

    public static readonly Input Secret = new("secret", "id=NAME,env=VARIABLE|id=NAME,src=FILE",
        "A secret for `RUN --mount=type=secret,id=NAME`, from an environment variable or a file (relative to the working directory). It is in no layer, history, log or command line, and no other program than `podman build` sees the variable.")
    {
        Repeatable = true,
    };

    public static readonly Input Strategy = new("strategy", "auto|manifest|separate",
        "`manifest`: one `podman build` for all platforms. `separate`: one build a platform, then a list is made of them. `auto` takes `manifest` unless only `separate` gives the right result.")
    {
        Environment = "MULTIARCH_STRATEGY",
        Default = "auto",
    };

    public static readonly Input Jobs = new("jobs", "N",
        "How many platforms and stages podman builds at once; 0 for no limit.")
    {
        Default = "the number of platforms, at most that of the processors",
    };

    public static readonly Input Isolation = new("isolation", "chroot|oci|rootless",
        "How a RUN step is isolated.")
    {
        Environment = "BUILDAH_ISOLATION",
        Default = "podman's own, or `chroot` on a host where podman's own cannot run a step",
    };

    public static readonly Input TlsVerify = new("tls-verify", "true|false",
        "Whether the certificate of a registry is checked; `false` also allows plain HTTP.")
    {
        Default = "as podman's registries.conf says",
    };

    public static readonly Input NoCache = new("no-cache", null,
        "Build without the layer cache.");

    public static readonly Input Pull = new("pull", "always|missing|never|newer",
        "When to pull the base images; the bare switch means `always`.")
    {
        Default = "podman's own: missing",
    };

    public static readonly Input Layers = new("layers", "true|false",
        "Whether podman keeps a layer for each step.")
    {
        Default = "true, or as the strategy needs it",
    };

    public static readonly Input CacheFrom = new("cache-from", "REPOSITORY",
        "A repository (without a tag) to take cached layers from.")
    {
        Repeatable = true,
    };

    public static readonly Input CacheTo = new("cache-to", "REPOSITORY",
        "A repository (without a tag) to store cached layers in.")
    {
        Repeatable = true,
    };

    public static readonly Input ImageFormat = new("image-format", "oci|v2s2",
        "The format of the index and the images: OCI's, or Docker's schema 2, which has HEALTHCHECK and no annotations.")
    {
        Default = "oci",
    };

    public static readonly Input Compression = new("compression", "gzip|zstd|zstd:chunked",
        "How the layers are compressed. Docker's schema 2 knows gzip only.")
    {
        Default = "gzip",
    };

    public static readonly Input CompressionLevel = new("compression-level", "N",
        "How hard: 1 to 9 for gzip, 1 to 20 for zstd. Podman 4.6 and newer.")
    {
        Default = "podman's own: 5 for gzip, 3 for zstd",
    };

    public static readonly Input Annotation = new("annotation", "[PLATFORM:]KEY=VALUE",
        "An annotation of the index; `linux/arm64:KEY=VALUE` of that platform's entry. An empty value leaves out one that would be written otherwise.")
    {
        Repeatable = true,
    };

    public static readonly Input Reproducible = new("reproducible", null,
        "Makes the digest a function of the commit: all times are the commit's, or `SOURCE_DATE_EPOCH`, and no step is taken from the layer cache.");

    public static readonly Input Verify = new("verify", "default|strict|off",
        "Which files of an image are refused before it is published: `default`, programs and libraries of another architecture where they would be used; `strict`, all of them; `off` looks at no files. Documents and digests are always compared.")
    {
        Default = "default",
    };

    public static readonly Input AllowForeign = new("allow-foreign", "PATTERN",
        "Files of an image that may be of another architecture: an absolute path in the image, with `*` for a part of a name and `**` for any folders; a folder means all that is in it.")
    {
        Repeatable = true,
    };

    public static readonly Input Smoke = new("smoke", "COMMAND",
        "A command that is run in the image of each platform before a tag is moved; it has to end with exit code 0. Its words are split as a shell does it, and no shell is needed in the image.");

    public static readonly Input SmokeLimit = new("smoke-limit", "SECONDS",
        "How long the command may run on one platform.")
    {
        Default = "300",
    };

    public static readonly Input Binfmt = new("binfmt", "auto|verify|register|rootless|off",
        "What is done so that the host can run foreign platforms: `auto` registers QEMU as root and verifies as a user, `verify` changes nothing, `register` fails when it may not register, `rootless` registers for a user in the namespace that podman keeps for them (Linux 6.7 or newer), `off` does not look.")
    {
        Environment = "MULTIARCH_BINFMT",
        Default = "auto",
    };

    public static readonly Input AuthFile = new("authfile", "FILE",
        "Credentials for the registries, as podman and skopeo write them. It is only read.")
    {
        Environment = "REGISTRY_AUTH_FILE",
        Default = "podman's own places",
    };

    public static readonly Input RegistryUsername = new("registry-username", "NAME",
        "The user name for the registry that is published to.")
    {
        Environment = "MULTIARCH_REGISTRY_USERNAME",
    };

    public static readonly Input RegistryPassword = new("registry-password", "SECRET",
        "The password or token for the registry.")
    {
        Environment = SecretVariables.RegistryPassword,
        EnvironmentOnly = true,
    };

    public static readonly Input Report = new("report", "DIR",
        "The folder for `multiarch-report.json`.")
    {
        Default = "artifacts",
    };

    public static readonly Input Format = new("format", "text|json|junit",
        "How `PlanMultiArch` (text, json), `DoctorMultiArch` and `VerifyMultiArch` write their result. On standard output it is exactly the document with `--verbosity=quiet --no-report`, unless the target fails.")
    {
        Default = "text",
    };

    public static readonly Input Output = new("output", "FILE",
        "The file that `PlanMultiArch`, `DoctorMultiArch` and `VerifyMultiArch` write to.")
    {
        Default = "standard output",
    };

    /// <summary>The rows in the order in which they are documented.</summary>
    public static IReadOnlyList<Input> All { get; } =
    [
        .. typeof(InputTable).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.FieldType == typeof(Input))
            .OrderBy(field => field.MetadataToken)
            .Select(field => (Input)field.GetValue(null)!),
    ];
}
