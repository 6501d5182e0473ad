using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>The requested commit of a repository. It is checked, so git cannot take it for an option or a pattern.</summary>
/// <param name="Branch">A branch, a tag or a full reference. Null if none was given.</param>
/// <param name="Commit">In lower case, full or abbreviated. Null if none was given.</param>
internal sealed partial record GitRevision(string? Branch, string? Commit)
{
    /// <summary>
    /// git's own abbreviations are at least this long. A shorter one must be searched in the whole history, not only in the newest commits.
    /// </summary>
    private const int GitsOwnAbbreviation = 7;

    /// <summary>Whether the commit is a complete SHA-1 or SHA-256.</summary>
    public bool IsFullCommit => Commit?.Length is 40 or 64;

    /// <summary>Whether the abbreviation is long enough to accept the only branch or tag whose commit begins with it.</summary>
    public bool IsLongAbbreviation => Commit?.Length >= GitsOwnAbbreviation;

    public const string Heads = "refs/heads/";

    public const string Tags = "refs/tags/";

    /// <summary>The references that the name may mean, in the order in which git looks for them.</summary>
    public IReadOnlyList<string> References => Branch switch
    {
        null => ["HEAD"],
        "HEAD" => ["HEAD"],
        _ when Branch.StartsWith("refs/", StringComparison.Ordinal) => [Branch],
        _ => [Heads + Branch, Tags + Branch],
    };

    /// <returns>Null if the reference is not a branch.</returns>
    public static string? BranchOf(string reference) => After(Heads, reference);

    /// <returns>Null if the reference is not a tag.</returns>
    public static string? TagOf(string reference) => After(Tags, reference);

    private static string? After(string start, string reference) =>
        reference.StartsWith(start, StringComparison.Ordinal) ? reference[start.Length..] : null;

    /// <exception cref="MultiArchException">The branch is not a possible name, or the commit is not hexadecimal.</exception>
    public static GitRevision Parse(string? branch, string? commit)
    {
        branch = string.IsNullOrWhiteSpace(branch) ? null : branch.Trim();
        commit = string.IsNullOrWhiteSpace(commit) ? null : commit.Trim();
        if (branch is not null && ForbiddenInReference().IsMatch(branch))
        {
            throw new MultiArchException(GitProblems.BranchInvalid(branch));
        }

        if (commit is not null && !CommitForm().IsMatch(commit))
        {
            throw new MultiArchException(GitProblems.CommitInvalid(commit));
        }

        return new GitRevision(branch, commit?.ToLowerInvariant());
    }

    /// <remarks>https://git-scm.com/docs/git-check-ref-format</remarks>
    [GeneratedRegex(@"^[-/]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|^\.|\.lock(/|$)|[/.]$|^@$")]
    private static partial Regex ForbiddenInReference();

    [GeneratedRegex("^([0-9a-fA-F]{4,40}|[0-9a-fA-F]{64})$")]
    private static partial Regex CommitForm();
}
