using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;
using static Cake.MultiArch.Podman.PodmanFailureKinds;

namespace Cake.MultiArch.Podman;

/// <summary>
/// What podman says when it fails, in the words of podman 4.3 to 5.8. Its exit code tells nothing: a failing RUN step gives its own,
/// most else is 125.
/// </summary>
internal static class PodmanFailures
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>From the particular to the general: the first row whose words stand in podman's error is taken.</summary>
    private static readonly IReadOnlyList<Row> Rows =
    [
        new(NameInUse, "image name \"(?<name>[^\"]+)\" is already associated with image", "The name {name} is in use.",
            "There is an image or a list of that name.", "Take a new name, set Amend to go on with the list, or remove it: podman manifest rm {name}"),
        new(ManifestProblems.NameIsImage, @"(?<name>\S+): image is not a manifest list", "{name} is an image, not a list.",
            "The local storage has a plain image under that name.", "Take another name for the list, or remove the image: podman rmi {name}"),
        new(ToolProblems.InvalidName, """(?:tag |parsing reference "|normalizing name ")(?<name>[^"\s]+?)"?: (?:invalid reference format: |normalizing name .*: )?repository name must be lowercase""",
            "{name} is not a name that podman takes.", "Names of repositories are lower case.", "Write it in lower case."),
        new(ToolProblems.InvalidName, "(?<why>repository name must be lowercase|invalid reference format)", "A name is not one that podman takes.",
            "podman says: {why}.", "Look at the names of images in the Containerfile and in the settings; names of repositories are lower case."),
        new(PlatformProblems.Malformed, "invalid platform syntax for (?:--platform=)?\"(?<name>[^\"]+)\"", "{name} is not a platform.",
            "A platform is written os/architecture[/variant].", "Write it so: linux/amd64, linux/arm64, linux/arm/v7."),
        new(UnknownFlag, @"unknown (?:shorthand )?flag: (?<name>[^\n]+)", "This podman does not know {name}.",
            "The flag came with another podman, or is misspelt.", "See podman --version and the command's --help; take the flag out of ArgumentCustomization, or install a newer podman."),
        new(Instruction, "The target \"(?<name>[^\"]+)\" was not found in the provided", "The Containerfile has no stage {name}.",
            "No FROM … AS gives a stage that name.", "Correct Target, or name the stage."),
        new(Instruction, "Unknown instruction: \"(?<name>[^\"]+)\"", "The Containerfile has an unknown instruction: {name}.",
            "Podman knows none of that name.", "Correct its spelling."),
        new(Instruction, "building at STEP \"(?<step>[^\n]+?)\": .*copier: stat: \"(?<name>[^\"]+)\": no such file or directory", "The build context has no {name}.",
            "The step {step} wants it.", "Check the path, which begins at the context's folder, and whether .containerignore leaves it out."),
        new(NoSuchPlatform, @"choosing an image from manifest list (?:docker://)?(?<name>\S+): no image found in (?:image index|manifest list) for architecture ""?(?<arch>[^"",]+)""?, variant ""(?<variant>[^""]*)"", OS ""?(?<os>[^""\s]+)",
            "{name} has no image for {os}/{arch}.", "Its index has no such entry.", "Leave the platform out, or take a base image that has it."),
        new(ShortName, "short-name \"(?<name>[^\"]+)\" did not resolve to an alias and no unqualified-search registries",
            "{name} has no registry in its name.", "This host has no list of registries to search.", "Write the whole name in the Containerfile: FROM docker.io/library/{name}"),
        new(ExecFormat, "exec format error", "A program of another architecture cannot be run.",
            "The kernel has no QEMU registered for it.", "Call EnsureBinfmt for the platforms before the build, or install the emulators: ./build.sh --setup") { IsAnywhere = true },
        new(Isolation, "cgroups in hybrid mode not supported", "Podman's default isolation cannot run a step here.",
            "The host mounts cgroups of version 1 and 2 side by side, which the OCI runtime refuses.", "Set Isolation = PodmanIsolation.Chroot, or the environment variable BUILDAH_ISOLATION=chroot.") { IsAnywhere = true },
        new(NoHome, "cannot determine user's homedir|could not get either XDG_DATA_HOME or HOME", "The user that podman runs as has no home folder.",
            "Podman found none in HOME nor in /etc/passwd that it may use, or a step of a user without root was started in a chroot, where it has none.",
            "Set HOME to a folder that the user may write. If only steps fail, run podman as root, on another node (Connection), or without Isolation = Chroot where the host allows that.") { IsAnywhere = true },
        new(NoHome, @"stat (?:\S*/)?\.config: no such file|mkdir \S*/\.(?:local|config|cache)\b[^\n]*: permission denied", "The user that podman runs as has no home folder.",
            "Podman found none in HOME nor in /etc/passwd that it may use.", "Set HOME to a folder that the user may write."),
        new(NoRuntimeFolder, """XDG_RUNTIME_DIR directory \\?"(?<name>[^"\\]+)\\?" is not owned|obtain podman configuration: (?:mkdir|l?stat) (?<name>[^:\n]+): |path "(?<name>[^"]+)" exists and it is not writeable only by the current user|level=error msg="mkdir (?<name>\S+)/libpod: """,
            "{name} cannot be used for podman's state.", "It is not there, belongs to somebody else, or others may write to it.",
            "Set XDG_RUNTIME_DIR to a folder of the user's own (mode 0700), or unset it and let TMPDIR be writable."),
        new(Limits, "setting \"(?<name>RLIMIT_[A-Z]+)\" limit to [^:]*: operation not permitted", "Podman may not raise the limit {name}.",
            "The host, or the pod, does not let it.", "Set what it does let: Ulimits = { \"nofile=1024:1024\", \"nproc=1024:1024\" }, or default_ulimits in containers.conf.") { IsAnywhere = true },
        new(NoConnection, "failed to resolve active destination: \"(?<name>[^\"]+)\" service destination not found|read cli flags: connection \"(?<name>[^\"]+)\" not found", "There is no connection of the name {name}.",
            "podman system connection list does not have it.", "Add it: podman system connection add {name} ssh://user@host/run/podman/podman.sock"),
        new(NoConnection, "Cannot connect to Podman|unable to connect to Podman socket", "The podman service cannot be reached.",
            "It does not answer at the connection's address.", "See podman system connection list, and start the service there: systemctl start podman.socket") { IsAnywhere = true },
        new(LocalOnly, @"docker://(?<name>localhost/[^\s""]+).*pinging container registry localhost", "{name} is not in the local storage for the wanted platform.",
            "Podman asked a registry of the name localhost, and there is none.", "Build it for that platform under the same name, or push it to a registry and name it there."),
        new(LocalOnly, "pinging container registry localhost", "An image named localhost/… is not in the local storage for the wanted platform.",
            "Podman asked a registry of the name localhost, and there is none.", "Build it for that platform under the same name, or push it to a registry and name it there."),
        new(Unauthorized, @"logging into ""(?<name>[^""]+)"": invalid username/password", "{name} does not take the user name or the password.",
            "It refused both together.", "Check them; a token may have expired."),
        new(DockerConfig, @"stat (?<name>/\S*)/config\.json: no such file or directory", "The folder {name} has no config.json.",
            "DOCKER_CONFIG names the folder (or AuthFile the file), and podman 4 does not go on without it.", "Unset DOCKER_CONFIG, or write the file with PodmanLogin and AuthFile."),
        new(NoAuthFile, @"(?:checking authfile: stat|credential file is not accessible: faccessat) (?<name>.+?): no such file or directory", "The authfile {name} is not there.",
            "There is no such file.", "Write it with PodmanLogin, or take AuthFile away."),
        new(PlainHttp, "server gave HTTP response to HTTPS client", "The registry does not speak HTTPS.",
            "It answered in plain HTTP.", "If that is meant to be, set TlsVerify = false."),
        new(Certificate, @"x509: (?<name>[^\n]+)", "The registry's certificate is not vouched for.",
            "podman says: {name}", "Name the folder that has the ca.crt of its authority with CertDir, or add the authority to the host's."),
        new(Unauthorized, "unauthorized: |authentication required|401 Unauthorized", "The registry does not let podman in.",
            "There are no credentials for it, or they are wrong or expired.", "Log in first, with PodmanLogin, and give both the same AuthFile."),
        new(Denied, @": denied\b|access to the resource is denied|403 Forbidden|insufficient_scope", "The registry refuses.",
            "The user may not do this in this repository.", "Check the repository's name and the user's rights."),
        new(NotInRepository, "manifest blob unknown|blob unknown to registry", "The list points at images that the repository lacks.",
            "The list was pushed without its images.", "Leave All at true."),
        new(RateLimited, @"(?<why>toomanyrequests[^\n,;]*)|(?:HTTP status|StatusCode): (?<why>429[^\n,;]*)", "The registry wants fewer requests.",
            "It answered: {why}", "Wait a while, or log in for a higher limit: PodmanLogin."),
        new(ReadOnlyRegistry, @"in \S+: unsupported\b|(?:HTTP status|StatusCode): 405", "The registry takes no pushes.",
            "It answered that the method is not allowed (405).", "Push to another registry; if it is your own, look whether it is in maintenance (read-only) or a mirror."),
        new(RegistryFault, @"(?:HTTP status|StatusCode): (?<why>5\d\d[^\n,;]*)", "The registry has a fault.",
            "It answered: {why}", "Try again later; look at the registry's log and disk."),
        new(ManifestUnknown, @"reading manifest (?<tag>\S+) in (?<name>\S+): (?:manifest unknown|name unknown|not found)", "{name} has no {tag}.",
            "The registry answers, and has no such repository or tag.", "Check the name and the tag."),
        new(UnknownHost, @"lookup (?<name>[^\s:]+)[^\n]*?: (?<why>no such host|server misbehaving|Temporary failure in name resolution|connection refused|network is unreachable|i/o timeout)", "The host {name} is not known.",
            "podman says: {why}.", "Check its spelling, and: getent hosts {name}"),
        new(Unreachable, @"dial tcp[^\n]*?: (?:connect: )?(?<why>connection refused|no such host|no route to host|network is unreachable|i/o timeout|connection timed out)|(?<why>TLS handshake timeout|i/o timeout)",
            "The registry cannot be reached.", "podman says: {why}.", "Check the address, and that the registry runs and is reachable from this host."),
        new(Driver, "database (?:storage )?graph driver \"(?<is>[^\"]+)\" does not match our (?:storage )?graph driver \"(?<asked>[^\"]+)\"",
            "The storage was made with another driver.", "It is {is}, and {asked} was asked for.", "Set StorageDriver to the driver it was made with, or Root and RunRoot to another place."),
        new(OtherPlace, "database (?<what>[^\n\"]+) \"(?<is>[^\"]+)\" does not match our [^\n\"]+ \"(?<asked>[^\"]+)\": database configuration mismatch",
            "The storage was made with other folders.", "Its {what} is {is}, and {asked} was asked for.", "Set Root and RunRoot to what it was made with, or both to new folders."),
        new(NoSubordinateIds, "no sub[ug]id ranges found for user \"(?<name>[^\"]+)\"", "The user {name} has no subordinate identifiers.",
            "There is no line for it in /etc/subuid or /etc/subgid.", "Add one as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {name}"),
        new(NoSubordinateIds, "error setting ownership of \"(?<name>[^\"]+)\"|insufficient UIDs or GIDs available in user namespace[^\n]*for (?<name>[^)]+)\\)", "{name} cannot be given its owner.",
            "The user that podman runs as has no identifiers to give: no line in /etc/subuid and /etc/subgid.", "Add lines as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 USER; or leave --chown out."),
        new(DiskFull, "no space left on device|storing layer \"[^\"]+\" to file: io: read/write on closed pipe", "A disk is full.",
            "There is no room left in podman's storage or its folder for temporary files.", "See podman system df and df $TMPDIR; remove what is not needed with podman image prune."),
        new(ReadOnly, @"(?<name>/[^\s:""]+)""?: read-only file system", "{name} cannot be written.",
            "Its file system is read-only.", "Name places that can be written to: Root and RunRoot for the storage, the environment variable TMPDIR for temporary files."),
        new(NoTemporaryFolder, @"creating a temporary directory: stat (?<name>[^:\n]+): no such file|inspecting image: open (?<name>[^:\n]+)/\d+: no such file", "The folder for temporary files is not there: {name}.",
            "TMPDIR names it.", "Make the folder, or name another with TMPDIR."),
        new(FileAccessProblems.NoPermission, "reading \"(?<context>/[^\"]+)\": .*copier: get: .*open (?<name>[^:\n]+): permission denied", "{name} of the build context may not be read.",
            "The user that podman runs as has no right to, in {context}.", "Give it the right (chmod a+r, for folders a+rx), or leave the file out with .containerignore."),
        new(FileAccessProblems.NoPermission, "reading \"(?<context>/[^\"]+)\": error encoding request for copier subprocess: write .*: broken pipe", "Something in {context} may not be read.",
            "Podman could not read all that a COPY or ADD wants; most often the user that it runs as has no right to.", "Give it the right: chmod -R a+rX {context}"),
        new(FileAccessProblems.NoPermission, @"(?<name>/[^\s:""]+)""?: permission denied", "{name} may not be used by this user.",
            "The user that podman runs as has no right to read or write there.", "Give it the right (chmod, chown), or name other places: Root, RunRoot, and the environment variables HOME, TMPDIR and XDG_RUNTIME_DIR."),
        new(ManifestProblems.NoEntry, @"no (?:instance|\S+ manifest) matching digest ""(?<name>[^""]+)""|invalid image digest ""(?<name>[^""]+)""", "The list has no entry {name}.",
            "An entry is named by its digest.", "See the digests of its entries: ManifestInspect(list)."),
        new(TagUnknown, @"(?<name>[^\s""]+): tag not known", "The image does not have the name {name}.",
            "It may be the name of a list, which is no name of the list's images.", "Remove a list with ManifestDelete (podman manifest rm {name}), and an image by its identifier."),
        new(BaseLost, "locating pulled image \"(?<name>[^\"]+)\" name in containers storage", "The base image {name} was lost while the build ran.",
            "Another podman has pulled the same name for another platform.", "Build the platforms in one call (Platforms and Jobs), or give builds that run at once a Root and RunRoot of their own; then build again."),
        new(HalfImage, "locating item named \"manifest\" for image with ID \"(?<name>[0-9a-f]{64})\"", "The image {name} has no manifest.",
            "A podman was killed while it made the image.", "Remove it: podman rmi --force {name}"),
        new(ImageUnknown, @"(?:^|\s)(?<name>[^\s:""]+(?::\d+)?[^\s""]*?): image not known|""(?<name>[^""]+)"" does not resolve to an image ID|locating image with ID ""(?<name>[^""]+)""",
            "The local storage does not have {name}.", "There is no such image or list.", "Check the name; push a list before images are pruned."),
    ];

    /// <summary>What podman's words mean; null when the catalogue does not know them.</summary>
    /// <param name="command">The command line, for people.</param>
    /// <param name="errors">The last lines of standard error.</param>
    /// <param name="tail">The last lines of all output, which the problem carries.</param>
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
    /// The line in which podman says why it failed; null when it does not. Podman 5 counts first when several platforms have failed:
    /// <c>Error: 3 errors occurred:</c>.
    /// </summary>
    internal static string? Line(IReadOnlyList<string> errors)
    {
        var own = errors.Skip(errors.ToList().FindLastIndex(IsError)).ToList();
        return own.Count == 0 || !IsError(own[0]) ? null
            : own[0].EndsWith(':') && own.Count > 1 ? $"{own[0]} {own[1].Trim()}"
            : own[0];
    }

    private static bool IsError(string line) => line.StartsWith("Error: ", StringComparison.Ordinal);

    /// <summary>
    /// Podman's own error, which is the last; a failing RUN step may have written the same words for another reason, and they may stand
    /// in the step's command.
    /// </summary>
    private static string OwnError(IReadOnlyList<string> errors)
    {
        var first = errors.ToList().FindLastIndex(IsError);
        var own = string.Join('\n', errors.Skip(Math.Max(first, 0)));
        return Regex.IsMatch(own, """building at STEP "RUN .*": (?:(?:error )?while running runtime: )?(?:exit status \d+|signal: \w+)\s*$""", Options | RegexOptions.Singleline) ? "" : own;
    }

    private static string Fill(string sentence, Match match) => Regex.Replace(sentence, @"\{(\w+)\}", hole =>
        match.Groups[hole.Groups[1].Value].Value);

    private sealed record Row(ProblemKind Kind, Regex Pattern, string What, string Why, string Repair)
    {
        public Row(ProblemKind kind, string pattern, string what, string why, string repair)
            : this(kind, new Regex(pattern, Options), what, why, repair)
        {
        }

        /// <summary>Whether the words stand in lines before podman's own error.</summary>
        public bool IsAnywhere { get; init; }
    }
}
