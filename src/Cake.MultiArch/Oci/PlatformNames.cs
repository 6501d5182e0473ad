namespace Cake.MultiArch.Oci;

/// <summary>
/// The names of operating systems, architectures and variants. The names of the specification come from the Go language. The other
/// spellings and the default variants come from containerd, and podman and registries use them too.
/// </summary>
/// <remarks>
/// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md#image-index-property-descriptions (platform),
/// https://go.dev/doc/install/source#environment, https://pkg.go.dev/github.com/containerd/platforms#hdr-Normalization
/// </remarks>
internal static class PlatformNames
{
    public const string Linux = "linux";

    public const string Unknown = "unknown";

    /// <summary>The operating systems of the Go language.</summary>
    public static readonly IReadOnlyList<string> OperatingSystems =
    [
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", Linux, "nacl", "netbsd", "openbsd",
        "plan9", "solaris", "wasip1", "windows", "zos",
    ];

    /// <summary>The architectures that the Go language knows for Linux.</summary>
    public static readonly IReadOnlyList<string> Architectures =
    [
        "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64", "ppc64le", "riscv64", "s390x",
    ];

    private static readonly Dictionary<string, (string Architecture, string? Variant)> Aliases = new(StringComparer.Ordinal)
    {
        ["x86_64"] = ("amd64", null),
        ["x86-64"] = ("amd64", null),
        ["x64"] = ("amd64", null),
        ["i386"] = ("386", null),
        ["i486"] = ("386", null),
        ["i586"] = ("386", null),
        ["i686"] = ("386", null),
        ["x86"] = ("386", null),
        ["aarch64"] = ("arm64", null),
        ["arm64v8"] = ("arm64", null),
        ["armhf"] = ("arm", "v7"),
        ["armv7"] = ("arm", "v7"),
        ["armv7l"] = ("arm", "v7"),
        ["arm32v7"] = ("arm", "v7"),
        ["armel"] = ("arm", "v6"),
        ["armv6"] = ("arm", "v6"),
        ["armv6l"] = ("arm", "v6"),
        ["arm32v6"] = ("arm", "v6"),
        ["armv5"] = ("arm", "v5"),
        ["armv5l"] = ("arm", "v5"),
        ["armv5tel"] = ("arm", "v5"),
        ["arm32v5"] = ("arm", "v5"),
        ["armv8l"] = ("arm", "v8"),
        ["loongarch64"] = ("loong64", null),
        ["mipsel"] = ("mipsle", null),
        ["mips64el"] = ("mips64le", null),
        ["ppc64el"] = ("ppc64le", null),
        ["powerpc64"] = ("ppc64", null),
        ["powerpc64le"] = ("ppc64le", null),
    };

    /// <summary>All spellings, to suggest one for a misspelt architecture.</summary>
    public static IEnumerable<string> ArchitectureSpellings => Architectures.Concat(Aliases.Keys);

    /// <summary>Never fails. Unknown words are kept in lower case, and a missing word becomes "unknown".</summary>
    public static (string Os, string Architecture, string? Variant) Normalise(string? os, string? architecture, string? variant)
    {
        os = Word(os) ?? Unknown;
        os = os is "macos" ? "darwin" : os;
        architecture = Word(architecture) ?? Unknown;
        variant = Word(variant);
        if (Aliases.TryGetValue(architecture, out var meant))
        {
            architecture = meant.Architecture;
            variant = meant.Variant ?? variant;
        }

        return (os, architecture, NormaliseVariant(architecture, variant));
    }

    /// <summary>The variant that the name of an architecture implies: v7 for armhf. Null if it implies none.</summary>
    public static string? ImpliedVariant(string architecture) =>
        Aliases.TryGetValue(architecture.ToLowerInvariant(), out var meant) ? meant.Variant : null;

    /// <summary>Whether the architecture is arm and the variant is missing.</summary>
    public static bool LacksVariant(string? architecture, string? variant) => Word(architecture) == "arm" && Word(variant) is null;

    /// <returns>The name in Go. Null if the word is not an architecture.</returns>
    public static string? Architecture(string word)
    {
        word = word.ToLowerInvariant();
        return Aliases.TryGetValue(word, out var meant) ? meant.Architecture : Architectures.FirstOrDefault(known => known == word);
    }

    /// <returns>A sentence that lists the known variants. Null if the variant is one of them.</returns>
    public static string? VariantFlaw(string architecture, string variant) =>
        architecture switch
        {
            "arm" when variant is not ("v5" or "v6" or "v7" or "v8") => "The variants of arm are v5, v6, v7 and v8.",
            "arm64" when !IsVersion(variant, 8, 9) => "The variants of arm64 are v8 and v9, with or without a minor version (v8.2).",
            "amd64" when !IsVersion(variant, 1, 4) || variant.Contains('.') => "The variants of amd64 are v1, v2, v3 and v4.",
            _ when !variant.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') =>
                "A variant consists of letters, digits, '_', '.' and '-'.",
            _ => null,
        };

    /// <summary>As in containerd and podman, the default variant of arm is written, and those of arm64 and amd64 are not.</summary>
    private static string? NormaliseVariant(string architecture, string? variant)
    {
        if (architecture is "arm" or "arm64" or "amd64" && variant is { Length: > 0 } && char.IsAsciiDigit(variant[0]))
        {
            variant = "v" + variant;
        }

        return (architecture, variant) switch
        {
            ("arm", null) => "v7",
            ("arm64", "v8") => null,
            ("amd64", "v1") => null,
            _ => variant,
        };
    }

    private static bool IsVersion(string variant, int lowest, int highest) =>
        variant.Length >= 2
        && variant[0] == 'v'
        && variant[1] - '0' >= lowest
        && variant[1] - '0' <= highest
        && (
            variant.Length == 2
            || (variant.Length is 4 or 5 && variant[2] == '.' && variant.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0)
        );

    private static string? Word(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToLowerInvariant();
}
