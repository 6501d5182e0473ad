using System.Text;
using System.Text.RegularExpressions;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Git;

/// <summary>
/// A bare repository of the run that connects to the server with the settings of the source's repository. If the source's history is
/// complete, the mirror uses its objects, and the server sends only what is missing.
/// </summary>
internal static partial class GitMirror
{
    /// <summary>The name of the mirror's remote.</summary>
    public const string Remote = "origin";

    private const int Sha256Digits = 64;

    public static string FolderIn(string privateFolder) => Path.Combine(privateFolder, "history.git");

    /// <summary>Creates the mirror, or uses the one that exists.</summary>
    /// <exception cref="MultiArchException">git cannot create a repository (MA1319).</exception>
    public static async Task<GitCommandLine> CreateAsync(
        Host host, SourceRepository repository, GitConnection connection, string privateFolder, int commitLength, CancellationToken token)
    {
        var folder = FolderIn(privateFolder);
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        var git = new GitCommandLine(host, folder);
        if (isNew)
        {
            string[] format = commitLength == Sha256Digits ? ["--object-format=sha256"] : [];
            var outcome = await git.RunAsync(["init", "--quiet", "--bare", "--template=", .. format], token);
            if (outcome.ExitCode != 0)
            {
                throw GitFailure.Here(folder, outcome);
            }

            await File.AppendAllTextAsync(
                Path.Combine(folder, "config"), await ConfigurationAsync(host, repository, connection.Remote, token), token);
            await BorrowAsync(repository, folder, token);
        }

        return git;
    }

    /// <summary>
    /// Not from a shallow clone, because the server would take its history for a complete one, and not from a partial clone, because git
    /// would look for the missing files:
    /// https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates.
    /// </summary>
    private static async Task BorrowAsync(SourceRepository repository, string folder, CancellationToken token)
    {
        var isPartial =
            (
                await repository.Git.RunAsync(["config", "--get-regexp", @"^(extensions\.partialclone|remote\..*\.promisor)$"], token)
            ).ExitCode == 0;
        var objects = Path.Combine(repository.GitFolder, "objects");
        if (!repository.IsShallow && !isPartial && !objects.Contains('\n', StringComparison.Ordinal))
        {
            var information = Directory.CreateDirectory(Path.Combine(folder, "objects", "info")).FullName;
            await File.WriteAllTextAsync(Path.Combine(information, "alternates"), objects + "\n", token);
        }
    }

    /// <summary>
    /// The address, and the settings for the connection from the source's own configuration, where CI systems write their credentials.
    /// Settings of another user are left out, because they may name programs.
    /// </summary>
    private static async Task<string> ConfigurationAsync(Host host, SourceRepository repository, GitRemote remote, CancellationToken token)
    {
        var text = new StringBuilder().Append(Entry($"remote.{Remote}.url", remote.Url.Text));
        if (repository.IsForeign)
        {
            return text.ToString();
        }

        var list = await repository.Git.AnswerAsync(["config", "--list", "--null", "--includes", "--show-scope"], token);
        var fields = list.Output.Split('\0');
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            var (key, value) = fields[i + 1].Split('\n', 2) is [var name, var said] ? (name, said) : (fields[i + 1], null);
            if (fields[i] is not ("local" or "worktree"))
            {
                continue;
            }

            if (key == $"remote.{remote.Name}.uploadpack" || key.StartsWith($"remote.{remote.Name}.proxy", StringComparison.Ordinal))
            {
                key = $"remote.{Remote}.{key[(key.LastIndexOf('.') + 1)..]}";
            }
            else if (!OfConnection().IsMatch(key))
            {
                continue;
            }

            if (key.EndsWith(".extraheader", StringComparison.Ordinal))
            {
                host.Secrets.Add(value?.Split(' ')[^1]);
            }

            text.Append(Entry(key, value));
        }

        return text.ToString();
    }

    /// <remarks>https://git-scm.com/docs/git-config#_syntax</remarks>
    private static string Entry(string key, string? value)
    {
        var (first, last) = (key.IndexOf('.', StringComparison.Ordinal), key.LastIndexOf('.'));
        var section = first == last ? key[..first] : $"{key[..first]} \"{Escape(key[(first + 1)..last])}\"";
        var assignment = value is null ? "" : $" = \"{Escape(value).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
        return $"[{section}]\n\t{key[(last + 1)..]}{assignment}\n";
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    [GeneratedRegex(@"^(http\.|credential\.|url\.|protocol\.|ssh\.|core\.(sshcommand|gitproxy|askpass)$)", RegexOptions.CultureInvariant)]
    private static partial Regex OfConnection();
}
