using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman.Manifests;

/// <summary>MA1408, MA1410, MA1411, MA1445, MA1447: lists of images in the local storage.</summary>
internal static class ManifestProblems
{
    internal static readonly ProblemKind NameIsImage = new("MA1408", "The name is an image, not a list",
        "A list was wanted, and the local storage has a plain image under that name. podman build would notice only after the whole build. "
        + "Take another name, or remove the image.");

    private static readonly ProblemKind WrongList = new("MA1410", "The list does not have the wanted platforms",
        "After the build the list does not have exactly one entry for each wanted platform, though podman ended with exit code 0. "
        + "The layer cache of podman before 5.6 takes one platform's layers for another's when the content is the same, "
        + "and a list of an earlier build keeps its old entries.");

    private static readonly ProblemKind UnpushableList = new("MA1411", "The list must not be pushed as it is",
        "The list does not exist, is empty, points at images that are gone, has an entry that is not an image, "
        + "or has two entries for one platform. Of two such entries clients pull the first, which is the older one. "
        + "Entries that differ by os.version, os.features or the compression of their layers are not the same. "
        + "Podman would push the list with exit code 0.");

    internal static readonly ProblemKind NoEntry = new("MA1445", "The list has no such entry",
        "An entry of a list is named by its digest, or by its platform when only one entry is for it. "
        + "The list does not exist, or it has no entry that fits, or several.");

    private static readonly ProblemKind NoEffect = new("MA1447", "Podman took a flag and did nothing",
        "The command ended with exit code 0, and what the flag asks for is not in the result. "
        + "Podman 4.3 and 5.4 do so with manifest annotate --os-features, and with --features on a list that has annotations.");

    internal static Problem NotAListName(string property, string name, string why) => ToolProblems.InvalidName.Occur(
        $"{Quotation.Of(name)} cannot name a list.", property, why, "Take a name such as localhost/web:run42.");

    internal static Problem ImageInsteadOfList(string name, string command) => NameIsImage.Occur(
        $"{name} is an image, not a list.", command, "The local storage has a plain image under that name.",
        $"Take another name for the list, or remove the image: podman rmi {name}");

    internal static Problem ListHasOthers(string list, IReadOnlyList<string> defects) => WrongList.Occur(
        $"The list {list} does not have exactly the wanted platforms.", list, string.Join("; ", defects) + ".",
        "If the content is the same for every platform, set Layers = false (or NoCache), or a label that differs by platform. "
        + "If the entries are of an earlier build, take a new list name for each run.");

    internal static Problem ListMissing(string list) => UnpushableList.Occur(
        $"There is no list {list}.", list, "The local storage has no list of that name.",
        "Build into it (Manifest), or make it: ManifestCreate(list).");

    internal static Problem ListEmpty(string list) => UnpushableList.Occur(
        NotPushed(list), list, "It is empty.", "Add images first: ManifestAdd(list, image).");

    internal static Problem ListWrong(string list, IReadOnlyList<string> defects) => UnpushableList.Occur(
        NotPushed(list), list, string.Join("; ", defects) + ".",
        $"Remove it (podman manifest rm {list}) and build again into a list with a new name.");

    internal static Problem ListedImageMissing(string list, Digest digest) => UnpushableList.Occur(
        $"The list {list} points at an image that is not there.", list, $"The local storage has no image with the digest {digest}.",
        "Build again, and do not prune images before the push.");

    internal static Problem EntryMissing(string list, string entry, string why) => NoEntry.Occur(
        $"The list {list} does not have just one entry {entry}.", list, why, $"Look at its entries: podman manifest inspect {list}");

    internal static Problem FlagWithoutEffect(string flag, string list, string command) => NoEffect.Occur(
        $"Podman took {flag} and did nothing.", command, $"The list {list} does not have it.",
        "Take the setting away; this podman cannot set it.");

    private static string NotPushed(string list) => $"The list {list} must not be pushed.";
}
