using System.Diagnostics.CodeAnalysis;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>
/// The name of an image: <c>[registry/]repository[:tag][@digest]</c>. It is kept as it was written; no registry, namespace or tag
/// is added in silence.
/// </summary>
/// <remarks>
/// The grammar is the one at the top of https://github.com/distribution/reference/blob/v0.6.0/reference.go. The first component
/// is a registry when it has a dot or a port, or is <c>localhost</c>, as in
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

    /// <summary>The registry's host with its port, for example <c>registry.example.com:5000</c>; empty for a short name.</summary>
    public string Domain { get; }

    /// <summary>The path inside the registry, for example <c>demo/web</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag; null when none was written.</summary>
    public string? Tag { get; }

    /// <summary>The digest; null when none was written.</summary>
    public Digest? Digest { get; }

    /// <summary>The registry and the path, without tag and digest.</summary>
    public string Name => Domain.Length == 0 ? Repository : $"{Domain}/{Repository}";

    /// <summary>The tag, <c>latest</c> when none was written.</summary>
    public string TagOrLatest => Tag ?? "latest";

    /// <summary>Reads a reference; white space around it does not matter.</summary>
    /// <exception cref="MultiArchException">It does not follow the grammar (MA1010).</exception>
    public static ImageReference Parse(string text) =>
        ReferenceSyntax.Read(text, out var flaw)
        ?? throw new MultiArchException(ReferenceProblems.NotAReference(text, flaw!.Why, flaw.Repair));

    /// <summary>Reads a reference, or says in a sentence or two what is wrong with it and how it would be right.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text,
        [NotNullWhen(true)] out ImageReference? reference,
        [NotNullWhen(false)] out string? why)
    {
        reference = ReferenceSyntax.Read(text, out var flaw);
        why = flaw is null ? null : $"{flaw.Why} {flaw.Repair}";
        return reference is not null;
    }

    /// <summary>Reads the place an image is published to: it names its registry, and has no digest.</summary>
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

    /// <summary>Reads the place where an image is already: it names its registry.</summary>
    /// <exception cref="MultiArchException">It does not follow the grammar (MA1010), or it names no registry (MA1011).</exception>
    internal static ImageReference ParsePublished(string text)
    {
        var reference = Parse(text);
        if (reference.Domain.Length == 0)
        {
            // "localhost:5000" and "registry.example.com:5000" read as a name and a tag, but nobody means that.
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
                        "It names a registry and no repository.",
                        $"Write {reference}/web:1.4.2, with your image's name."
                    )
                );
            }

            var hub = reference.Repository.Contains('/', StringComparison.Ordinal) ? "docker.io" : "docker.io/library";
            throw new MultiArchException(ReferenceProblems.NoRegistry(text, $"{hub}/{reference}", $"registry.example.com/{reference}"));
        }

        return reference;
    }

    /// <summary>The same name with this tag, and without a digest, which belongs to what the old tag pointed at.</summary>
    /// <exception cref="MultiArchException">The tag does not follow the grammar (MA1010).</exception>
    public ImageReference WithTag(string tag) => ReferenceSyntax.TagFlaw(tag) is { } flaw
        ? throw new MultiArchException(ReferenceProblems.NotAReference($"{Name}:{tag}", flaw.Why, flaw.Repair))
        : new ImageReference(Domain, Repository, tag, null);

    /// <summary>The same name with this digest, and without a tag: podman refuses a reference that has both.</summary>
    public ImageReference WithDigest(Digest digest) => new(Domain, Repository, null, digest);

    /// <summary>The reference as it is written, <c>[registry/]repository[:tag][@digest]</c>; <see cref="Parse"/> reads it back.</summary>
    public override string ToString() => Name + (Tag is null ? "" : ":" + Tag) + (Digest is null ? "" : "@" + Digest);
}
