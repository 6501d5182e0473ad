using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using static Cake.MultiArch.Podman.PodmanFailureKinds;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Explains the error messages of podman 4.3 to 5.8. Its exit code is no help: a failed RUN step gives its own exit code, and most other
/// failures give 125.
/// </summary>
internal static class PodmanFailures
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>Specific rows come before general ones. The first row that matches podman's error counts.</summary>
    private static readonly IReadOnlyList<Row> Rows =
    [
        new(
            NameInUse,
            "image name \"(?<name>[^\"]+)\" is already associated with image",
            "The name {name} is in use.",
            "An image or a list with this name already exists.",
            "Use another name, set Amend to continue with the list, or remove it: podman manifest rm {name}"),
        new(
            ManifestProblems.NameIsImage,
            @"(?<name>\S+): image is not a manifest list",
            "{name} is an image, not a list.",
            "The local storage has a plain image with this name.",
            "Use another name for the list, or remove the image: podman rmi {name}"),
        new(
            ToolProblems.InvalidName,
            """(?:tag |parsing reference "|normalizing name ")(?<name>[^"\s]+?)"?: (?:invalid reference format: |"""
            + """normalizing name .*: )?repository name must be lowercase""",
            "{name} is not a valid name.",
            "Repository names are in lower case.",
            "Write it in lower case."),
        new(
            ToolProblems.InvalidName,
            "(?<why>repository name must be lowercase|invalid reference format)",
            "A name is not valid.",
            "Podman says: {why}.",
            "Check the names of images in the Containerfile and in the settings. Repository names are in lower case."),
        new(
            PlatformProblems.Malformed,
            "invalid platform syntax for (?:--platform=)?\"(?<name>[^\"]+)\"",
            "{name} is not a platform.",
            "A platform is written os/architecture[/variant].",
            "Write it like this: linux/amd64, linux/arm64, linux/arm/v7."),
        new(
            UnknownFlag,
            @"unknown (?:shorthand )?flag: (?<name>[^\n]+)",
            "This podman does not know {name}.",
            "Another version of podman has this flag, or it is misspelt.",
            "Check podman --version and the command's --help. Remove the flag from ArgumentCustomization, or install a newer podman."),
        new(
            Instruction,
            "The target \"(?<name>[^\"]+)\" was not found in the provided",
            "The Containerfile has no stage {name}.",
            "No FROM … AS has this name.",
            "Correct Target, or name the stage."),
        new(
            Instruction,
            "Unknown instruction: \"(?<name>[^\"]+)\"",
            "The Containerfile has an unknown instruction: {name}.",
            "Podman does not know it.",
            "Correct its spelling."),
        new(
            Instruction,
            "building at STEP \"(?<step>[^\n]+?)\": .*copier: stat: \"(?<name>[^\"]+)\": no such file or directory",
            "The build context has no {name}.",
            "The step {step} needs it.",
            "Check the path, which starts at the context's folder. Also check whether .containerignore excludes it."),
        new(
            NoSuchPlatform,
            @"choosing an image from manifest list (?:docker://)?(?<name>\S+): no image found in (?:image index|"
            + @"manifest list) for architecture ""?(?<arch>[^"",]+)""?, variant ""(?<variant>[^""]*)"", OS ""?(?<os>[^""\s]+)",
            "{name} has no image for {os}/{arch}.",
            "Its index has no such entry.",
            "Leave the platform out, or use a base image that has it."),
        new(
            ShortName,
            "short-name \"(?<name>[^\"]+)\" did not resolve to an alias and no unqualified-search registries",
            "{name} has no registry in its name.",
            "This host has no list of registries to search.",
            "Write the full name in the Containerfile: FROM docker.io/library/{name}"),
        new(
            ExecFormat,
            "exec format error",
            "A program of another architecture cannot run.",
            "The kernel has no QEMU registered for it.",
            "Call EnsureBinfmt for the platforms before the build, or install the emulators: ./build.sh --setup") { IsAnywhere = true },
        new(
            Isolation,
            "cgroups in hybrid mode not supported",
            "Podman's default isolation cannot run a step here.",
            "The host mounts cgroups version 1 and version 2 side by side, and the OCI runtime does not support this.",
            "Set Isolation = PodmanIsolation.Chroot, or the environment variable BUILDAH_ISOLATION=chroot.") { IsAnywhere = true },
        new(
            NoHome,
            "cannot determine user's homedir|could not get either XDG_DATA_HOME or HOME",
            "Podman's user has no home folder.",
            "Neither HOME nor /etc/passwd names a folder that podman may use. Or a step of a non-root user started in a chroot, where it "
            + "has no home folder.",
            "Set HOME to a folder that the user may write to. If only steps fail, run podman as root, on another node (Connection), or "
            + "without Isolation = Chroot where the host allows it.") { IsAnywhere = true },
        new(
            NoHome,
            @"stat (?:\S*/)?\.config: no such file|mkdir \S*/\.(?:local|config|cache)\b[^\n]*: permission denied",
            "Podman's user has no home folder.",
            "Neither HOME nor /etc/passwd names a folder that podman may use.",
            "Set HOME to a folder that the user may write to."),
        new(
            NoRuntimeFolder,
            """XDG_RUNTIME_DIR directory \\?"(?<name>[^"\\]+)\\?" is not owned|obtain podman configuration: (?:mkdir|l?stat) """
            + """(?<name>[^:\n]+): |path "(?<name>[^"]+)" exists and it is not writeable only by the current user|"""
            + """level=error msg="mkdir (?<name>\S+)/libpod: """,
            "{name} cannot be used for podman's state.",
            "It does not exist, belongs to another user, or other users may write to it.",
            "Set XDG_RUNTIME_DIR to a folder that belongs to the user (mode 0700), or unset it and make TMPDIR writable."),
        new(
            Limits,
            "setting \"(?<name>RLIMIT_[A-Z]+)\" limit to [^:]*: operation not permitted",
            "Podman may not raise the limit {name}.",
            "The host or the pod does not allow it.",
            "Set lower limits: Ulimits = { \"nofile=1024:1024\", \"nproc=1024:1024\" }, or default_ulimits in "
                + "containers.conf.") { IsAnywhere = true },
        new(
            NoConnection,
            "failed to resolve active destination: \"(?<name>[^\"]+)\" service destination not found|"
            + "read cli flags: connection \"(?<name>[^\"]+)\" not found",
            "There is no connection with the name {name}.",
            "podman system connection list does not contain it.",
            "Add it: podman system connection add {name} ssh://user@host/run/podman/podman.sock"),
        new(
            NoConnection,
            "Cannot connect to Podman|unable to connect to Podman socket",
            "The podman service cannot be reached.",
            "No service answers at the address of the connection.",
            "Check podman system connection list, and start the service there: systemctl start podman.socket") { IsAnywhere = true },
        new(
            LocalOnly,
            @"docker://(?<name>localhost/[^\s""]+).*pinging container registry localhost",
            "The local storage does not have {name} for this platform.",
            "So podman asked a registry with the name localhost, which does not exist.",
            "Build the image for this platform under the same name, or push it to a registry and use that name."),
        new(
            LocalOnly,
            "pinging container registry localhost",
            "The local storage does not have an image localhost/… for this platform.",
            "So podman asked a registry with the name localhost, which does not exist.",
            "Build the image for this platform under the same name, or push it to a registry and use that name."),
        new(
            Unauthorized,
            @"logging into ""(?<name>[^""]+)"": invalid username/password",
            "{name} does not accept the user name or the password.",
            "The registry does not say which of them is wrong.",
            "Check both. A token may have expired."),
        new(
            DockerConfig,
            @"stat (?<name>/\S*)/config\.json: no such file or directory",
            "The folder {name} has no config.json.",
            "DOCKER_CONFIG names the folder (or AuthFile names the file), and podman 4 stops without this file.",
            "Unset DOCKER_CONFIG, or write the file with PodmanLogin and AuthFile."),
        new(
            NoAuthFile,
            @"(?:checking authfile: stat|credential file is not accessible: faccessat) (?<name>.+?): no such file or directory",
            "The authfile {name} was not found.",
            "The file does not exist.",
            "Write it with PodmanLogin, or remove AuthFile."),
        new(
            PlainHttp,
            "server gave HTTP response to HTTPS client",
            "The registry does not speak HTTPS.",
            "It answered with plain HTTP.",
            "If this is intended, set TlsVerify = false."),
        new(
            Certificate,
            @"x509: (?<name>[^\n]+)",
            "The registry's certificate is not trusted.",
            "Podman says: {name}",
            "Set CertDir to a folder that has the authority's ca.crt, or add the authority to the host's trust store."),
        new(
            Unauthorized,
            "unauthorized: |authentication required|401 Unauthorized",
            "The registry does not accept podman's credentials.",
            "There are no credentials for it, or they are wrong or expired.",
            "Log in first with PodmanLogin, and use the same AuthFile for both."),
        new(
            Denied,
            @": denied\b|access to the resource is denied|403 Forbidden|insufficient_scope",
            "The registry denies access.",
            "The user may not do this in this repository.",
            "Check the name of the repository and the permissions of the user."),
        new(
            NotInRepository,
            "manifest blob unknown|blob unknown to registry",
            "The list refers to images that the repository lacks.",
            "The list was pushed without its images.",
            "Do not set All to false."),
        new(
            RateLimited,
            @"(?<why>toomanyrequests[^\n,;]*)|(?:HTTP status|StatusCode): (?<why>429[^\n,;]*)",
            "The registry's request limit is used up.",
            "It answered: {why}",
            "Wait a while, or log in for a higher limit: PodmanLogin."),
        new(
            ReadOnlyRegistry,
            @"in \S+: unsupported\b|(?:HTTP status|StatusCode): 405",
            "The registry accepts no pushes.",
            "It answered that the method is not allowed (405).",
            "Push to another registry. If it is your own registry, check whether it is in maintenance (read-only) or a mirror."),
        new(
            RegistryFault,
            @"(?:HTTP status|StatusCode): (?<why>5\d\d[^\n,;]*)",
            "The registry has an internal error.",
            "It answered: {why}",
            "Try again later, and check the registry's log and disk."),
        new(
            ManifestUnknown,
            @"reading manifest (?<tag>\S+) in (?<name>\S+): (?:manifest unknown|name unknown|not found)",
            "{name} has no {tag}.",
            "The registry answers, but it has no such repository or tag.",
            "Check the name and the tag."),
        new(
            UnknownHost,
            @"lookup (?<name>[^\s:]+)[^\n]*?: (?<why>no such host|server misbehaving|Temporary failure in name resolution|"
            + @"connection refused|network is unreachable|i/o timeout)",
            "The host {name} is not known.",
            "Podman says: {why}.",
            "Check the spelling, and run: getent hosts {name}"),
        new(
            Unreachable,
            @"dial tcp[^\n]*?: (?:connect: )?(?<why>connection refused|no such host|no route to host|network is unreachable|i/o timeout|"
            + @"connection timed out)|(?<why>TLS handshake timeout|i/o timeout)",
            "The registry cannot be reached.",
            "Podman says: {why}.",
            "Check the address, and whether the registry runs and can be reached from this host."),
        new(
            Driver,
            "database (?:storage )?graph driver \"(?<is>[^\"]+)\" does not match our (?:storage )?graph driver \"(?<asked>[^\"]+)\"",
            "The storage was created with another driver.",
            "Its driver is {is}, but {asked} was requested.",
            "Set StorageDriver to the driver of the storage, or set Root and RunRoot to other folders."),
        new(
            OtherPlace,
            "database (?<what>[^\n\"]+) \"(?<is>[^\"]+)\" does not match our [^\n\"]+ \"(?<asked>[^\"]+)\": database configuration "
            + "mismatch",
            "The storage was created with other folders.",
            "Its {what} is {is}, but {asked} was requested.",
            "Set Root and RunRoot to the folders of the storage, or set both to new folders."),
        new(
            NoSubordinateIds,
            "no sub[ug]id ranges found for user \"(?<name>[^\"]+)\"",
            "The user {name} has no subordinate IDs.",
            "/etc/subuid or /etc/subgid has no line for it.",
            "Add one as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {name}"),
        new(
            NoSubordinateIds,
            "error setting ownership of \"(?<name>[^\"]+)\"|insufficient UIDs or GIDs available in user namespace[^\n]*for "
            + "(?<name>[^)]+)\\)",
            "The owner of {name} cannot be set.",
            "Podman's user has no subordinate IDs, because /etc/subuid and /etc/subgid have no line for it.",
            "Add lines as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER; or leave --chown out."),
        new(
            DiskFull,
            "no space left on device|storing layer \"[^\"]+\" to file: io: read/write on closed pipe",
            "A disk is full.",
            "Podman's storage or its folder for temporary files has no free space.",
            "Check podman system df and df $TMPDIR. Remove unused images with podman image prune."),
        new(
            ReadOnly,
            @"(?<name>/[^\s:""]+)""?: read-only file system",
            "{name} cannot be written.",
            "Its file system is read-only.",
            "Set writable folders: Root and RunRoot for the storage, the environment variable TMPDIR for temporary files."),
        new(
            NoTemporaryFolder,
            @"creating a temporary directory: stat (?<name>[^:\n]+): no such file|inspecting image: open "
            + @"(?<name>[^:\n]+)/\d+: no such file",
            "The folder for temporary files does not exist: {name}.",
            "TMPDIR names this folder.",
            "Create the folder, or set TMPDIR to another folder."),
        new(
            FileAccessProblems.NoPermission,
            "reading \"(?<context>/[^\"]+)\": .*copier: get: .*open (?<name>[^:\n]+): permission denied",
            "{name} of the build context cannot be read.",
            "Podman's user may not read it in {context}.",
            "Give the user the permission (chmod a+r, for folders a+rx), or exclude the file with .containerignore."),
        new(
            FileAccessProblems.NoPermission,
            "reading \"(?<context>/[^\"]+)\": error encoding request for copier subprocess: write .*: broken pipe",
            "A file in {context} cannot be read.",
            "Podman could not read all files of a COPY or ADD. In most cases its user may not read one of them.",
            "Give the user the permission: chmod -R a+rX {context}"),
        new(
            FileAccessProblems.NoPermission,
            @"(?<name>/[^\s:""]+)""?: permission denied",
            "This user may not use {name}.",
            "Podman's user may not read or write there.",
            "Give the user the permission (chmod, chown), or set other folders: Root, RunRoot, and the environment variables HOME, TMPDIR "
            + "and XDG_RUNTIME_DIR."),
        new(
            ManifestProblems.NoEntry,
            @"no (?:instance|\S+ manifest) matching digest ""(?<name>[^""]+)""|invalid image digest ""(?<name>[^""]+)""",
            "The list has no entry {name}.",
            "An entry is identified by its digest.",
            "List the digests of its entries: ManifestInspect(list)."),
        new(
            TagUnknown,
            @"(?<name>[^\s""]+): tag not known",
            "The image does not have the name {name}.",
            "It may be the name of a list. A list's name is not a name of its images.",
            "Remove a list with ManifestDelete (podman manifest rm {name}), and an image by its identifier."),
        new(
            BaseLost,
            "locating pulled image \"(?<name>[^\"]+)\" name in containers storage",
            "The base image {name} was lost during the build.",
            "Another podman pulled the same name for another platform.",
            "Build the platforms in one call (Platforms and Jobs), or give each simultaneous build its own Root and RunRoot. Then build "
            + "again."),
        new(
            HalfImage,
            "locating item named \"manifest\" for image with ID \"(?<name>[0-9a-f]{64})\"",
            "The image {name} has no manifest.",
            "A podman was killed while it created the image.",
            "Remove it: podman rmi --force {name}"),
        new(
            ImageUnknown,
            @"(?:^|\s)(?<name>[^\s:""]+(?::\d+)?[^\s""]*?): image not known|""(?<name>[^""]+)"" does not resolve to an image ID|"
            + @"locating image with ID ""(?<name>[^""]+)""",
            "The local storage does not have {name}.",
            "No image or list has this name.",
            "Check the name. Push a list before images are pruned."),
    ];

    /// <summary>The problem behind the last lines of standard error. Null when no row matches. The problem shows <c>tail</c>.</summary>
    internal static Problem? Explain(string command, IReadOnlyList<string> errors, IReadOnlyList<string> tail)
    {
        var all = string.Join('\n', errors);
        var own = OwnError(errors);
        foreach (var row in Rows)
        {
            if (row.Pattern.Match(row.IsAnywhere ? all : own) is { Success: true } match)
            {
                return row.Kind.Occur(Fill(row.What, match), command, Fill(row.Why, match), Fill(row.Repair, match), tail);
            }
        }

        return null;
    }

    /// <summary>
    /// The line with podman's reason; null without one. When several platforms fail, podman 5 first prints their number:
    /// <c>Error: 3 errors occurred:</c>.
    /// </summary>
    internal static string? Line(IReadOnlyList<string> errors)
    {
        var own = errors.Skip(errors.ToList().FindLastIndex(IsError)).ToList();
        if (own.Count == 0 || !IsError(own[0]))
        {
            return null;
        }

        return own[0].EndsWith(':') && own.Count > 1 ? $"{own[0]} {own[1].Trim()}" : own[0];
    }

    private static bool IsError(string line) => line.StartsWith("Error: ", StringComparison.Ordinal);

    /// <summary>
    /// Podman's own error, which comes last. It is empty when a RUN step failed, because the command or the output of that step may contain
    /// the same words for another reason.
    /// </summary>
    private static string OwnError(IReadOnlyList<string> errors)
    {
        const string FailedStep =
            """building at STEP "RUN .*": (?:(?:error )?while running runtime: )?(?:exit status \d+|signal: \w+)\s*$""";
        var first = errors.ToList().FindLastIndex(IsError);
        var own = string.Join('\n', errors.Skip(Math.Max(first, 0)));
        return Regex.IsMatch(own, FailedStep, Options | RegexOptions.Singleline) ? "" : own;
    }

    private static string Fill(string sentence, Match match) => Regex.Replace(sentence, @"\{(\w+)\}", hole =>
        match.Groups[hole.Groups[1].Value].Value);

    private sealed record Row(ProblemKind Kind, Regex Pattern, string What, string Why, string Repair)
    {
        public Row(ProblemKind kind, string pattern, string what, string why, string repair)
            : this(kind, new Regex(pattern, Options), what, why, repair)
        {
        }

        /// <summary>Whether to search all lines, and not only podman's own error.</summary>
        public bool IsAnywhere { get; init; }
    }
}
