using System.Text.RegularExpressions;

namespace Cake.MultiArch.Problems;

/// <summary>
/// MA1416 and MA1420 to MA1439: what podman says when it fails, in the words of podman 4.3 to 5.8. Its exit code tells nothing: a failing RUN step
/// gives its own, most else is 125.
/// </summary>
internal static class PodmanFailures
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    private static readonly ProblemKind NameInUse = new("MA1420", "The name is in use",
        "There is an image or a list of that name already. Take a name of its own for each run, or set Amend to go on with the list.");

    private static readonly ProblemKind NoSuchPlatform = new("MA1421", "The base image lacks a platform",
        "The base image's index has no entry for a platform that is built for. Leave the platform out, or take a base image that has it.");

    private static readonly ProblemKind ShortName = new("MA1422", "A base image has no registry in its name",
        "The Containerfile names an image without a registry (FROM alpine), and this host has no list of registries to search. Write the whole name: docker.io/library/alpine.");

    private static readonly ProblemKind ExecFormat = new("MA1423", "A program of another architecture cannot be run",
        "A RUN step started a program of another CPU architecture, and the kernel has no QEMU registered for it. Prepare the host with EnsureBinfmt.");

    private static readonly ProblemKind Isolation = new("MA1424", "Podman's default isolation cannot run a step here",
        "The host mounts cgroups of both versions (hybrid), or is a pod without privileges: the OCI runtime refuses. Use Isolation = PodmanIsolation.Chroot.");

    private static readonly ProblemKind Limits = new("MA1416", "Podman may not raise a limit",
        "Podman gives RUN steps higher limits (open files, processes) than this host or pod lets it. Set lower ones with Ulimits, or with default_ulimits in containers.conf.");

    private static readonly ProblemKind LocalOnly = new("MA1425", "An image is neither in the local storage nor in a registry",
        "Podman did not find the name localhost/… in the local storage for the wanted platform, and asked a registry of the name localhost. Build it for that platform under the same name, or push it to a registry.");

    private static readonly ProblemKind Unauthorized = new("MA1426", "The registry wants other credentials",
        "The registry did not let podman in: there are no credentials for it, or they are wrong or expired.");

    private static readonly ProblemKind Denied = new("MA1427", "The registry refuses",
        "The registry knows who asks, and does not permit it: the user may not write to this repository, or the repository does not exist.");

    private static readonly ProblemKind NoAuthFile = new("MA1428", "The authfile is not there",
        "The file with credentials that was named does not exist. podman login --authfile writes one.");

    private static readonly ProblemKind PlainHttp = new("MA1429", "The registry does not speak HTTPS",
        "HTTPS was asked of a registry that speaks plain HTTP. For a registry on this host or in a test set TlsVerify = false.");

    private static readonly ProblemKind Certificate = new("MA1430", "The registry's certificate is not vouched for",
        "No certificate authority that this host knows vouches for the registry's certificate, or it is for another name. Name the folder with its ca.crt with CertDir.");

    private static readonly ProblemKind Unreachable = new("MA1431", "The registry cannot be reached",
        "Nothing listens at the registry's address, its name is not known, or the network does not lead there.");

    private static readonly ProblemKind NotInRepository = new("MA1432", "The list points at images that the repository lacks",
        "Only the list was pushed (All = false), and the registry does not have its images in the same repository.");

    private static readonly ProblemKind ManifestUnknown = new("MA1433", "The registry does not have the image",
        "The registry answers, and has no such repository or tag.");

    private static readonly ProblemKind ImageUnknown = new("MA1434", "The local storage does not have the image",
        "The name or identifier is not in the local storage. Before podman 5.5, image prune also removes the images of a list that was not pushed yet.");

    private static readonly ProblemKind Driver = new("MA1435", "The storage was made with another driver",
        "A storage keeps the driver it was first used with. Name that one with StorageDriver, or another place with Root and RunRoot.");

    private static readonly ProblemKind RegistryFault = new("MA1436", "The registry has a fault",
        "The registry answers with a fault of its own (5xx) or that it is asked too often (429). Try again later, and look at the registry's log and disk.");

    private static readonly ProblemKind DiskFull = new("MA1437", "A disk is full",
        "There is no room left in podman's storage or its folder for temporary files. podman system df shows what takes it.");

    private static readonly ProblemKind NoConnection = new("MA1438", "The podman service cannot be reached",
        "The connection is not known, or the podman service behind it does not answer. podman system connection list shows those that are known.");

    private static readonly ProblemKind NoSubordinateIds = new("MA1439", "The user has no subordinate identifiers",
        "A rootless podman needs a range of user and group identifiers for the files of images, in /etc/subuid and /etc/subgid.");

    /// <summary>From the particular to the general: the first row whose words stand in podman's error is taken.</summary>
    private static readonly IReadOnlyList<Row> Rows =
    [
        new(NameInUse, "image name \"(?<name>[^\"]+)\" is already associated with image", "The name {name} is in use.",
            "There is an image or a list of that name.", "Take a new name, set Amend to go on with the list, or remove it: podman manifest rm {name}"),
        new(PodmanProblems.NameIsImage, @"(?<name>\S+): image is not a manifest list", "{name} is an image, not a list.",
            "The local storage has a plain image under that name.", "Take another name for the list, or remove the image: podman rmi {name}"),
        new(NoSuchPlatform, @"choosing an image from manifest list (?:docker://)?(?<name>\S+): no image found in (?:image index|manifest list) for architecture ""?(?<arch>[^"",]+)""?, variant ""(?<variant>[^""]*)"", OS ""?(?<os>[^""\s]+)",
            "{name} has no image for {os}/{arch}.", "Its index has no such entry.", "Leave the platform out, or take a base image that has it."),
        new(ShortName, "short-name \"(?<name>[^\"]+)\" did not resolve to an alias and no unqualified-search registries",
            "{name} has no registry in its name.", "This host has no list of registries to search.", "Write the whole name in the Containerfile: FROM docker.io/library/{name}"),
        new(ExecFormat, "exec format error", "A program of another architecture cannot be run.",
            "The kernel has no QEMU registered for it.", "Call EnsureBinfmt for the platforms before the build, or install the emulators: ./build.sh --setup") { IsAnywhere = true },
        new(Isolation, "cgroups in hybrid mode not supported", "Podman's default isolation cannot run a step here.",
            "The host mounts cgroups of version 1 and 2 side by side, which the OCI runtime refuses.", "Set Isolation = PodmanIsolation.Chroot, or the environment variable BUILDAH_ISOLATION=chroot.") { IsAnywhere = true },
        new(Limits, "setting \"(?<name>RLIMIT_[A-Z]+)\" limit to [^:]*: operation not permitted", "Podman may not raise the limit {name}.",
            "The host, or the pod, does not let it.", "Set what it does let: Ulimits = { \"nofile=1024:1024\", \"nproc=1024:1024\" }, or default_ulimits in containers.conf.") { IsAnywhere = true },
        new(LocalOnly, @"docker://(?<name>localhost/[^\s""]+).*pinging container registry localhost|pinging container registry localhost", "{name} is not in the local storage for the wanted platform.",
            "Podman asked a registry of the name localhost, and there is none.", "Build it for that platform under the same name, or push it to a registry and name it there."),
        new(Unauthorized, @"logging into ""(?<name>[^""]+)"": invalid username/password", "{name} does not take the user name or the password.",
            "It refused both together.", "Check them; a token may have expired."),
        new(NoAuthFile, @"(?:checking authfile: stat|credential file is not accessible: faccessat) (?<name>.+?): no such file or directory", "The authfile {name} is not there.",
            "There is no such file.", "Write it with PodmanLogin, or take AuthFile away."),
        new(PlainHttp, "server gave HTTP response to HTTPS client", "The registry does not speak HTTPS.",
            "It answered in plain HTTP.", "If that is meant to be, set TlsVerify = false."),
        new(Certificate, @"x509: (?<name>[^\n]+)", "The registry's certificate is not vouched for.",
            "podman says: {name}", "Name the folder that has the ca.crt of its authority with CertDir, or add the authority to the host's."),
        new(Unauthorized, "unauthorized: |authentication required|401 Unauthorized", "The registry does not let podman in.",
            "There are no credentials for it, or they are wrong or expired.", "Log in first, with PodmanLogin, and give both the same AuthFile."),
        new(Denied, @"(?<!permission )\bdenied\b|403 Forbidden|insufficient_scope", "The registry refuses.",
            "The user may not do this in this repository.", "Check the repository's name and the user's rights."),
        new(NotInRepository, "manifest blob unknown|blob unknown to registry", "The list points at images that the repository lacks.",
            "The list was pushed without its images.", "Leave All at true."),
        new(RegistryFault, @"received unexpected HTTP status: (?<name>5\d\d[^\n,;]*)|(?<name>toomanyrequests)|StatusCode: (?<name>(?:405|429|5\d\d)[^\n,;]*)", "The registry has a fault.",
            "It answered: {name}", "Try again later; look at the registry's log and disk."),
        new(ManifestUnknown, @"reading manifest (?<tag>\S+) in (?<name>\S+): (?:manifest unknown|name unknown|not found)", "{name} has no {tag}.",
            "The registry answers, and has no such repository or tag.", "Check the name and the tag."),
        new(Unreachable, @"dial tcp[^\n]*?: (?:connect: )?(?<why>connection refused|no such host|no route to host|network is unreachable|i/o timeout|connection timed out)|(?<why>TLS handshake timeout|i/o timeout)",
            "The registry cannot be reached.", "podman says: {why}.", "Check the address, and that the registry runs and is reachable from this host."),
        new(Driver, "database (?:storage )?graph driver \"(?<is>[^\"]+)\" does not match our (?:storage )?graph driver \"(?<asked>[^\"]+)\"",
            "The storage was made with another driver.", "It is {is}, and {asked} was asked for.", "Set StorageDriver to the driver it was made with, or Root and RunRoot to another place."),
        new(NoConnection, "failed to resolve active destination: \"(?<name>[^\"]+)\" service destination not found|read cli flags: connection \"(?<name>[^\"]+)\" not found", "There is no connection of the name {name}.",
            "podman system connection list does not have it.", "Add it: podman system connection add {name} ssh://user@host/run/podman/podman.sock"),
        new(NoConnection, "Cannot connect to Podman|unable to connect to Podman socket", "The podman service cannot be reached.",
            "It does not answer at the connection's address.", "See podman system connection list, and start the service there: systemctl start podman.socket") { IsAnywhere = true },
        new(NoSubordinateIds, "no sub[ug]id ranges found for user \"(?<name>[^\"]+)\"", "The user {name} has no subordinate identifiers.",
            "There is no line for it in /etc/subuid or /etc/subgid.", "Add one as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {name}") { IsAnywhere = true },
        new(DiskFull, "no space left on device", "A disk is full.",
            "There is no room left in podman's storage or its folder for temporary files.", "See podman system df; remove what is not needed with podman image prune."),
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
        return Regex.IsMatch(own, """building at STEP "RUN .*": exit status \d+\s*$""", Options | RegexOptions.Singleline) ? "" : own;
    }

    private static string Fill(string sentence, Match match) => Regex.Replace(sentence, @"\{(\w+)\}", hole =>
        match.Groups[hole.Groups[1].Value] is { Success: true } group ? group.Value : "An image named localhost/…");

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
