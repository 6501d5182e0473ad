using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>MA1001 to MA1009: platforms that a user asks for.</summary>
internal static class PlatformProblems
{
    internal static readonly ProblemKind Malformed = new("MA1001", "A platform is not written as os/architecture",
        "A platform is written os/architecture[/variant], as in podman: linux/amd64, linux/arm64, linux/arm/v7. One word is not enough, "
            + "because podman refuses it. Separate several platforms with commas.");

    private static readonly ProblemKind Unknown = new("MA1002", "An operating system or architecture is not known",
        "Podman accepts any word for a platform and labels the image with it, so a misspelt platform would be published. Use the names of "
            + "the Go language. The usual other spellings (aarch64, x86_64, armhf, i386) are also accepted.");

    private static readonly ProblemKind NotBuildable = new("MA1003", "Podman does not build for this operating system",
        "The steps of a build run in a Linux container, so podman cannot build an image for another operating system. Leave out that "
            + "platform, or build it with the tools of its own system.");

    private static readonly ProblemKind UnknownVariant = new("MA1004", "A variant of an architecture is not known",
        "The variant is the third part of a platform, for example v7 in linux/arm/v7. For the default variant, leave it out.");

    internal static Problem NotOsSlashArchitecture(string? text, string why, string suggestion) => Malformed.Occur(
        $"{Quotation.Of(text)} is not a platform.", Where(text), why, suggestion);

    internal static Problem OsNotKnown(string text, string os, string? suggestion) => Unknown.Occur(
        $"{Quotation.Of(text)} is not a platform: the operating system {Quotation.Of(os)} is not known.", Where(text),
        "Podman builds images for linux.",
        Suggest(suggestion));

    internal static Problem ArchitectureNotKnown(string text, string architecture, string? suggestion, IEnumerable<string> known) =>
        Unknown.Occur(
            $"{Quotation.Of(text)} is not a platform: the architecture {Quotation.Of(architecture)} is not known.",
            Where(text),
            $"The known architectures are {string.Join(", ", known)}.",
            Suggest(suggestion)
        );

    internal static Problem OsNotBuildable(string text, string os) => NotBuildable.Occur(
        $"An image for {os} cannot be built.", Where(text),
        "Podman builds images for linux only.",
        "Leave out this platform, or write linux/ and the architecture.");

    internal static Problem VariantNotKnown(string text, string architecture, string variant, string known) => UnknownVariant.Occur(
        $"{Quotation.Of(text)} is not a platform: {architecture} has no variant {Quotation.Of(variant)}.", Where(text),
        known, $"Write linux/{architecture}, or one of the variants.");

    internal static Problem VariantContradicts(string text, string word, string meant, string asked) => UnknownVariant.Occur(
        $"{Quotation.Of(text)} is not a platform: it names two variants.", Where(text),
        $"{word} already means {meant}.",
        $"Write linux/{meant} or linux/{asked}.");

    private static string Suggest(string? suggestion) =>
        suggestion is null ? "Write, for example, linux/amd64." : $"Write {suggestion} if that is what was meant.";

    private static string Where(string? text) => $"platform {Quotation.Of(text)}";
}
