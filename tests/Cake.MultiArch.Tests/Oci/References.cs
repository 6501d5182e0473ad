using FsCheck;
using FsCheck.Fluent;

namespace Cake.MultiArch.Tests.Oci;

/// <summary>References made by following the grammar of https://github.com/distribution/reference.</summary>
public static class References
{
    private static readonly Gen<string> Word = Join("", Gen.Elements("a", "b", "z", "0", "9", "web"), 1, 3);

    private static readonly Gen<string> Component =
        from first in Word
        from rest in (from separator in Gen.Elements(".", "_", "__", "-", "---") from word in Word select separator + word).ListOf(2)
        from count in Gen.Choose(0, 2)
        select first + string.Concat(rest.Take(count));

    private static readonly Gen<string> Domain =
        from host in Gen.Elements("localhost", "registry.example.com", "A.io", "xn--n3h.com", "127.0.0.1", "[::1]", "[fd00:1:2::3]", "reg")
        from port in Gen.Choose(1, 65535)
        from hasPort in Gen.Elements(true, false)
        select (hasPort || host == "reg" ? $"{host}:{port}" : host) + "/";

    private static readonly Gen<string> Tag =
        from first in Gen.Elements("a", "Z", "0", "_")
        from rest in Join("", Gen.Elements("a", "Z", "0", "_", ".", "-"), 0, 127)
        select ":" + first + rest;

    private static readonly Gen<string> Digest = Gen.OneOf(
        Join("", Gen.Elements("0", "9", "a", "f"), 64, 64).Select(hex => "@sha256:" + hex),
        Join("", Gen.Elements("0", "9", "a", "f"), 128, 128).Select(hex => "@sha512:" + hex),
        Join("", Gen.Elements("0", "9", "a", "f"), 32, 40).Select(hex => "@blake+b3:" + hex));

    public static Arbitrary<string> Valid() => (
        from domain in Maybe(Domain)
        from path in Join("/", Component, 1, 4)
        from tag in Maybe(Tag)
        from digest in Maybe(Digest)
        where domain.Length > 0 || !LooksLikeDomain(path)
        select domain + path + tag + digest).ToArbitrary();

    private static bool LooksLikeDomain(string path) =>
        path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && path[..slash].Contains('.', StringComparison.Ordinal);

    private static Gen<string> Maybe(Gen<string> part) => Gen.OneOf(Gen.Constant(""), part);

    private static Gen<string> Join(string separator, Gen<string> part, int least, int most) =>
        from count in Gen.Choose(least, most)
        from parts in part.ListOf(count)
        select string.Join(separator, parts);
}
