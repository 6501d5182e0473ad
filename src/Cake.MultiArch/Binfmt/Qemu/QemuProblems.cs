using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>MA1209 and MA1230–MA1245: QEMU cannot be found, brought to the host or used.</summary>
internal static class QemuProblems
{
    private static readonly ProblemKind NoQemu = new(
        "MA1209",
        "No usable QEMU for the platform was found",
        "To register a handler a QEMU user-mode program is needed that is linked statically (a dynamic one does not find its libraries inside a container), for this host, and says its version. Every place that was asked is listed with its answer. Install the distribution's qemu-user-static, or set another place in BinfmtSettings: Interpreters, InterpreterFolders, InstallPackage, QemuImages, QemuDownloads."
    );

    private static readonly ProblemKind Unknown = new(
        "MA1230",
        "A setting names an architecture that is not known",
        "Interpreters and QemuDownloads have one entry an architecture, whose key is OCI's name of it as in the platform: arm64 of linux/arm64. QEMU's own word (aarch64) and a whole platform are no such names."
    );

    private static readonly ProblemKind Given = new(
        "MA1231",
        "A QEMU that was given does not serve",
        "A program that Interpreters names is used or refused, and never passed over for another one. It must exist, be executable, linked statically and for this host, and answer --version with the name of QEMU and of the architecture."
    );

    private static readonly ProblemKind Package = new(
        "MA1232",
        "QEMU's package was not installed",
        "InstallPackage was set, and the host has no package manager that is known (apt-get, dnf, apk), this is neither root nor a user whose sudo asks for no password, or the package manager failed. Its last words are quoted; the command can be run by hand."
    );

    private static readonly ProblemKind Service = new(
        "MA1233",
        "A podman service has no QEMU for this host",
        "QemuImages was set, and podman's work is done by a service (CONTAINER_HOST, or a connection). Its images are on another host, and a file of them cannot be copied to this one. Handlers are registered on the host that builds: run EnsureBinfmt there."
    );

    private static readonly ProblemKind Download = new(
        "MA1234",
        "A download is not described as it must be",
        "A QemuDownload has an address with https (http is taken on loopback only), without credentials in it, and the SHA-256 of the file as 64 hexadecimal digits: without the digest nobody would know what is run."
    );

    private static readonly ProblemKind Unsent = new(
        "MA1235",
        "QEMU could not be downloaded",
        "The address of a QemuDownload answered with an error, not in time, not encrypted, or not at all. Proxies are those of the environment (HTTPS_PROXY, NO_PROXY)."
    );

    private static readonly ProblemKind OtherDigest = new(
        "MA1236",
        "A download is another file than the one that was meant",
        "The SHA-256 of what was sent is not the one in the settings. Nothing of it was written or run. The file behind the address was replaced, it was cut off on the way, or the digest is one of another file."
    );

    private static readonly ProblemKind Unusable = new(
        "MA1237",
        "A download or an image has no QEMU in it",
        "The place was reached, and no program named qemu-ARCH-static or qemu-ARCH, with QEMU's word for the architecture, is in it. A download is the program itself, compressed with gzip, or a tar archive compressed with gzip; in an image the program is in /usr/bin or in the root."
    );

    private static readonly ProblemKind Unkept = new(
        "MA1238",
        "A QEMU program cannot be kept",
        "A program from an image or a download is kept on this host, because the handler names its path. The folder, QemuFolder, could not be written to."
    );

    public static bool IsAboutDigest(Problem problem) => problem.Kind == OtherDigest;

    internal static BinfmtFault Missing(ElfArchitecture architecture, QemuFound found, string install) => new(NoQemu,
        $"No qemu-{architecture.QemuName}-static and no static qemu-{architecture.QemuName} is in {string.Join(", ", found.Looked)}"
        + (found.Rejected.Count > 0 ? $" ({string.Join("; ", found.Rejected.Select(reason => reason.TrimEnd('.')))})." : "."),
        string.Join("; or ", found.Repairs.Select(repair => repair.TrimEnd('.')).Prepend(install).Distinct()));

    /// <summary>The places that the settings do not use; null if they use all.</summary>
    internal static string? MoreSources(BinfmtSettings settings)
    {
        var off = new List<string>();
        if (!settings.InstallPackage)
        {
            off.Add(nameof(settings.InstallPackage));
        }

        if (settings.QemuImages.Count == 0)
        {
            off.Add(nameof(settings.QemuImages));
        }

        if (settings.QemuDownloads.Count == 0)
        {
            off.Add(nameof(settings.QemuDownloads));
        }

        return off.Count switch
        {
            0 => null,
            1 => $"set {off[0]} of BinfmtSettings",
            _ => $"set {string.Join(", ", off[..^1])} or {off[^1]} of BinfmtSettings",
        };
    }

    internal static Problem UnknownArchitecture(string setting, string name)
    {
        var meant = ElfArchitecture.All.FirstOrDefault(row => row.QemuName == name || name.Split('/').Contains(row.Name))?.Name
            ?? Spelling.Nearest(name, ElfArchitecture.All.Select(row => row.Name));
        return Unknown.Occur(
            $"{Quotation.Of(name)} is not an architecture.", $"BinfmtSettings.{setting}",
            $"Known are {string.Join(", ", ElfArchitecture.All.Select(row => row.Name))}.",
            meant is null ? "Write OCI's name of the architecture, as in linux/arm64." : $"Write {setting}[\"{meant}\"].");
    }

    internal static Problem GivenUnusable(ElfArchitecture architecture, string path, string flaw) => Given.Occur(
        $"The QEMU that was given for {architecture} cannot be used.", $"BinfmtSettings.Interpreters[\"{architecture}\"]",
        $"{path} {flaw}.",
        $"Name a static qemu-{architecture.QemuName} for this host, or take the entry away to have one looked for.");

    internal static Problem NoPackageManager(IEnumerable<QemuPackage> known) => Package.Occur(
        "No package manager that is known is on this host.", "BinfmtSettings.InstallPackage",
        $"Looked for were {string.Join(", ", known.Select(package => package.Manager))}.",
        "install a static QEMU by hand and name it with Interpreters");

    internal static Problem PackageNeedsRoot(QemuPackage package) => Package.Occur(
        "QEMU's package was not installed.", "BinfmtSettings.InstallPackage",
        "This is not root, and there is no sudo.", $"run as root: {package}");

    internal static Problem PackageNotInstalled(QemuPackage package, string command, ProcessOutcome outcome) =>
        Package.Occur(
            "QEMU's package was not installed.",
            $"BinfmtSettings.InstallPackage; {command}",
            $"{package.Manager} ended with code {outcome.ExitCode}: {(outcome.Errors.Concat(outcome.Tail).LastOrDefault(line => line.Length > 0) ?? "it wrote nothing")}",
            $"run as root: {package}",
            outcome.Tail
        );

    internal static Problem ImageOfAService(ImageReference image) => Service.Occur(
        "QEMU cannot be taken out of an image of a podman service.", $"BinfmtSettings.QemuImages; {image}",
        "The work of podman is done by a service, whose images are on another host.",
        "run EnsureBinfmt on the host that builds, or take CONTAINER_HOST and CONTAINER_CONNECTION out of the environment");

    internal static Problem NotInImage(ImageReference image, IEnumerable<string> files) => Unusable.Occur(
        "The image has no QEMU for the architecture.", $"BinfmtSettings.QemuImages; {image}",
        $"It has none of {string.Join(", ", files)}.",
        $"look what it has: podman run --rm --entrypoint ls {image} /usr/bin");

    internal static Problem ImageUnreadable(ImageReference image, string why) => Unusable.Occur(
        "The layers of the image cannot be read.", $"BinfmtSettings.QemuImages; {image}", why,
        $"look at it: podman save --format oci-dir -o image {image}");

    internal static Problem DownloadUnusable(string source, ElfArchitecture architecture, string why) => Unusable.Occur(
        "The download has no QEMU for the architecture.", $"BinfmtSettings.QemuDownloads[\"{architecture}\"]; {source}", why,
        $"name a file that is or has qemu-{architecture.QemuName}-static");

    internal static Problem NotAnAddress(string url) => Download.Occur(
        $"{Quotation.Of(WithoutQuery(url))} is not an address to download a program from.", "QemuDownload",
        "It must begin with https://, or with http:// on this machine only (localhost, 127.0.0.1).",
        "Write new QemuDownload(\"https://…\", \"SHA-256\").");

    internal static Problem CredentialsInAddress(string url) => Download.Occur(
        $"{Quotation.Of(WithoutQuery(url))} has credentials in it.", "QemuDownload", "An address is shown in logs.",
        "Take them away, and put the file where it can be fetched without them.");

    internal static Problem NotADigest(string url, string digest) => Download.Occur(
        $"{Quotation.Of(digest)} is not the SHA-256 of a file.", $"QemuDownload; {Quotation.Line(WithoutQuery(url))}",
        "It must be 64 hexadecimal digits.", "Compute it from a file that you trust: sha256sum FILE.");

    internal static Problem NotSent(QemuDownload download, string why) => Unsent.Occur(
        "The file was not sent.", download.Display, why, $"see what it answers: curl -fLO {ShellQuote.Quote(download.Display)}");

    internal static Problem AnotherDigest(QemuDownload download, string digest, int length) =>
        OtherDigest.Occur(
            "The download is another file than the one that was meant.",
            download.Display,
            $"SHA-256 {download.Sha256} was expected, and the {length} bytes that were sent have {digest}. Nothing of them was kept.",
            $"Look at the file, and correct the digest only if you know why it changed: curl -fL {ShellQuote.Quote(download.Display)} | sha256sum"
        );

    internal static Problem CannotKeep(string path, string why) =>
        Unkept.Occur(
            "The program cannot be kept on this host.",
            path,
            why,
            "set QemuFolder to a folder that you may write to, on a file system that allows execution"
        );

    internal static Problem FolderOfOthers(string path) =>
        Unkept.Occur(
            "A folder in which others may write is no place for programs that are run.",
            path,
            "Others may write to it, and what lies there is started by every program of the architecture.",
            $"chmod go-w {ShellQuote.Quote(path)}, after a look at what is there; or set QemuFolder to another folder"
        );

    /// <summary>The query may be a signature or a token.</summary>
    private static string WithoutQuery(string url) => url.Split('?', '#')[0];
}
