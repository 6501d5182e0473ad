using System.Text.RegularExpressions;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>Which commit of a repository is wanted, checked so that nothing in it is an option or a pattern to git.</summary>
/// <param name="Branch">A branch, a tag or a full reference; null when none was given.</param>
/// <param name="Commit">A commit in lower case, full or abbreviated; null when none was given.</param>
internal sealed partial record GitRevision(string? Branch, string? Commit)
{
    /// <summary>
    /// An abbreviation that is shorter than what git itself writes is looked up in the whole history, never among the tips only.
    /// </summary>
    private const int GitsOwnAbbreviation = 7;

    /// <summary>Whether the commit is a whole SHA-1 or SHA-256.</summary>
    public bool IsFullCommit => Commit?.Length is 40 or 64;

    /// <summary>Whether a single tip that begins with the commit can be taken for it.</summary>
    public bool IsLongAbbreviation => Commit?.Length >= GitsOwnAbbreviation;

    /// <summary>What stands before a branch in the name of its reference.</summary>
    public const string Heads = "refs/heads/";

    /// <summary>The same for a tag.</summary>
    public const string Tags = "refs/tags/";

    /// <summary>The references that the branch may mean, in the order in which git looks.</summary>
    public IReadOnlyList<string> References => Branch switch
    {
        null => ["HEAD"],
        "HEAD" => ["HEAD"],
        _ when Branch.StartsWith("refs/", StringComparison.Ordinal) => [Branch],
        _ => [Heads + Branch, Tags + Branch],
    };

    /// <summary>The branch that a reference is of; null when it is of none.</summary>
    public static string? BranchOf(string reference) => After(Heads, reference);

    /// <summary>The same for a tag.</summary>
    public static string? TagOf(string reference) => After(Tags, reference);

    private static string? After(string start, string reference) =>
        reference.StartsWith(start, StringComparison.Ordinal) ? reference[start.Length..] : null;

    /// <summary>Reads what a user gave.</summary>
    /// <exception cref="MultiArchException">The branch cannot be the name of one, or the commit is not hexadecimal.</exception>
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
