using System.Text;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>The places in which a user keeps credentials, empty and of the test's own, in podman's order.</summary>
public sealed class CredentialPlaces
{
    private readonly PipelineHost _host;

    public CredentialPlaces(PipelineHost host)
    {
        _host = host;
        foreach (var (name, value) in new Dictionary<string, string?>
        {
            ["HOME"] = Folder("home"),
            ["XDG_RUNTIME_DIR"] = Folder("runtime"),
            ["XDG_CONFIG_HOME"] = null,
            ["DOCKER_CONFIG"] = null,
            ["REGISTRY_AUTH_FILE"] = null,
            ["TMPDIR"] = Folder("tmp"),
        })
        {
            host.Set(name, value);
        }
    }

    public string Runtime => _host.Folder.Combine("runtime", "containers", "auth.json");

    public string Config => _host.Folder.Combine("home", ".config", "containers", "auth.json");

    public string Docker => _host.Folder.Combine("home", ".docker", "config.json");

    /// <summary>Where the folders of runs and commands go.</summary>
    public string Temporary => _host.Folder.Combine("tmp");

    /// <summary>The files of credentials that are there, or whatever has one of their names.</summary>
    public IReadOnlyList<string> Files() =>
        [
            .. new[] { "home", "runtime" }.SelectMany(folder =>
                Directory.GetFiles(_host.Folder.Combine(folder), "*.json", SearchOption.AllDirectories)
            ),
        ];

    /// <summary>Writes the same account into every place of the user.</summary>
    public IReadOnlyList<string> WriteAll(string registry, string username, string password) =>
        [.. new[] { Runtime, Config, Docker }.Select(file => Write(file, registry, username, password))];

    /// <summary>Writes a file as <c>podman login</c> does.</summary>
    public static string Write(string file, string registry, string username, string password) =>
        Write(
            file,
            new JObject
            {
                ["auths"] = new JObject
                {
                    [registry] = new JObject { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")) },
                },
            }
        );

    public static string Write(string file, JObject document)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, document.ToString());
        return file;
    }

    private string Folder(string name) => Directory.CreateDirectory(_host.Folder.Combine(name)).FullName;
}
