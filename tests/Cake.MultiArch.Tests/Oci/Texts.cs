using FsCheck;
using FsCheck.Fluent;

namespace Cake.MultiArch.Tests.Oci;

/// <summary>Texts that come near to what a parser expects: random strings alone would only ever meet its first check.</summary>
public static class Texts
{
    private static readonly string[] Pieces =
    [
        "linux/arm64",
        "linux/arm",
        "/v7",
        "r.io/web:1",
        "r.io/",
        "a",
        "Z",
        "7",
        "web",
        "linux",
        "LINUX",
        "windows",
        "arm",
        "arm64",
        "aarch64",
        "x86_64",
        "amd64",
        "v7",
        "v8",
        "localhost",
        "registry.example.com",
        ":",
        "::",
        ":5000",
        ":70000",
        "/",
        "//",
        "@",
        ".",
        "..",
        "_",
        "__",
        "___",
        "-",
        "--",
        "+",
        " ",
        "\n",
        "\0",
        "é",
        "\ud83d",
        "[",
        "]",
        "[::1]",
        "sha256:",
        "sha512:",
        ",",
        "$",
        "{",
        "}",
        "\"",
        "'",
        "\\",
        "latest",
        "https://",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ];

    public static Arbitrary<string> Near() => Gen.OneOf(
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)),
        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null)).ToArbitrary();
}
