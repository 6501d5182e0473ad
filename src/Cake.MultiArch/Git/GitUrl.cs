using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The address of a repository.</summary>
/// <param name="Text">The address for git. A local path is absolute. It contains no password.</param>
/// <param name="Origin">
/// Scheme, host and port as they are written, for example <c>https://git.example.com:8443</c>. Null if it is not an HTTP address.
/// </param>
/// <param name="User">The user name in the URL, decoded. Null if there is none.</param>
/// <remarks>The forms are those of https://git-scm.com/docs/git-clone#_git_urls.</remarks>
internal sealed partial record GitUrl(string Text, string? Origin, string? User)
{
    /// <summary>The prefixes that services publish for their access tokens. People often use such a token as the user name.</summary>
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

    /// <summary>Warns if credentials would go to another machine over plain HTTP.</summary>
    public void WarnOfPlainHttp(Host host)
    {
        if (Uri.TryCreate(Origin, UriKind.Absolute, out var origin) && origin is { IsLoopback: false, Scheme: "http" })
        {
            host.Warn($"{Origin} uses plain HTTP, so the git password crosses the network unencrypted.");
        }
    }

    /// <summary>The address that others can use: an HTTP address without its user name. Null for an address on this machine.</summary>
    /// <remarks>An SSH address keeps its user, because that user is the same for everybody and SSH needs it.</remarks>
    public string? Public => UrlForm().Match(Text) is { Success: true } parts
        ? Origin is not null ? WithoutUser(parts)
            : parts.Groups["scheme"].Value.Equals("file", StringComparison.OrdinalIgnoreCase) ? null : Text
        : IsLocalPath(Text) ? null : Text;

    /// <summary>Reads an address from a user's input.</summary>
    /// <exception cref="MultiArchException">It is empty, git would take it for an option, or it contains a secret.</exception>
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

    /// <summary>Reads an address from a repository's configuration, where some CI systems write a password or a token.</summary>
    /// <param name="text">The address.</param>
    /// <param name="folder">A relative path starts here.</param>
    /// <param name="login">The credentials, which are removed from the address. Null if there were none.</param>
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

    /// <summary>git's rule: an address with a colon is an SSH address, unless there is a slash before the colon.</summary>
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
