using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;

namespace Cake.MultiArch.Git;

/// <summary>
/// Answers git's questions for a user name and a password, and only those about the server of the source: a submodule or a redirect
/// that leads to another host must not be given them. Both stand in files (some put a token in the place of the user name), because the
/// environment of git is also that of
/// every hook, filter and helper that git starts.
/// </summary>
/// <remarks>
/// https://git-scm.com/docs/gitcredentials. The whole question is compared, not a part of it: a hostile URL can put another host's
/// name into the user name that stands in the question. git writes the user name raw before 2.48 and percent-encoded since, and
/// git-lfs quotes with double quotes.
/// </remarks>
internal sealed class GitAskPass : IDisposable
{
    public const string UsernameVariable = "MULTIARCH_GIT_USERNAME";
    public const string PasswordVariable = "MULTIARCH_GIT_PASSWORD";

    private const string DefaultUser = "git";

    private const string Script = """
        #!/bin/sh
        # Answers git for one server only; it holds no secret itself.
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

    /// <summary>The user name that is answered.</summary>
    public string Username { get; }

    /// <summary>The variables that git is started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; }

    /// <summary>
    /// Settings for <c>git -c</c>: for this server no credential helper is asked, and so none is told to store what was used. The
    /// user's helpers still serve other servers.
    /// </summary>
    public IReadOnlyList<string> Configuration { get; }

    /// <summary>What answers for a server, when it is one that asks over HTTP and there is a password; else null.</summary>
    /// <param name="host">Is told the secret.</param>
    /// <param name="url">The repository; a user name in it wins.</param>
    /// <param name="username">The user name; null for <c>git</c>.</param>
    /// <param name="password">The password; null when there is none.</param>
    /// <param name="privateFolder">A folder of the run that nobody else can read; made when it does not exist.</param>
    /// <param name="token">Stops it.</param>
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

    /// <summary>Writes the script and the password into a folder that only the user can read.</summary>
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

    /// <summary>Where the script, which knows its own name, finds the user name: as it stands in a URL, and as it is.</summary>
    private static string UserFile(string path) => path + ".user";

    /// <summary>The same for the password.</summary>
    private static string SecretFile(string path) => path + ".secret";
}
