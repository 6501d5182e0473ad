using System.Text;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tools;

/// <summary>
/// Credentials for one command or one run, as a file (mode 0600) in a folder that nobody else may read. Podman reads one authfile only,
/// so what it would have read is taken over; the files that this comes from are not changed.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</remarks>
internal sealed class PrivateAuthFile : IDisposable
{
    private readonly PrivateFolder? _folder;

    private PrivateAuthFile(string? file, PrivateFolder? folder) => (File, _folder) = (file, folder);

    /// <summary>No credentials: podman is told nothing.</summary>
    public static PrivateAuthFile None { get; } = new(null, null);

    /// <summary>The file's path; null without credentials.</summary>
    public string? File { get; }

    /// <summary>The flag that names the file. It wins over an <c>--authfile</c> that stands before it.</summary>
    public IReadOnlyList<string> Arguments => File is null ? [] : [$"--authfile={File}"];

    /// <param name="credentials">What it is made for.</param>
    /// <param name="others">The files that podman would have read, the first of which wins; they need not be there.</param>
    /// <param name="run">The folder of a run, in which the file stays until its end at most; null for a folder that goes with the file.</param>
    /// <param name="token">Ends the wait for the files.</param>
    public static async Task<PrivateAuthFile> CreateAsync(
        IReadOnlyList<RegistryCredentials> credentials, IEnumerable<string> others, string? run, CancellationToken token)
    {
        const string Name = "auth.json";
        var document = await MergeAsync(credentials, others, token);
        var folder = run is null ? new PrivateFolder() : null;
        var made = new PrivateAuthFile(folder?.Combine(Name) ?? Path.Combine(run!, Name), folder);
        try
        {
            await PrivateFile.WriteAsync(made.File!, document.ToString(Formatting.None), token);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _folder?.Dispose();
        if (_folder is not null || File is null)
        {
            return;
        }

        try
        {
            System.IO.File.Delete(File);
        }
        catch (DirectoryNotFoundException)
        {
            // The run's folder has gone, and the file with it.
        }
    }

    private static async Task<JObject> MergeAsync(IReadOnlyList<RegistryCredentials> credentials, IEnumerable<string> others, CancellationToken token)
    {
        var document = new JObject();
        foreach (var other in others.Reverse().Where(System.IO.File.Exists))
        {
            document.Merge(Read(await System.IO.File.ReadAllTextAsync(other, token)), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        }

        if (document["auths"] is not JObject auths)
        {
            document["auths"] = auths = [];
        }

        // An entry of a repository would win over one of its registry.
        foreach (var exact in auths.Properties().Where(entry => credentials.Any(given => entry.Name.StartsWith(given.Registry + "/", StringComparison.Ordinal))).ToList())
        {
            exact.Remove();
        }

        foreach (var (registry, username, password) in credentials)
        {
            // A helper that is configured for the registry would win.
            (document["credHelpers"] as JObject)?.Remove(registry);
            auths[registry] = new JObject { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")) };
        }

        return document;
    }

    /// <summary>A file that is damaged holds no credentials that could be taken over.</summary>
    private static JObject Read(string text)
    {
        try
        {
            return JObject.Parse(text);
        }
        catch (JsonReaderException)
        {
            return [];
        }
    }
}
