using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>Reads platforms from a user's input, and says what is wrong with them.</summary>
internal static class PlatformSyntax
{
    private const string Form = "A platform is written os/architecture[/variant]";

    public static Platform? Read(string? text, out Problem? problem)
    {
        var trimmed = (text ?? "").Trim();
        var parts = trimmed.Split('/');
        problem = Malformed(trimmed, parts) ?? UnknownName(trimmed, parts);
        if (problem is not null)
        {
            return null;
        }

        var platform = new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null);
        problem = Contradiction(trimmed, parts) ?? UnknownVariant(trimmed, platform);
        return problem is null ? platform : null;
    }

    private static Problem? Malformed(string text, string[] parts)
    {
        if (text.Length == 0)
        {
            return PlatformProblems.NotOsSlashArchitecture(
                text,
                $"{Form}, and this one is empty.",
                "Write, for example, linux/amd64,linux/arm64."
            );
        }

        if (text.Contains(',', StringComparison.Ordinal))
        {
            return PlatformProblems.NotOsSlashArchitecture(
                text,
                "One platform is expected here, but this is a list.",
                "Write one platform, for example linux/arm64."
            );
        }

        if (parts.Length > 3 || text.AsSpan().IndexOfAny(" \t\r\n;") >= 0)
        {
            return PlatformProblems.NotOsSlashArchitecture(
                text,
                $"{Form}, and this is more than one platform.",
                "Separate several platforms by commas."
            );
        }

        if (parts.Any(string.IsNullOrWhiteSpace))
        {
            return PlatformProblems.NotOsSlashArchitecture(
                text,
                $"{Form}, and one of the parts is empty.",
                "Write, for example, linux/arm64."
            );
        }

        if (parts.Length > 1)
        {
            return null;
        }

        var meant = Meant(text) is { } platform ? $"Write {platform}." : "Write, for example, linux/arm64.";
        return PlatformProblems.NotOsSlashArchitecture(text, $"{Form}, and this is one word.", meant);
    }

    private static Problem? UnknownName(string text, string[] parts)
    {
        var os = new Platform(parts[0], null).Os;
        if (!PlatformNames.OperatingSystems.Contains(os))
        {
            // "amd64/linux" and "arm/v7" begin with the architecture.
            var meant = PlatformNames.Architecture(os) is not null
                ? new Platform(
                    PlatformNames.Linux,
                    os,
                    parts.Length == 2 && parts[1].StartsWith("v", StringComparison.OrdinalIgnoreCase) ? parts[1] : null
                ).ToString()
                : Replace(parts, 0, Spelling.Nearest(os, PlatformNames.OperatingSystems));
            return PlatformProblems.OsNotKnown(text, parts[0], meant);
        }

        if (os != PlatformNames.Linux)
        {
            return PlatformProblems.OsNotBuildable(text, os);
        }

        if (PlatformNames.Architecture(parts[1]) is null)
        {
            var meant = Spelling.Nearest(parts[1], PlatformNames.ArchitectureSpellings);
            return PlatformProblems.ArchitectureNotKnown(text, parts[1], Replace(parts, 1, meant), PlatformNames.Architectures);
        }

        return null;
    }

    /// <summary>armhf already implies v7. containerd would read armhf/v6 as v7 without a warning.</summary>
    private static Problem? Contradiction(string text, string[] parts)
    {
        if (parts.Length < 3 || PlatformNames.ImpliedVariant(parts[1]) is not { } implied)
        {
            return null;
        }

        var architecture = PlatformNames.Architecture(parts[1])!;
        var asked = new Platform(PlatformNames.Linux, architecture, parts[2]).Variant;
        return asked == implied
            ? null
            : PlatformProblems.VariantContradicts(text, parts[1], $"{architecture}/{implied}", $"{architecture}/{asked}");
    }

    private static Problem? UnknownVariant(string text, Platform platform) =>
        platform.Variant is { } variant && PlatformNames.VariantFlaw(platform.Architecture, variant) is { } flaw
            ? PlatformProblems.VariantNotKnown(text, platform.Architecture, variant, flaw)
            : null;

    private static Platform? Meant(string word)
    {
        var architecture = PlatformNames.Architecture(word) is not null
            ? word
            : Spelling.Nearest(word, PlatformNames.ArchitectureSpellings);
        return architecture is null ? null : new Platform(PlatformNames.Linux, architecture);
    }

    /// <returns>The platform with one part replaced. Null if the result cannot be built.</returns>
    private static string? Replace(string[] parts, int index, string? word)
    {
        if (word is null)
        {
            return null;
        }

        var repaired = string.Join('/', parts.Select((part, i) => i == index ? word : part));
        return Read(repaired, out _)?.ToString();
    }
}
