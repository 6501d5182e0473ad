using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman;

/// <summary>MA1416, MA1417, MA1420 to MA1439 and MA1480 to MA1495: what podman fails with. By which words that is known stands in <see cref="PodmanFailures"/>.</summary>
internal static class PodmanFailureKinds
{
    internal static readonly ProblemKind NameInUse = new("MA1420", "The name is in use",
        "There is an image or a list of that name already. Take a name of its own for each run, or set Amend to go on with the list.");

    internal static readonly ProblemKind NoSuchPlatform = new("MA1421", "The base image lacks a platform",
        "The base image's index has no entry for a platform that is built for. Leave the platform out, or take a base image that has it.");

    internal static readonly ProblemKind ShortName = new("MA1422", "A base image has no registry in its name",
        "The Containerfile names an image without a registry (FROM alpine), and this host has no list of registries to search. Write the whole name: docker.io/library/alpine.");

    internal static readonly ProblemKind ExecFormat = new("MA1423", "A program of another architecture cannot be run",
        "A RUN step started a program of another CPU architecture, and the kernel has no QEMU registered for it. Prepare the host with EnsureBinfmt.");

    internal static readonly ProblemKind Isolation = new("MA1424", "Podman's default isolation cannot run a step here",
        "The host mounts cgroups of both versions (hybrid), or is a pod without privileges: the OCI runtime refuses. Use Isolation = PodmanIsolation.Chroot.");

    internal static readonly ProblemKind Limits = new("MA1416", "Podman may not raise a limit",
        "Podman gives RUN steps higher limits (open files, processes) than this host or pod lets it. Set lower ones with Ulimits, or with default_ulimits in containers.conf.");

    internal static readonly ProblemKind LocalOnly = new("MA1425", "An image is neither in the local storage nor in a registry",
        "Podman did not find the name localhost/… in the local storage for the wanted platform, and asked a registry of the name localhost. Build it for that platform under the same name, or push it to a registry.");

    internal static readonly ProblemKind Unauthorized = new("MA1426", "The registry wants other credentials",
        "The registry did not let podman in: there are no credentials for it, or they are wrong or expired.");

    internal static readonly ProblemKind Denied = new("MA1427", "The registry refuses",
        "The registry knows who asks, and does not permit it: the user may not write to this repository, or the repository does not exist.");

    internal static readonly ProblemKind NoAuthFile = new("MA1428", "The authfile is not there",
        "The file with credentials that was named does not exist. podman login --authfile writes one.");

    internal static readonly ProblemKind PlainHttp = new("MA1429", "The registry does not speak HTTPS",
        "HTTPS was asked of a registry that speaks plain HTTP. For a registry on this host or in a test set TlsVerify = false.");

    internal static readonly ProblemKind Certificate = new("MA1430", "The registry's certificate is not vouched for",
        "No certificate authority that this host knows vouches for the registry's certificate, or it is for another name. Name the folder with its ca.crt with CertDir.");

    internal static readonly ProblemKind Unreachable = new("MA1431", "The registry cannot be reached",
        "Nothing listens at the registry's address, or the network does not lead there.");

    internal static readonly ProblemKind NotInRepository = new("MA1432", "The list points at images that the repository lacks",
        "Only the list was pushed (All = false), and the registry does not have its images in the same repository.");

    internal static readonly ProblemKind ManifestUnknown = new("MA1433", "The registry does not have the image",
        "The registry answers, and has no such repository or tag.");

    internal static readonly ProblemKind HalfImage = new("MA1417", "An image has no manifest",
        "A podman that was killed while it made an image left it without a manifest, and commands that look at all images fail with it. Remove it: podman rmi --force, with its identifier.");

    internal static readonly ProblemKind ImageUnknown = new("MA1434", "The local storage does not have the image",
        "The name or identifier is not in the local storage. Before podman 5.5, image prune also removes the images of a list that was not pushed yet.");

    internal static readonly ProblemKind Driver = new("MA1435", "The storage was made with another driver",
        "A storage keeps the driver it was first used with. Name that one with StorageDriver, or another place with Root and RunRoot.");

    internal static readonly ProblemKind RegistryFault = new("MA1436", "The registry has a fault",
        "The registry answers with a fault of its own (5xx), for example because its disk is full. Try again later, and look at the registry's log and disk.");

    internal static readonly ProblemKind DiskFull = new("MA1437", "A disk is full",
        "There is no room left in podman's storage or its folder for temporary files. podman system df shows what takes it.");

    internal static readonly ProblemKind NoConnection = new("MA1438", "The podman service cannot be reached",
        "The connection is not known, or the podman service behind it does not answer. podman system connection list shows those that are known.");

    internal static readonly ProblemKind NoSubordinateIds = new("MA1439", "The user has no subordinate identifiers",
        "A rootless podman needs a range of user and group identifiers for the files of images, in /etc/subuid and /etc/subgid.");

    internal static readonly ProblemKind DockerConfig = new("MA1480", "Docker's folder of credentials has no config.json",
        "The environment variable DOCKER_CONFIG names a folder, and podman 4 does not go on when there is no config.json in it. Unset the variable, or log in with a file of its own.");

    internal static readonly ProblemKind UnknownHost = new("MA1481", "The registry's host is not known",
        "The name of the registry has no address: it is misspelt, or the name server of this host or pod does not know it.");

    internal static readonly ProblemKind RateLimited = new("MA1482", "The registry wants fewer requests",
        "The registry's limit of requests is used up (429). Docker Hub counts by address for those who are not logged in.");

    internal static readonly ProblemKind ReadOnlyRegistry = new("MA1483", "The registry takes no pushes",
        "The registry answers that this method is not allowed (405): it is read-only for maintenance, or only mirrors another one.");

    internal static readonly ProblemKind TagUnknown = new("MA1484", "The image does not have that name",
        "A name is to be taken from an image that does not have it. podman rmi with the name of a list looks for it at one of the list's images, and can remove names of that image in its place.");

    internal static readonly ProblemKind BaseLost = new("MA1485", "The base image was lost while the build ran",
        "Podman pulled a base image and then did not find it under its name, because another podman pulled the same name for another platform into the same storage. Podman 4.3 does not keep builds apart that run at once.");

    internal static readonly ProblemKind UnknownFlag = new("MA1487", "This podman does not know a flag",
        "The flag came with a later podman, is gone from this one, or is misspelt. Flags that settings stand for carry the version that brought them in their documentation.");

    internal static readonly ProblemKind Instruction = new("MA1488", "The Containerfile asks for what is not there",
        "A stage, a file of the build context or an instruction that is named does not exist.");

    internal static readonly ProblemKind ReadOnly = new("MA1489", "A place that podman writes to is read-only",
        "Podman's storage (Root), its state (RunRoot) or its temporary files (TMPDIR) lie on a file system that cannot be written to.");

    internal static readonly ProblemKind NoHome = new("MA1491", "The user has no home folder",
        "Without root, podman keeps its storage and configuration below HOME. HOME is not set, or names a folder that the user may not write, as for an arbitrary user of a pod who is not in /etc/passwd. Podman starts steps with chroot isolation without HOME, and then finds no home for a user who is not root.");

    internal static readonly ProblemKind NoRuntimeFolder = new("MA1492", "The folder for podman's state cannot be used",
        "Without root, podman keeps its state in XDG_RUNTIME_DIR, or below TMPDIR when that is not set. The folder has to be there, belong to the user, and be writable by nobody else.");

    internal static readonly ProblemKind NoTemporaryFolder = new("MA1493", "The folder for temporary files is not there",
        "The environment variable TMPDIR names a folder that does not exist; podman keeps layers there while it pulls, builds and pushes.");

    internal static readonly ProblemKind OtherPlace = new("MA1495", "The storage was made with other folders",
        "A storage keeps in its database where it and its state were when it was first used. Name the same folders each time.");
}
