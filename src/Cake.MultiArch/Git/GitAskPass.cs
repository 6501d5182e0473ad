using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Git;

/// <summary>
/// Answers git when it asks for a user name and a password, but only for the server of the source. Another host, reached by a submodule
/// or a redirect, must not receive them. Both are in files, because some people use a token as the user name, and because every hook,
/// filter and helper that git starts can read git's environment.
/// </summary>
/// <remarks>
/// https://git-scm.com/docs/gitcredentials. The script compares the whole question, because the question contains the user name, and a
/// hostile URL can put the name of another host there. git before 2.48 writes the user name raw, later versions percent-encoded.
/// git-lfs uses double quotes.
/// </remarks>
internal sealed class GitAskPass : IDisposable
{
    public const string UsernameVariable = "MULTIARCH_GIT_USERNAME";
    public const string PasswordVariable = "MULTIARCH_GIT_PASSWORD";

    private const string DefaultUser = "git";

    private const string Script = """
        #!/bin/sh
        # Answers git for one server only. This script contains no secret.
        at=$MULTIARCH_GIT_SCHEME://
        host=$MULTIARCH_GIT_SERVER
        { IFS= read -r coded; raw=$(cat); } <"$0.user"
        case $1 in
            "Username for '$at$host': " | "Username for \"$at$host\"")
                printf '%s\n' "$raw" ;;
            "Password for '$at$raw@$host': " | "Password for '$at$coded@$host': " | \
            "Password for \"$at$raw@$host\"" | "Password for \"$at$coded@$host\"")
                cat "$0.secret" ;;
            *)
                exit 1 ;;
        esac

        """;

    private readonly string _path;

    private GitAskPass(string path, string username, IReadOnlyDictionary<string, string?> environment, IReadOnlyList<string> configuration)
    {
        _path = path;
        Username = username;
        Environment = environment;
        Configuration = configuration;
    }

    public string Username { get; }

    /// <summary>Variables for git.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>
    /// Settings for <c>git -c</c>. For this server git asks no credential helper, so no helper stores the password. For other servers
    /// git still asks the user's helpers.
    /// </summary>
    public IReadOnlyList<string> Configuration { get; }

    /// <returns>Null without a password, or if the server is not an HTTP server.</returns>
    /// <param name="host">Receives the secret.</param>
    /// <param name="url">A user name in the URL has precedence.</param>
    /// <param name="username">Null for <c>git</c>.</param>
    /// <param name="password">Null if there is none.</param>
    /// <param name="privateFolder">A folder that nobody else may read. It is created if it does not exist.</param>
    /// <param name="token">Cancels the writing.</param>
    public static async Task<GitAskPass?> ForAsync(
        Host host, GitUrl url, string? username, string? password, string privateFolder, CancellationToken token)
    {
        if (url.Origin is null || password is null)
        {
            return null;
        }

        privateFolder = OwnFolder.Make(host.FullPath(privateFolder));
        var askPass = await CreateAsync(url.Origin, url.User ?? username, password, privateFolder, token);
        host.Secrets.AddLogin(new Login(askPass.Username, password));
        return askPass;
    }

    /// <remarks>Nobody else may read <c>privateFolder</c>.</remarks>
    public static async Task<GitAskPass> CreateAsync(
        string origin,
        string? user,
        string password,
        string privateFolder,
        CancellationToken token
    )
    {
        user = string.IsNullOrEmpty(user) ? DefaultUser : user;
        var path = Path.Combine(privateFolder, "git-askpass");
        await PrivateFile.WriteAsync(path, Script.ReplaceLineEndings("\n"), token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await PrivateFile.WriteAsync(UserFile(path), $"{Uri.EscapeDataString(user)}\n{user}\n", token);
        await PrivateFile.WriteAsync(SecretFile(path), password + "\n", token);
        var colon = origin.IndexOf(':', StringComparison.Ordinal);
        return new GitAskPass(
            path,
            user,
            new Dictionary<string, string?>
            {
                ["GIT_ASKPASS"] = path,
                ["MULTIARCH_GIT_SCHEME"] = origin[..colon],
                ["MULTIARCH_GIT_SERVER"] = origin[(colon + 3)..],
            },
            [$"credential.{origin}.helper=", "credential.useHttpPath=false"]);
    }

    public void Dispose()
    {
        File.Delete(SecretFile(_path));
        File.Delete(UserFile(_path));
        File.Delete(_path);
    }

    /// <summary>The script finds it by its own name. It has the user name percent-encoded on the first line, then raw.</summary>
    private static string UserFile(string path) => path + ".user";

    private static string SecretFile(string path) => path + ".secret";
}
