using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>MA13xx: fetching the source.</summary>
internal static class GitProblems
{
    private static readonly ProblemKind Missing = new(
        "MA1301",
        "git is not installed",
        "A source is cloned with the git program, which was found neither in Cake's tools nor on the PATH. Install it with the system's package manager."
    );

    private static readonly ProblemKind BadUrl = new("MA1302", "A repository URL cannot be used",
        "The URL is empty, holds control characters, or begins with a hyphen, so that git would take it for an option.");

    private static readonly ProblemKind UrlSecret = new(
        "MA1303",
        "A repository URL carries a password",
        "A password or access token inside a URL ends up in process lists, logs and the clone's own configuration. Give the URL without it, and the secret in MULTIARCH_GIT_PASSWORD. The secret was visible already, so replace it."
    );

    private static readonly ProblemKind BadBranch = new("MA1304", "A branch name cannot be used",
        "git allows no branch or tag of that name: https://git-scm.com/docs/git-check-ref-format.");

    private static readonly ProblemKind BadCommit = new(
        "MA1305",
        "A commit cannot be used",
        "A commit is given by its hexadecimal name, in full or at least four characters of it. The name of a branch or tag goes to --git-branch."
    );

    private static readonly ProblemKind NoServer = new(
        "MA1306",
        "A git server cannot be reached",
        "The host name is unknown, the connection was refused or interrupted, the certificate is not trusted, or the server has a failure of its own."
    );

    private static readonly ProblemKind NoRepository = new(
        "MA1307",
        "There is no repository at a URL",
        "The server or path exists, but holds no git repository that these credentials may see. Many servers answer the same for a repository that is private."
    );

    private static readonly ProblemKind NoAccess = new(
        "MA1308",
        "A git server refuses access",
        "The server wants credentials and none were given, or it refuses those that were given. For HTTP they are read from MULTIARCH_GIT_USERNAME and MULTIARCH_GIT_PASSWORD, for SSH from the agent and ~/.ssh."
    );

    private static readonly ProblemKind UnknownHostKey = new(
        "MA1309",
        "An SSH server is not known",
        "SSH compares a server's key with known_hosts and, without a terminal, refuses a server that is not in it or whose key has changed."
    );

    private static readonly ProblemKind NoBranch = new("MA1310", "A branch does not exist",
        "The repository has neither a branch nor a tag of that name. Names that are near are listed.");

    private static readonly ProblemKind NoDefault = new("MA1311", "A repository has no default branch",
        "The repository is empty, or its HEAD names a branch that does not exist. Name a branch with --git-branch.");

    private static readonly ProblemKind NoCommit = new("MA1312", "A commit does not exist",
        "No branch or tag of the repository leads to the commit. It may not have been pushed, or a forced push has removed it.");

    private static readonly ProblemKind Ambiguous = new("MA1313", "An abbreviated commit is ambiguous",
        "More than one commit begins so. Give more characters.");

    private static readonly ProblemKind NoLfs = new(
        "MA1314",
        "git-lfs is not installed",
        "The repository keeps large files in Git LFS. Without git-lfs the files would be replaced by short pointer texts, and those would go into the image."
    );

    private static readonly ProblemKind LfsDownload = new("MA1315", "Large files cannot be fetched",
        "git-lfs could not download a file: it is missing on the LFS server, the quota is used up, or the server refuses the credentials.");

    private static readonly ProblemKind Submodule = new(
        "MA1316",
        "A submodule cannot be fetched",
        "The URL or the commit that the repository records for a submodule cannot be fetched. Credentials are only ever sent to the server of the repository itself."
    );

    private static readonly ProblemKind NoSpace = new("MA1317", "No space left for the source",
        "The file system that holds the run's folder is full.");

    private static readonly ProblemKind Ownership = new(
        "MA1318",
        "A local repository belongs to another user",
        "git refuses to read a repository on this machine that another user owns, unless it is listed in safe.directory: https://git-scm.com/docs/git-config#Documentation/git-config.txt-safedirectory."
    );

    private static readonly ProblemKind Failed = new("MA1319", "git failed",
        "git ended with an error that the catalogue does not know better. Its last lines are shown.");

    private static readonly ProblemKind NoExecution = new(
        "MA1320",
        "Credentials cannot be handed to git",
        "git asks a small script in the run's private folder for the credentials, and the system does not start it, usually because the file system is mounted with noexec."
    );

    internal static Problem GitMissing() => Missing.Occur(
        "git was not found.", "PATH", "The source is cloned with the git program.",
        "apt-get install git (dnf install git, apk add git)");

    internal static Problem UrlInvalid(string url) =>
        BadUrl.Occur(
            "The repository URL cannot be used.",
            $"--git-url={Quotation.Line(url)}",
            url.Length == 0 ? "It is empty."
                : url[0] == '-' ? "It begins with a hyphen, so that git would take it for an option."
                : "It holds control characters.",
            "Give a URL or a path that git clone accepts, for example --git-url=https://git.example.com/team/web.git"
        );

    internal static Problem SecretInUrl(string url) =>
        UrlSecret.Occur(
            "The repository URL carries a password or an access token.",
            url,
            "A secret in a URL shows in process lists and logs and is kept in the clone.",
            $"Give the URL without it, set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable} in the environment, and replace the secret: it has been visible."
        );

    internal static Problem BranchInvalid(string branch) =>
        BadBranch.Occur(
            $"{Quotation.Of(branch)} cannot be the name of a branch.",
            $"--git-branch={Quotation.Line(branch)}",
            "git allows no branch or tag of that name.",
            "Give the name as git branch or git tag lists it, for example --git-branch=main"
        );

    internal static Problem CommitInvalid(string commit) =>
        BadCommit.Occur(
            $"{Quotation.Of(commit)} is no commit.",
            $"--git-commit={Quotation.Line(commit)}",
            "A commit is written as 4 to 40 (or 64) hexadecimal characters.",
            "Give the commit as git log shows it; the name of a branch or tag goes to --git-branch."
        );

    internal static Problem Unreachable(string url, string why, IReadOnlyList<string> tail) => NoServer.Occur(
        "The git server cannot be reached.", url, why, $"git ls-remote {url}", tail);

    internal static Problem NotARepository(string url, string why, bool mayLookPrivate, IReadOnlyList<string> tail) =>
        NoRepository.Occur(
            "There is no git repository.",
            url,
            why,
            mayLookPrivate
                ? $"Check the spelling, and that the account may read it: git ls-remote {url}"
                : $"Check the spelling; if the repository is private, set {GitAskPass.UsernameVariable} and {GitAskPass.PasswordVariable} in the environment.",
            tail
        );

    internal static Problem AuthenticationFailed(string url, string why, string repair, IReadOnlyList<string> tail) => NoAccess.Occur(
        "The git server refuses access.", url, why, repair, tail);

    internal static Problem HostKeyUnknown(string url, IReadOnlyList<string> tail) => UnknownHostKey.Occur(
        "The SSH server could not be identified.", url, "Its key is not in known_hosts, or has changed.",
        "ssh-keyscan HOST >> ~/.ssh/known_hosts, after comparing the key with the one the server's operator publishes.", tail);

    internal static Problem BranchMissing(string url, string branch, IReadOnlyList<string> near) => NoBranch.Occur(
        $"The branch '{branch}' does not exist.", url, "The repository has neither a branch nor a tag of that name.",
        near.Count > 0 ? $"Use one of these: {string.Join(", ", near)}" : $"List the names: git ls-remote --heads --tags {url}");

    internal static Problem NoDefaultBranch(string url, IReadOnlyList<string> names) => NoDefault.Occur(
        "The repository has no default branch.", url,
        names.Count > 0 ? "Its HEAD names a branch that does not exist." : "It is empty.",
        names.Count > 0 ? $"Name a branch: --git-branch={names[0]}" : "Push a commit to it first.");

    internal static Problem CommitMissing(string url, string commit) => NoCommit.Occur(
        $"The commit {commit} does not exist.", url, "No branch or tag of the repository leads to it.",
        "Push the branch that holds it, or check with git branch --contains that it was not removed by a forced push.");

    internal static Problem CommitAmbiguous(string url, string commit, IReadOnlyList<string> candidates) => Ambiguous.Occur(
        $"The commit {commit} is ambiguous.", url, $"{candidates.Count} commits begin so.", "Give more characters.", candidates);

    internal static Problem LfsMissing(string url) =>
        NoLfs.Occur(
            "git-lfs was not found.",
            url,
            "The repository keeps large files in Git LFS, and without git-lfs only pointers to them would be checked out.",
            "apt-get install git-lfs (dnf install git-lfs, apk add git-lfs), or set GIT_LFS_SKIP_SMUDGE=1 if the build needs none of them and git-lfs is there."
        );

    internal static Problem LfsFailed(string url, string why, IReadOnlyList<string> tail) => LfsDownload.Occur(
        "The large files of the repository cannot be fetched.", url, why,
        "Check in a clone of your own: git lfs fetch, and git lfs env for the server that it asks.", tail);

    internal static Problem SubmoduleFailed(string submodule, string url, string why, string repair, IReadOnlyList<string> tail) =>
        Submodule.Occur($"{char.ToUpperInvariant(submodule[0])}{submodule[1..]} cannot be fetched.", url, why, repair, tail);

    internal static Problem DiskFull(string url, IReadOnlyList<string> tail) => NoSpace.Occur(
        "There is no space left for the source.", url, "The file system that holds the run's folder is full.",
        "Free some space (df -h shows where), or set TMPDIR to a larger file system.", tail);

    internal static Problem OwnedByAnother(string path) =>
        Ownership.Occur(
            "The local repository belongs to another user.",
            path,
            "git refuses to read it.",
            $"git config --global --add safe.directory {path}"
        );

    internal static Problem GitFailed(string url, string why, IReadOnlyList<string> tail) => Failed.Occur(
        "git failed.", url, why, "Run again with --verbosity=diagnostic to see every git command.", tail);

    internal static Problem AskPassCannotRun(string path) =>
        NoExecution.Occur(
            "git could not be given the credentials.",
            path,
            "The system does not start the script that answers git, usually because its file system is mounted with noexec.",
            "Set TMPDIR to a folder in which programs may be started."
        );
}
