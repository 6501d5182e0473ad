using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Oci;

/// <summary>What is wrong with a reference, and what to write instead.</summary>
internal sealed record ReferenceFlaw(string Why, string Repair);

/// <summary>Reads image references part by part, so a message can name the part that is wrong.</summary>
internal static partial class ReferenceSyntax
{
    private const int MaxTag = 128;

    /// <summary>For registry and repository together, as in podman 4. Newer versions do not count the registry.</summary>
    private const int MaxName = 255;

    private const string Example = "Write it like registry.example.com/demo/web:1.4.2.";

    /// <summary>https://github.com/containers/image/blob/v5.34.0/docs/containers-transports.5.md</summary>
    private static readonly string[] Transports =
        ["containers-storage", "dir", "docker", "docker-archive", "docker-daemon", "oci", "oci-archive", "ostree", "sif"];

    public static ImageReference? Read(string? text, out ReferenceFlaw? flaw)
    {
        var trimmed = (text ?? "").Trim();
        flaw = WholeFlaw(trimmed);
        if (flaw is not null)
        {
            return null;
        }

        var at = trimmed.IndexOf('@', StringComparison.Ordinal);
        var named = at < 0 ? trimmed : trimmed[..at];
        var colon = named.IndexOf(':', named.LastIndexOf('/') + 1);
        var tag = colon < 0 ? null : named[(colon + 1)..];
        var name = colon < 0 ? named : named[..colon];
        var (domain, repository) = SplitDomain(name);
        Digest? digest = null;

        flaw = DomainFlaw(domain)
            ?? RepositoryFlaw(repository)
            ?? (
                name.Length > MaxName
                    ? new ReferenceFlaw($"A name has at most {MaxName} characters, and this has {name.Length}.", "Shorten it.")
                    : null
            )
            ?? (tag is null ? null : TagFlaw(tag))
            ?? (at < 0 ? null : DigestFlaw(trimmed[(at + 1)..], out digest));
        if (flaw is null)
        {
            return new ImageReference(domain, repository, tag, digest);
        }

        var lower = (domain.Length == 0 ? "" : domain + "/") + repository.ToLowerInvariant() + trimmed[name.Length..];
        if (lower != trimmed && Read(lower, out _) is { } meant)
        {
            flaw = flaw with { Repair = $"Write {meant}." };
        }

        return null;
    }

    /// <returns>Null if the tag is correct.</returns>
    public static ReferenceFlaw? TagFlaw(string? tag)
    {
        if (string.IsNullOrEmpty(tag))
        {
            return new ReferenceFlaw("There is no tag after the ':'.", "Write a tag, for example :1.4.2, or leave the ':' out.");
        }

        if (tag.Length > MaxTag)
        {
            return new ReferenceFlaw($"A tag has at most {MaxTag} characters, and this has {tag.Length}.", "Shorten the tag.");
        }

        if (tag[0] is '.' or '-')
        {
            return new ReferenceFlaw(
                $"The tag {Quotation.Of(tag)} begins with '{tag[0]}'.",
                "Begin the tag with a letter, a digit or '_'."
            );
        }

        var wrong = tag.FirstOrDefault(c => !IsTagCharacter(c));
        if (wrong == default && tag.All(IsTagCharacter))
        {
            return null;
        }

        var repair = wrong == '+'
            ? $"Write the tag {Quotation.Line(tag.Replace('+', '-'))}. A tag cannot have the '+' of a version's build metadata."
            : "Use letters, digits, '_', '.' and '-' in the tag.";
        return new ReferenceFlaw($"The tag {Quotation.Of(tag)} has the character {Shown(wrong)}, which is not allowed in a tag.", repair);
    }

    private static ReferenceFlaw? WholeFlaw(string text)
    {
        if (text.Length == 0)
        {
            return new ReferenceFlaw("It is empty.", Example);
        }

        if (text[0] == '[' && !text.Contains('/', StringComparison.Ordinal))
        {
            return new ReferenceFlaw("It names a registry but no repository.", Example);
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var rest = text[(scheme + 3)..];
            return new ReferenceFlaw(
                $"A reference does not begin with {Quotation.Of(text[..(scheme + 3)])}.",
                !rest.Contains("://", StringComparison.Ordinal) && Read(rest, out _) is { } meant ? $"Write {meant}." : Example);
        }

        var transport = Transports.FirstOrDefault(name =>
            text.StartsWith(name + ":/", StringComparison.Ordinal) || text.StartsWith(name + ":.", StringComparison.Ordinal)
        );
        return transport is null ? null : new ReferenceFlaw($"{transport}: is one of podman's transports, not a registry.", Example);
    }

    private static (string Domain, string Repository) SplitDomain(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return ("", name);
        }

        var first = name[..slash];
        var isDomain = first.AsSpan().IndexOfAny('.', ':', '[') >= 0 || first.Equals("localhost", StringComparison.OrdinalIgnoreCase);
        return isDomain ? (first, name[(slash + 1)..]) : ("", name);
    }

    private static ReferenceFlaw? DomainFlaw(string domain)
    {
        if (domain.Length == 0)
        {
            return null;
        }

        var isAddress = domain[0] == '[';
        var colon = isAddress
            ? domain.IndexOf(':', Math.Max(domain.IndexOf(']', StringComparison.Ordinal), 0))
            : domain.IndexOf(':', StringComparison.Ordinal);
        var host = colon < 0 ? domain : domain[..colon];
        if (isAddress ? !IsIPv6(host) : !host.Split('.').All(IsHostLabel))
        {
            return new ReferenceFlaw(
                $"The registry {Quotation.Of(domain)} is not a host name or an address.",
                "A host name has letters, digits, '-' and '.'. An IPv6 address is in brackets: [fd00::1]:5000.");
        }

        var isPort = colon < 0
            || (domain.Length - colon - 1 is > 0 and <= 5
                && domain.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0
                && int.Parse(domain.AsSpan(colon + 1), CultureInfo.InvariantCulture) is > 0 and <= IPEndPoint.MaxPort);
        return isPort
            ? null
            : new ReferenceFlaw(
                $"{Quotation.Of(domain[(colon + 1)..])} is not a port of the registry {host}.",
                "A port is a number from 1 to 65535."
            );
    }

    private static ReferenceFlaw? RepositoryFlaw(string repository)
    {
        if (repository.Length == 0)
        {
            return new ReferenceFlaw("The name of the repository is missing.", Example);
        }

        return repository.Split('/').Select(ComponentFlaw).FirstOrDefault(flaw => flaw is not null);
    }

    private static ReferenceFlaw? ComponentFlaw(string component)
    {
        if (PathComponent().IsMatch(component))
        {
            return null;
        }

        if (component.Length == 0)
        {
            return new ReferenceFlaw("A '/' has nothing before or after it.", "Remove the extra '/'.");
        }

        if (component.Any(char.IsAsciiLetterUpper))
        {
            return new ReferenceFlaw(
                $"{Quotation.Of(component)} has capital letters, and a repository's name is in lower case.",
                "Write it in lower case."
            );
        }

        var allowed = component.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');
        return allowed
            ? new ReferenceFlaw(
                $"{Quotation.Of(component)} begins or ends with a separator, or has too many separators in a row.",
                "Put one '.', one or two '_', or any number of '-' between letters or digits.")
            : new ReferenceFlaw(
                $"{Quotation.Of(component)} has the character {Shown(component.First(c => !IsTagCharacter(c)))}, which is not allowed in a "
                    + "repository's name.",
                "Use lower-case letters and digits, with '.', '_' and '-' between them.");
    }

    private static ReferenceFlaw? DigestFlaw(string text, out Digest? digest)
    {
        if (!Digest.TryParse(text, out digest, out var why))
        {
            return new ReferenceFlaw(
                $"{Quotation.Of(text)} after the '@' is not a digest. {why}",
                "Copy the whole digest, sha256: and 64 digits."
            );
        }

        // The grammar of references is stricter than the image specification: the value is hexadecimal with at least 128 bits.
        return
            digest.Encoded.Length >= 32
            && digest.Encoded.All(char.IsAsciiHexDigit)
            && digest.Algorithm.Split('+', '.', '_', '-').All(part => char.IsAsciiLetter(part[0]))
            ? null
            : new ReferenceFlaw($"The digest {Quotation.Of(text)} is not allowed in a reference.", "Use the sha256 digest.");
    }

    /// <summary>The grammar allows no zones and no embedded IPv4 addresses.</summary>
    private static bool IsIPv6(string host) =>
        host.Length > 2
        && host[^1] == ']'
        && host[1..^1].All(c => char.IsAsciiHexDigit(c) || c == ':')
        && IPAddress.TryParse(host, out _);

    private static bool IsHostLabel(string label) =>
        label.Length > 0 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsTagCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    private static string Shown(char c) => Quotation.Of(c.ToString());

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathComponent();
}
