using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The address of a repository, as far as it matters who may see which secret.</summary>
/// <param name="Text">The address that git is given: a local path is absolute, no password is inside.</param>
/// <param name="Origin">For HTTP: scheme, host and port as they are spelled, for example <c>https://git.example.com:8443</c>; else
/// null.</param>
/// <param name="User">The user name inside the URL, decoded; null when there is none.</param>
/// <remarks>The forms are those of https://git-scm.com/docs/git-clone#_git_urls.</remarks>
internal sealed partial record GitUrl(string Text, string? Origin, string? User)
{
    /// <summary>Access tokens are often put where the user name stands; these are the prefixes that their issuers publish.</summary>
    private static readonly string[] TokenPrefixes =
    [
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "gldt-",
        "glcbt-",
        "ATBB",
        "ATCTT",
    ];

    /// <summary>Says that credentials are shown to every hop, where it is plain HTTP to another machine.</summary>
    public void WarnOfPlainHttp(Host host)
    {
        if (Uri.TryCreate(Origin, UriKind.Absolute, out var origin) && origin is { IsLoopback: false, Scheme: "http" })
        {
            host.Warn($"{Origin} is plain http: the git password crosses the network unencrypted.");
        }
    }

    /// <summary>The address for everybody: without a user name, which nobody else has, and null when it is on this machine.</summary>
    /// <remarks>The user of an SSH server is the same for all, and without it the address is no use.</remarks>
    public string? Public => UrlForm().Match(Text) is { Success: true } parts
        ? Origin is not null ? WithoutUser(parts)
            : parts.Groups["scheme"].Value.Equals("file", StringComparison.OrdinalIgnoreCase) ? null : Text
        : IsLocalPath(Text) ? null : Text;

    /// <summary>Reads the address a user gave.</summary>
    /// <exception cref="MultiArchException">It is empty, would be taken for an option, or carries a secret.</exception>
    public static GitUrl Parse(string text, Host host)
    {
        text = text.Trim();
        var parts = UrlForm().Match(text);
        var secret = SecretIn(text, parts);
        if (secret is not null)
        {
            host.Secrets.Add(secret);
            host.Secrets.Add(Uri.UnescapeDataString(secret));
            throw new MultiArchException(GitProblems.SecretInUrl(parts.Success ? WithoutUser(parts) : "the repository URL"));
        }

        if (text.Length == 0 || text[0] == '-' || text.Any(char.IsControl))
        {
            throw new MultiArchException(GitProblems.UrlInvalid(host.Secrets.Redact(text)));
        }

        if (!parts.Success)
        {
            return new GitUrl(IsLocalPath(text) ? host.FullPath(text) : text, Origin: null, User: null);
        }

        var user = parts.Groups["user"];
        return new GitUrl(
            text,
            OriginOf(parts),
            user.Success ? Uri.UnescapeDataString(user.Value.TrimEnd(':')) : null);
    }

    /// <summary>Reads an address that stands in a repository's configuration, where some CI systems put a password or a token.</summary>
    /// <param name="text">The address.</param>
    /// <param name="folder">What a relative path starts from.</param>
    /// <param name="login">The credentials that were inside and are not any more; null when there were none.</param>
    public static GitUrl Read(string text, string folder, out GitLogin? login)
    {
        text = text.Trim();
        login = null;
        var parts = UrlForm().Match(text);
        if (!parts.Success)
        {
            return new GitUrl(IsLocalPath(text) ? Path.GetFullPath(text, folder) : text, Origin: null, User: null);
        }

        var (user, origin) = (parts.Groups["user"].Value, OriginOf(parts));
        if (SecretIn(text, parts) is not null)
        {
            var halves = user.Split(':', 2);
            login = new GitLogin(Uri.UnescapeDataString(halves[0]), halves.Length > 1 ? Uri.UnescapeDataString(halves[1]) : "");
            text = origin is null
                ? $"{parts.Groups["scheme"].Value}://{halves[0]}@{parts.Groups["host"].Value}{parts.Groups["path"].Value}"
                : WithoutUser(parts);
            user = origin is null ? halves[0] : "";
        }

        return new GitUrl(text, origin, user.Length > 0 ? Uri.UnescapeDataString(user.TrimEnd(':')) : null);
    }

    private static string? OriginOf(Match url)
    {
        var scheme = url.Groups["scheme"].Value;
        var isHttp =
            scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase);
        return isHttp ? $"{scheme}://{url.Groups["host"].Value}" : null;
    }

    private static string? SecretIn(string text, Match url)
    {
        if (!url.Success)
        {
            var forgottenScheme = SecretWithoutScheme().Match(text);
            return forgottenScheme.Success ? forgottenScheme.Groups["secret"].Value : null;
        }

        var user = url.Groups["user"].Value;
        var colon = user.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && colon < user.Length - 1)
        {
            return user[(colon + 1)..];
        }

        return TokenPrefixes.Any(prefix => user.StartsWith(prefix, StringComparison.Ordinal)) ? user.TrimEnd(':') : null;
    }

    private static string WithoutUser(Match url) =>
        $"{url.Groups["scheme"].Value}://{url.Groups["host"].Value}{url.Groups["path"].Value}";

    /// <summary>git's rule: a colon makes an SSH address, unless a slash stands before it.</summary>
    private static bool IsLocalPath(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return colon < 0 || (slash >= 0 && slash < colon);
    }

    [GeneratedRegex(@"^(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<user>[^/?#]*)@)?(?<host>[^/?#@]*)(?<path>.*)$", RegexOptions.Singleline)]
    private static partial Regex UrlForm();

    [GeneratedRegex(@"^[^/@:]+:(?<secret>[^/@]+)@[^/@:]+[/:]", RegexOptions.Singleline)]
    private static partial Regex SecretWithoutScheme();
}
