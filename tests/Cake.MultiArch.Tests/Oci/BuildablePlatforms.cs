using Cake.MultiArch.Oci;
using FsCheck;
using FsCheck.Fluent;

namespace Cake.MultiArch.Tests.Oci;

/// <summary>Every platform that can be asked for, in every spelling of its architecture.</summary>
public static class BuildablePlatforms
{
    private static readonly string[] Variants = ["v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v8.1", "v9", "power10", "rva22u64"];

    public static Arbitrary<Platform> All() =>
        (
            from architecture in Gen.Elements(
                "386",
                "i386",
                "amd64",
                "x86_64",
                "arm",
                "armhf",
                "armel",
                "arm64",
                "aarch64",
                "loong64",
                "mips64le",
                "mipsel",
                "ppc64le",
                "riscv64",
                "s390x"
            )
            from variant in Gen.Elements(Variants.Append(null!))
            let text = variant is null ? $"linux/{architecture}" : $"linux/{architecture}/{variant}"
            where Platform.TryParse(text, out _)
            select Platform.Parse(text)
        ).ToArbitrary();
}
