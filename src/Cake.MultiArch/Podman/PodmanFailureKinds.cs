using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>
/// MA1416, MA1417, MA1420 to MA1439 and MA1480 to MA1495: failures of podman. <see cref="PodmanFailures"/> has the messages of podman that
/// lead to them.
/// </summary>
internal static class PodmanFailureKinds
{
    internal static readonly ProblemKind NameInUse = new("MA1420", "The name is in use",
        "An image or a list with this name already exists. Use a different name per run, or set Amend to continue with the list.");

    internal static readonly ProblemKind NoSuchPlatform = new("MA1421", "The base image lacks a platform",
        "The base image's index has no entry for a platform of the build. Leave the platform out, or use a base image that has it.");

    internal static readonly ProblemKind ShortName = new("MA1422", "A base image has no registry in its name",
        "The Containerfile has an image without a registry (FROM alpine), and this host has no list of registries to search. Write the "
            + "full name: docker.io/library/alpine.");

    internal static readonly ProblemKind ExecFormat = new("MA1423", "A program of another architecture cannot run",
        "A RUN step started a program of another CPU architecture, and the kernel has no QEMU registered for it. Prepare the host with "
            + "EnsureBinfmt.");

    internal static readonly ProblemKind Isolation = new("MA1424", "Podman's default isolation cannot run a step here",
        "The host mounts both versions of cgroups (hybrid), or it is a pod without privileges. The OCI runtime does not support this. Use "
            + "Isolation = PodmanIsolation.Chroot.");

    internal static readonly ProblemKind Limits = new("MA1416", "Podman may not raise a limit",
        "Podman gives RUN steps higher limits (open files, processes) than this host or pod allows. Set lower limits with Ulimits, or "
            + "with default_ulimits in containers.conf.");

    internal static readonly ProblemKind LocalOnly = new("MA1425", "An image is neither in the local storage nor in a registry",
        "Podman did not find the name localhost/… in the local storage for this platform. So it asked a registry with the name localhost. "
            + "Build the image for this platform under the same name, or push it to a registry.");

    internal static readonly ProblemKind Unauthorized = new("MA1426", "The registry requires other credentials",
        "There are no credentials for the registry, or they are wrong or expired.");

    internal static readonly ProblemKind Denied = new("MA1427", "The registry denies access",
        "The registry accepted the credentials but not the request. The user may not write to this repository, or the repository does not "
            + "exist.");

    internal static readonly ProblemKind NoAuthFile = new("MA1428", "The authfile was not found",
        "The file with credentials does not exist. podman login --authfile writes one.");

    internal static readonly ProblemKind PlainHttp = new("MA1429", "The registry does not speak HTTPS",
        "Podman uses HTTPS, but the registry speaks plain HTTP. Set TlsVerify = false for a registry on this host or in a test.");

    internal static readonly ProblemKind Certificate = new("MA1430", "The registry's certificate is not trusted",
        "This host does not trust the authority of the registry's certificate, or the certificate is for another name. Set CertDir to a "
            + "folder that has the authority's ca.crt.");

    internal static readonly ProblemKind Unreachable = new("MA1431", "The registry cannot be reached",
        "No server answers at the registry's address, or the network has no route to it.");

    internal static readonly ProblemKind NotInRepository = new("MA1432", "The list refers to images that the repository lacks",
        "Only the list was pushed (All = false), and its images are not in the same repository of the registry.");

    internal static readonly ProblemKind ManifestUnknown = new("MA1433", "The registry does not have the image",
        "The registry answers, but it has no such repository or tag.");

    internal static readonly ProblemKind HalfImage = new("MA1417", "An image has no manifest",
        "A podman was killed while it created an image, and the image has no manifest. Commands that read all images fail because of it. "
            + "Remove it: podman rmi --force, with its identifier.");

    internal static readonly ProblemKind ImageUnknown = new("MA1434", "The local storage does not have the image",
        "The local storage does not have this name or identifier. Before podman 5.5, image prune also removes the images of a list that "
            + "is not pushed yet.");

    internal static readonly ProblemKind Driver = new("MA1435", "The storage was created with another driver",
        "A storage keeps the driver of its first use. Set StorageDriver to that driver, or set Root and RunRoot to other folders.");

    internal static readonly ProblemKind RegistryFault = new("MA1436", "The registry has an internal error",
        "The registry answered with a server error (5xx), for example because its disk is full. Try again later, and check the registry's "
            + "log and disk.");

    internal static readonly ProblemKind DiskFull = new("MA1437", "A disk is full",
        "Podman's storage or its folder for temporary files has no free space. podman system df shows what uses the space.");

    internal static readonly ProblemKind NoConnection = new("MA1438", "The podman service cannot be reached",
        "The connection is not known, or its podman service does not answer. podman system connection list shows the known connections.");

    internal static readonly ProblemKind NoSubordinateIds = new("MA1439", "The user has no subordinate IDs",
        "A rootless podman needs a range of user and group IDs for the files of images, in /etc/subuid and /etc/subgid.");

    internal static readonly ProblemKind DockerConfig = new("MA1480", "Docker's configuration folder has no config.json",
        "The environment variable DOCKER_CONFIG names a folder without a config.json, and podman 4 then stops. Unset the variable, or log "
            + "in with a separate file.");

    internal static readonly ProblemKind UnknownHost = new("MA1481", "The registry's host is not known",
        "The name of the registry has no IP address. It is misspelt, or the name server of this host or pod does not know it.");

    internal static readonly ProblemKind RateLimited = new("MA1482", "The registry's request limit is used up",
        "The registry accepts no more requests for now (429). Docker Hub counts per IP address when nobody is logged in.");

    internal static readonly ProblemKind ReadOnlyRegistry = new("MA1483", "The registry accepts no pushes",
        "The registry answers that this method is not allowed (405). It is read-only for maintenance, or it mirrors another registry.");

    internal static readonly ProblemKind TagUnknown = new("MA1484", "The image does not have this name",
        "A name is to be removed from an image that does not have it. podman rmi with the name of a list searches the name at one image "
            + "of the list, and can remove names of that image instead.");

    internal static readonly ProblemKind BaseLost = new("MA1485", "The base image was lost during the build",
        "Podman pulled a base image and then did not find it under its name. Another podman pulled the same name for another platform "
            + "into the same storage. Podman 4.3 does not separate builds that run at the same time.");

    internal static readonly ProblemKind UnknownFlag = new("MA1487", "This podman does not know a flag",
        "The flag exists only in a newer or an older podman, or it is misspelt. The documentation of a setting says which version "
            + "introduced its flag.");

    internal static readonly ProblemKind Instruction = new("MA1488", "The Containerfile refers to something that does not exist",
        "A stage, a file of the build context or an instruction does not exist.");

    internal static readonly ProblemKind ReadOnly = new("MA1489", "A folder that podman writes to is read-only",
        "Podman's storage (Root), its state (RunRoot) or its temporary files (TMPDIR) are on a read-only file system.");

    internal static readonly ProblemKind NoHome = new("MA1491", "The user has no home folder",
        "Without root, podman keeps its storage and configuration below HOME. HOME is not set, or the user may not write to it. This "
            + "happens for the arbitrary user of a pod who is not in /etc/passwd. With chroot isolation podman starts steps without HOME, "
            + "and then finds no home folder for a user who is not root.");

    internal static readonly ProblemKind NoRuntimeFolder = new("MA1492", "The folder for podman's state cannot be used",
        "Without root, podman keeps its state in XDG_RUNTIME_DIR, or below TMPDIR when that is not set. The folder must exist and belong "
            + "to the user, and no other user may write to it.");

    internal static readonly ProblemKind NoTemporaryFolder = new("MA1493", "The folder for temporary files does not exist",
        "The environment variable TMPDIR names a folder that does not exist. Podman keeps layers there while it pulls, builds and pushes.");

    internal static readonly ProblemKind OtherPlace = new("MA1495", "The storage was created with other folders",
        "The database of a storage contains the folders of its first use. Use the same folders each time.");
}
