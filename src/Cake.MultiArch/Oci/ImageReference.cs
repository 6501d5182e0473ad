using System.Diagnostics.CodeAnalysis;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>
/// The name of an image: <c>[registry/]repository[:tag][@digest]</c>. It stays as it was written: no registry, namespace or tag is added.
/// </summary>
/// <remarks>
/// The grammar is the one at the top of https://github.com/distribution/reference/blob/v0.6.0/reference.go. The first component
/// is a registry if it has a dot or a port, or is <c>localhost</c>, as in
/// https://github.com/distribution/reference/blob/v0.6.0/normalize.go (splitDockerDomain).
/// </remarks>
public sealed record ImageReference
{
    internal ImageReference(string domain, string repository, string? tag, Digest? digest)
    {
        Domain = domain;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>The registry's host with its port, for example <c>registry.example.com:5000</c>. Empty for a short name.</summary>
    public string Domain { get; }

    /// <summary>The path inside the registry, for example <c>demo/web</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag. Null if none was written.</summary>
    public string? Tag { get; }

    /// <summary>The digest. Null if none was written.</summary>
    public Digest? Digest { get; }

    /// <summary>The registry and the path, without tag and digest.</summary>
    public string Name => Domain.Length == 0 ? Repository : $"{Domain}/{Repository}";

    /// <summary>The tag, or <c>latest</c> if none was written.</summary>
    public string TagOrLatest => Tag ?? "latest";

    /// <summary>Reads a reference. White space around it is ignored.</summary>
    /// <exception cref="MultiArchException">It does not follow the grammar (MA1010).</exception>
    public static ImageReference Parse(string text) =>
        ReferenceSyntax.Read(text, out var flaw)
        ?? throw new MultiArchException(ReferenceProblems.NotAReference(text, flaw!.Why, flaw.Repair));

    /// <summary>Reads a reference, or says in a few sentences what is wrong with it and how to correct it.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? why)
    {
        reference = ReferenceSyntax.Read(text, out var flaw);
        why = flaw is null ? null : $"{flaw.Why} {flaw.Repair}";
        return reference is not null;
    }

    /// <summary>Reads a destination of an image. It must name a registry, and must not have a digest.</summary>
    /// <exception cref="MultiArchException">
    /// It does not follow the grammar (MA1010), it names no registry (MA1011), or it has a digest (MA1012).
    /// </exception>
    public static ImageReference ParseDestination(string text)
    {
        var reference = ParsePublished(text);
        return reference.Digest is null
            ? reference
            : throw new MultiArchException(ReferenceProblems.DigestInDestination(text, $"{reference.Name}:{reference.TagOrLatest}"));
    }

    /// <summary>Reads the name of a published image. It must name a registry.</summary>
    /// <exception cref="MultiArchException">It does not follow the grammar (MA1010), or it names no registry (MA1011).</exception>
    internal static ImageReference ParsePublished(string text)
    {
        var reference = Parse(text);
        if (reference.Domain.Length == 0)
        {
            // The grammar reads "localhost:5000" and "registry.example.com:5000" as a name and a tag, but nobody means that.
            if (
                reference.Repository == "localhost"
                || (
                    reference.Repository.Contains('.', StringComparison.Ordinal)
                    && !reference.Repository.Contains('/', StringComparison.Ordinal)
                )
            )
            {
                throw new MultiArchException(
                    ReferenceProblems.NotAReference(
                        text,
                        "It names a registry but no repository.",
                        $"Write {reference}/web:1.4.2, with the name of your image."
                    )
                );
            }

            var hub = reference.Repository.Contains('/', StringComparison.Ordinal) ? "docker.io" : "docker.io/library";
            throw new MultiArchException(ReferenceProblems.NoRegistry(text, $"{hub}/{reference}", $"registry.example.com/{reference}"));
        }

        return reference;
    }

    /// <summary>The same name with this tag. The digest is removed, because it belongs to the image of the old tag.</summary>
    /// <exception cref="MultiArchException">The tag does not follow the grammar (MA1010).</exception>
    public ImageReference WithTag(string tag) => ReferenceSyntax.TagFlaw(tag) is { } flaw
        ? throw new MultiArchException(ReferenceProblems.NotAReference($"{Name}:{tag}", flaw.Why, flaw.Repair))
        : new ImageReference(Domain, Repository, tag, null);

    /// <summary>The same name with this digest. The tag is removed, because podman refuses a reference with both.</summary>
    public ImageReference WithDigest(Digest digest) => new(Domain, Repository, null, digest);

    /// <summary>The reference as text, <c>[registry/]repository[:tag][@digest]</c>, which <see cref="Parse"/> can read.</summary>
    public override string ToString() => Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);
}
