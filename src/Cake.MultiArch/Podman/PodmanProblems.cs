using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>MA1401 to MA1415, MA1418, MA1444 to MA1448, MA1494: podman itself, and what is asked of it. What podman says when it fails is in <see cref="PodmanFailures"/>.</summary>
internal static class PodmanProblems
{
    private const string Packages = "./build.sh --setup, or: apt-get install podman (Debian, Ubuntu), dnf install podman (Fedora, RHEL), apk add podman (Alpine)";

    private static readonly ProblemKind NotFound = new("MA1401", "Podman is not there",
        "Neither a program podman nor a docker that is podman under another name was found among Cake's tools and in PATH. Install podman, or name its path with the ToolPath setting.");

    private static readonly ProblemKind NotPodman = new("MA1402", "The program is not podman",
        "The program that was found or named with ToolPath is another one, most often a real Docker, which has other commands and another storage. Install podman, or name its path with the ToolPath setting.");

    private static readonly ProblemKind TooOld = new("MA1403", "Podman is too old",
        "Support begins with podman 4.3; before it, commands that are needed lack or behave in another way. With a connection, the service counts as well.");

    private static readonly ProblemKind NoAnswer = new("MA1404", "Podman does not answer",
        "podman version, which takes a fraction of a second, did not answer in time or failed. Most often the storage is locked by another podman, or the file system that it lies on hangs.");

    private static readonly ProblemKind Unreadable = new("MA1405", "Podman's answer cannot be read",
        "A command that answers JSON answered something else. Run it by hand and look at what it writes.");

    private static readonly ProblemKind TagsForPlatforms = new("MA1407", "One tag cannot name several platforms",
        "With several platforms and a tag, podman builds them all and gives the tag to the one that is ready last, with exit code 0. Build into a list (Manifest) and push that.");

    internal static readonly ProblemKind NameIsImage = new("MA1408", "The name is an image, not a list",
        "A list was wanted, and the local storage has a plain image under that name. podman build would notice after the whole build. Take another name, or remove the image.");

    private static readonly ProblemKind WrongBase = new("MA1409", "The base image is for another platform",
        "Podman took a base image of another architecture than it builds for, and only warned: the local name of the base held that architecture, or the registry has no other. The result runs nowhere or has the wrong files.");

    private static readonly ProblemKind WrongList = new("MA1410", "The list does not have the wanted platforms",
        "After the build the list does not have exactly one entry for each wanted platform, though podman ended with exit code 0. The layer cache of podman before 5.6 takes one platform's layers for another's when the content is the same, and a list of an earlier build keeps its old entries.");

    private static readonly ProblemKind UnpushableList = new("MA1411", "The list must not be pushed as it is",
        "The list is not there or empty, points at images that are gone, or has two entries for one platform, of which those who pull get the first, that is the older one. Podman would push it with exit code 0.");

    private static readonly ProblemKind SecretInArguments = new("MA1412", "A secret would stand in the command line",
        "Every process of the host can read command lines, and they end up in logs. The secret is refused there; the message names the way that keeps it.");

    private static readonly ProblemKind NoContext = new("MA1414", "There is nothing to build",
        "The folder of the build context or the Containerfile is not there.");

    private static readonly ProblemKind NoDigest = new("MA1415", "Podman did not say what it pushed",
        "The push ended with exit code 0 and the digest file is empty or missing, so nothing is known of what was pushed.");

    private static readonly ProblemKind NoRemoteDigest = new("MA1444", "Podman would not say what the service pushed",
        "Over a connection, podman before 4.6 takes the flag for the digest file and writes none, so nothing would be known of what was pushed. Nothing was pushed.");

    internal static readonly ProblemKind NoEntry = new("MA1445", "The list has no such entry",
        "An entry of a list is named by its digest, or by its platform when only one entry is for it. The list is not there, or has none or several that fit.");

    private static readonly ProblemKind PulledOther = new("MA1446", "The pulled image is for another platform",
        "The registry's name stands for an image of another architecture than was asked for, or that architecture's entry in the index points at one. Podman pulled it and only warned. The image is in the local storage under that name now.");

    private static readonly ProblemKind NoEffect = new("MA1447", "Podman took a flag and did nothing",
        "The command ended with exit code 0, and what the flag asks for is not in the result. Podman 4.3 and 5.4 do so with manifest annotate --os-features, and with --features on a list that has annotations.");

    private static readonly ProblemKind NewerFlag = new("MA1418", "This podman does not have the flag",
        "The setting stands for a flag that came with a newer podman; with a connection, the older one of client and service counts. It is refused before podman starts.");

    private static readonly ProblemKind DockerLogin = new("MA1448", "The login is Docker's and stays",
        "Podman also uses what docker login has written into Docker's config.json, and does not take it out: podman logout says so and ends with exit code 0, and the registry goes on to accept podman.");

    internal static Problem Missing() => NotFound.Occur(
        "Podman is not there.", "Cake's tools and PATH", "There is neither a program podman nor a docker that is podman.", Packages);

    internal static Problem AnotherProgram(string program, string answer) => NotPodman.Occur(
        $"{program} is not podman.", program, $"It calls itself {Quotation.Of(answer)}.", $"Install podman ({Packages}), or name its path with the ToolPath setting.");

    internal static Problem OlderThanSupported(string program, string which, string version, Version minimum) => TooOld.Occur(
        $"podman {version} is too old.", $"{program}, {which}", $"Support begins with podman {minimum.ToString(2)}.",
        "Install a newer podman; Debian 12, Ubuntu 24.04 and newer have one.");

    internal static Problem FlagIsNewer(string property, string flag, string since, string program, Version version) => NewerFlag.Occur(
        $"This podman does not have {flag}.", $"{property}; {program}", $"The flag came with podman {since}, and this is podman {version}.",
        $"Take the setting away, or install podman {since} or newer.");

    internal static Problem DoesNotAnswer(string command, TimeSpan limit, IReadOnlyList<string> tail) => NoAnswer.Occur(
        "Podman does not answer.", command, $"It did not end within {limit.TotalSeconds:0.#} seconds.",
        "Run the command by hand; look for another podman that holds the storage (ps -C podman) and for a file system that hangs.", tail);

    internal static Problem AnswerUnreadable(string command, string why) => Unreadable.Occur(
        "Podman's answer cannot be read.", command, why, "Run the command by hand and look at what it writes.");

    internal static Problem NotAListName(string property, string name, string why) => ToolProblems.InvalidName.Occur(
        $"{Quotation.Of(name)} cannot name a list.", property, why, "Take a name such as localhost/web:run42.");

    internal static Problem SeveralPlatformsOneTag(IEnumerable<Platform> platforms, IEnumerable<string> tags) => TagsForPlatforms.Occur(
        $"{string.Join(", ", tags)} cannot name an image for {string.Join(", ", platforms)}.", "PodmanBuildSettings.Tags",
        "Podman would give the tag to the platform that is ready last, and end with exit code 0.",
        "Set Manifest to the name of a list in place of Tags, and push the list: ManifestPush(list, destination).");

    internal static Problem ImageInsteadOfList(string name, string command) => NameIsImage.Occur(
        $"{name} is an image, not a list.", command, "The local storage has a plain image under that name.",
        $"Take another name for the list, or remove the image: podman rmi {name}");

    internal static Problem BaseOfAnotherPlatform(string is_, string expected, string command, IReadOnlyList<string> warnings) => WrongBase.Occur(
        $"The base image is for {is_}, not for {expected}.", command,
        "Podman found no other under the base image's name, warned, and built on it.",
        "Use a base image that exists for this platform; if it does, pull it anew with Pull = PodmanPullPolicy.Always, or name its index by digest.", warnings);

    internal static Problem ListHasOthers(string list, IReadOnlyList<string> defects) => WrongList.Occur(
        $"The list {list} does not have exactly the wanted platforms.", list, string.Join("; ", defects) + ".",
        "For content that is the same for every platform set Layers = false (or NoCache), or a label that differs by platform; for entries of an earlier build take a new list name for each run.");

    internal static Problem ListMissing(string list) => UnpushableList.Occur(
        $"There is no list {list}.", list, "The local storage has no list of that name.", "Build into it (Manifest), or make it: ManifestCreate(list).");

    internal static Problem ListedImageMissing(string list, Digest digest) => UnpushableList.Occur(
        $"The list {list} points at an image that is not there.", list, $"The local storage has no image with the digest {digest}.",
        "Build again, and prune images after the push only.");

    internal static Problem ListCannotBePushed(string list, string why, string repair) => UnpushableList.Occur(
        $"The list {list} must not be pushed.", list, why, repair);

    internal static Problem SecretRefused(string where, string why, string repair) => SecretInArguments.Occur(
        "A secret would stand in the command line.", where, why, repair);

    internal static Problem ContextMissing(string folder) => NoContext.Occur(
        "The build context is not there.", folder, "There is no such folder.", "Check the path; relative ones are relative to Cake's working directory.");

    internal static Problem AddressAsFolder(string text) => NoContext.Occur(
        "The build context is an address, given as a folder.", text, "A path cannot hold an address.", "Give it as one: PodmanBuild(new Uri(\"https://…\"), settings)");

    internal static Problem ContainerfileMissing(string file, string why) => NoContext.Occur(
        "The Containerfile is not there.", file, why, "Check the path, or name the file with the File setting.");

    internal static Problem DigestNotTold(string command) => NoDigest.Occur(
        "Podman did not say what it pushed.", command, "The digest file is empty or missing.", "Push again; with a connection, use a newer podman on both sides.");

    internal static Problem NotATag(string name, string why) => ToolProblems.InvalidName.Occur(
        $"{Quotation.Of(name)} cannot name an image.", Quotation.Of(name), why, "Take a name such as localhost/web:latest.");

    internal static Problem DigestOverConnection(string image, Version version, Version needed) => NoRemoteDigest.Occur(
        $"Podman {version} would not say what the service pushed.", $"PodmanPush {image}",
        $"Over a connection it tells no digest before {needed.ToString(2)}.",
        $"Use podman {needed.ToString(2)} or newer on both sides, or push a list of the one image: ManifestCreate, ManifestAdd, ManifestPush.");

    internal static Problem EntryMissing(string list, string entry, string why) => NoEntry.Occur(
        $"The list {list} does not have just one entry {entry}.", list, why, $"Look at its entries: podman manifest inspect {list}");

    internal static Problem PulledAnother(string image, Platform pulled, Platform wanted, string command) => PulledOther.Occur(
        $"{image} is for {pulled}, not for {wanted}.", command, "The registry has no other under that name; podman only warned.",
        "Look at what the name stands for (skopeo inspect --raw), name its index, and remove what was pulled: podman rmi, with its identifier.");

    internal static Problem LoginOfDocker(string? registry, string command) => DockerLogin.Occur(
        $"The login at {registry ?? "registries"} is Docker's and stays.", command, "docker login has written it, and podman does not take it out.",
        $"docker logout {registry}".TrimEnd() + ", or take the registry out of ~/.docker/config.json (or the one that DOCKER_CONFIG names).");

    internal static Problem FlagWithoutEffect(string flag, string list, string command) => NoEffect.Occur(
        $"Podman took {flag} and did nothing.", command, $"The list {list} does not have it.", "Take the setting away; this podman cannot set it.");
}
