using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>MA13xx: fetching the source.</summary>
internal static class GitProblems
{
    private static readonly ProblemKind Missing = new("MA1301", "git is not installed",
        "The source is cloned with the git program. It was not found in Cake's tools or on the PATH. Install it with the system's package "
            + "manager.");

    private static readonly ProblemKind BadUrl = new("MA1302", "A repository URL cannot be used",
        "The URL is empty, contains control characters, or begins with a hyphen, so git would take it for an option.");

    private static readonly ProblemKind UrlSecret = new("MA1303", "A repository URL contains a password",
        "A password or access token in a URL is visible in process lists, in logs and in the configuration of the clone. Write the URL "
            + "without it, and set the secret in MULTIARCH_GIT_PASSWORD. Replace the secret, because it was already visible.");

    private static readonly ProblemKind BadBranch = new("MA1304", "A branch name cannot be used",
        "git does not allow this name for a branch or a tag: https://git-scm.com/docs/git-check-ref-format.");

    private static readonly ProblemKind BadCommit = new("MA1305", "A commit cannot be used",
        "A commit is a hexadecimal name, in full or with at least four characters. Use --git-branch for the name of a branch or tag.");

    private static readonly ProblemKind NoServer = new("MA1306", "A git server cannot be reached",
        "The host name is not known, the connection was refused or interrupted, the certificate is not trusted, or the server has an "
            + "internal error.");

    private static readonly ProblemKind NoRepository = new("MA1307", "There is no repository at a URL",
        "The server or path exists, but it has no git repository that these credentials may see. Many servers also give this answer for a "
            + "private repository.");

    private static readonly ProblemKind NoAccess = new("MA1308", "A git server denies access",
        "The server requires credentials and none were given, or it refuses those that were given. Credentials for HTTP come from "
            + "MULTIARCH_GIT_USERNAME and MULTIARCH_GIT_PASSWORD, for SSH from the agent and ~/.ssh.");

    private static readonly ProblemKind UnknownHostKey = new("MA1309", "An SSH server is not known",
        "SSH compares the server's key with known_hosts. Without a terminal, it refuses a server that is not in the file or whose key has "
            + "changed.");

    private static readonly ProblemKind NoBranch = new("MA1310", "A branch does not exist",
        "The repository has no branch or tag of that name. The message lists similar names.");

    private static readonly ProblemKind NoDefault = new("MA1311", "A repository has no default branch",
        "The repository is empty, or its HEAD names a branch that does not exist. Set a branch with --git-branch.");

    private static readonly ProblemKind NoCommit = new("MA1312", "A commit does not exist",
        "The commit is not in the history of any branch or tag of the repository. It was not pushed, or a forced push has removed it.");

    private static readonly ProblemKind Ambiguous = new("MA1313", "An abbreviated commit is ambiguous",
        "More than one commit begins with these characters. Write more characters.");

    private static readonly ProblemKind NoLfs = new("MA1314", "git-lfs is not installed",
        "The repository keeps large files in Git LFS. Without git-lfs, the image would contain short pointer texts instead of the files.");

    private static readonly ProblemKind LfsDownload = new("MA1315", "Large files cannot be fetched",
        "git-lfs could not download a file: the LFS server does not have it, the quota is used up, or the server refuses the credentials.");

    private static readonly ProblemKind Submodule = new("MA1316", "A submodule cannot be fetched",
        "git cannot fetch a submodule from the URL, or at the commit, that the repository records for it. Credentials are sent only to the "
            + "server of the repository itself.");

    private static readonly ProblemKind NoSpace = new("MA1317", "No space left for the source",
        "The file system with the run's folder is full.");

    private static readonly ProblemKind Ownership = new("MA1318", "A local repository belongs to another user",
        "git does not read a local repository that belongs to another user, unless safe.directory lists it: "
            + "https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory.");

    private static readonly ProblemKind Failed = new("MA1319", "git failed",
        "git ended with an error that has no problem id of its own. The message shows git's last lines.");

    private static readonly ProblemKind NoExecution = new("MA1320", "git cannot receive the credentials",
        "git asks a small script in the run's private folder for the credentials. The system does not start that script, usually because "
            + "the file system is mounted with noexec.");

    internal static Problem GitMissing() => Missing.Occur(
        "git was not found.", "PATH", "The source is cloned with the git program.",
        "apt-get install git (dnf install git, apk add git)");

    internal static Problem UrlInvalid(string url) => BadUrl.Occur(
        "The repository URL cannot be used.", $"--git-url={Quotation.Line(url)}",
        url.Length == 0 ? "It is empty."
            : url[0] == '-' ? "It begins with a hyphen, so git would take it for an option."
            : "It contains control characters.",
        "Write a URL or a path that git clone accepts, for example --git-url=https://git.example.com/team/web.git");

    internal static Problem SecretInUrl(string url) => UrlSecret.Occur(
        "The repository URL contains a password or an access token.", url,
        "A secret in a URL is visible in process lists and logs, and stays in the configuration of the clone.",
        $"Write the URL without it, and set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable} in the environment. "
            + "Replace the secret, because it was visible.");

    internal static Problem BranchInvalid(string branch) => BadBranch.Occur(
        $"{Quotation.Of(branch)} cannot be the name of a branch.", $"--git-branch={Quotation.Line(branch)}",
        "git does not allow this name for a branch or a tag.",
        "Write the name as git branch or git tag lists it, for example --git-branch=main");

    internal static Problem CommitInvalid(string commit) => BadCommit.Occur(
        $"{Quotation.Of(commit)} is not a commit.", $"--git-commit={Quotation.Line(commit)}",
        "A commit is written as 4 to 40 (or 64) hexadecimal characters.",
        "Write the commit as git log shows it. Use --git-branch for the name of a branch or tag.");

    internal static Problem Unreachable(string url, string why, IReadOnlyList<string> tail) => NoServer.Occur(
        "The git server cannot be reached.", url, why, $"git ls-remote {url}", tail);

    internal static Problem NotARepository(string url, string why, bool mayLookPrivate, IReadOnlyList<string> tail) => NoRepository.Occur(
        "There is no git repository.", url, why,
        mayLookPrivate
            ? $"Check the spelling, and that the account may read it: git ls-remote {url}"
            : $"Check the spelling. If the repository is private, set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable} "
                + "in the environment.",
        tail);

    internal static Problem AuthenticationFailed(string url, string why, string repair, IReadOnlyList<string> tail) => NoAccess.Occur(
        "The git server denies access.", url, why, repair, tail);

    internal static Problem HostKeyUnknown(string url, IReadOnlyList<string> tail) => UnknownHostKey.Occur(
        "The SSH server is not known.", url, "Its key is not in known_hosts, or has changed.",
        "Compare the key with the one that the server's operator publishes, then run: ssh-keyscan HOST >> ~/.ssh/known_hosts", tail);

    internal static Problem BranchMissing(string url, string branch, IReadOnlyList<string> near) => NoBranch.Occur(
        $"The branch '{branch}' does not exist.", url, "The repository has no branch or tag of that name.",
        near.Count > 0 ? $"Use one of these: {string.Join(", ", near)}" : $"List the names: git ls-remote --heads --tags {url}");

    internal static Problem NoDefaultBranch(string url, IReadOnlyList<string> names) => NoDefault.Occur(
        "The repository has no default branch.", url,
        names.Count > 0 ? "Its HEAD names a branch that does not exist." : "It is empty.",
        names.Count > 0 ? $"Set a branch: --git-branch={names[0]}" : "Push a commit to it first.");

    internal static Problem CommitMissing(string url, string commit) => NoCommit.Occur(
        $"The commit {commit} does not exist.", url, "It is not in the history of any branch or tag of the repository.",
        "Push a branch that contains it. To see whether a forced push has removed it, run: git branch --contains");

    internal static Problem CommitAmbiguous(string url, string commit, IReadOnlyList<string> candidates) => Ambiguous.Occur(
        $"The commit {commit} is ambiguous.", url, $"{candidates.Count} commits begin with these characters.", "Write more characters.",
        candidates);

    internal static Problem LfsMissing(string url) => NoLfs.Occur(
        "git-lfs was not found.", url,
        "The repository keeps large files in Git LFS. Without git-lfs, git checks out only pointers to them.",
        "apt-get install git-lfs (dnf install git-lfs, apk add git-lfs). If the build needs none of these files and git-lfs is installed, "
            + "set GIT_LFS_SKIP_SMUDGE=1.");

    internal static Problem LfsFailed(string url, string why, IReadOnlyList<string> tail) => LfsDownload.Occur(
        "The large files of the repository cannot be fetched.", url, why,
        "In your own clone, run git lfs fetch. To see which server it asks, run git lfs env.", tail);

    internal static Problem SubmoduleFailed(string submodule, string url, string why, string repair, IReadOnlyList<string> tail) =>
        Submodule.Occur($"{char.ToUpperInvariant(submodule[0])}{submodule[1..]} cannot be fetched.", url, why, repair, tail);

    internal static Problem DiskFull(string url, IReadOnlyList<string> tail) => NoSpace.Occur(
        "There is no space left for the source.", url, "The file system with the run's folder is full.",
        "Free some space (df -h shows where), or set TMPDIR to a larger file system.", tail);

    internal static Problem OwnedByAnother(string path) => Ownership.Occur(
        "The local repository belongs to another user.", path, "git does not read it.",
        $"git config --global --add safe.directory {path}");

    internal static Problem GitFailed(string url, string why, IReadOnlyList<string> tail) => Failed.Occur(
        "git failed.", url, why, "To see every git command, run again with --verbosity=diagnostic", tail);

    internal static Problem AskPassCannotRun(string path) => NoExecution.Occur(
        "git cannot receive the credentials.", path,
        "The system does not start the script that answers git, usually because its file system is mounted with noexec.",
        "Set TMPDIR to a folder where programs can start.");
}
