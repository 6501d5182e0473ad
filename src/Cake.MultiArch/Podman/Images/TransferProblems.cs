using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman.Images;

/// <summary>MA1415, MA1444, MA1446: pushing, pulling and tagging images.</summary>
internal static class TransferProblems
{
    private static readonly ProblemKind NoDigest = new("MA1415", "Podman did not say what it pushed",
        "The push ended with exit code 0, but the digest file is empty or missing, so it is not known what was pushed.");

    private static readonly ProblemKind NoRemoteDigest = new("MA1444", "Podman would not say what the service pushed",
        "Over a connection, podman before 4.6 takes the flag for the digest file but writes none, "
        + "so it would not be known what was pushed. Nothing was pushed.");

    private static readonly ProblemKind PulledOther = new("MA1446", "The pulled image is for another platform",
        "The registry's name stands for an image of another architecture than was asked for, "
        + "or that architecture's entry in the index points at one. Podman pulled it and only warned. "
        + "The image is in the local storage under that name now.");

    internal static Problem DigestNotTold(string command) => NoDigest.Occur(
        "Podman did not say what it pushed.", command, "The digest file is empty or missing.",
        "Push again; with a connection, use a newer podman on both sides.");

    internal static Problem DigestOverConnection(string image, Version version, Version needed) => NoRemoteDigest.Occur(
        $"Podman {version} would not say what the service pushed.", $"PodmanPush {image}",
        $"Over a connection it tells no digest before {needed.ToString(2)}.",
        $"Use podman {needed.ToString(2)} or newer on both sides, or push a list of the one image: "
        + "ManifestCreate, ManifestAdd, ManifestPush.");

    internal static Problem PulledAnother(string image, Platform pulled, Platform wanted, string command) => PulledOther.Occur(
        $"{image} is for {pulled}, not for {wanted}.", command, "The registry has no other under that name; podman only warned.",
        "Look at what the name stands for (skopeo inspect --raw), name its index, and remove what was pulled: "
        + "podman rmi, with its identifier.");

    internal static Problem NotATag(string name, string why) => ToolProblems.InvalidName.Occur(
        $"{Quotation.Of(name)} cannot name an image.", Quotation.Of(name), why, "Take a name such as localhost/web:latest.");
}
