using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Podman;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tools;

/// <summary>
/// Credentials for one command or one run, in a file (mode 0600) in a folder that nobody else may read. A program with <c>--authfile</c>
/// reads only that file, so the credentials that it would otherwise read are copied into it. The original files are not changed.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</remarks>
internal sealed class PrivateAuthFile : IDisposable
{
    private readonly PrivateFolder? _folder;

    private PrivateAuthFile(string? file, PrivateFolder? folder) => (File, _folder) = (file, folder);

    /// <summary>No credentials. The program gets no flag.</summary>
    public static PrivateAuthFile None { get; } = new(null, null);

    /// <summary>The file's path; null without credentials.</summary>
    public string? File { get; }

    /// <summary>The flag that names the file. It wins over an earlier <c>--authfile</c>.</summary>
    public IReadOnlyList<string> Arguments => File is null ? [] : [$"--authfile={File}"];

    /// <param name="credentials">The credentials to add.</param>
    /// <param name="others">The files that the program would read otherwise. The first wins. They need not exist.</param>
    /// <param name="run">The run's folder, where the file stays until the run ends at the latest; null to create a folder for the
    /// file.</param>
    /// <param name="token">Cancels reading and writing the files.</param>
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
            // The run's folder was removed together with the file.
        }
    }

    private static async Task<JObject> MergeAsync(
        IReadOnlyList<RegistryCredentials> credentials, IEnumerable<string> others, CancellationToken token)
    {
        var document = new JObject();
        foreach (var other in others.Reverse().Where(System.IO.File.Exists))
        {
            var content = Read(await System.IO.File.ReadAllTextAsync(other, token));
            document.Merge(content, new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        }

        if (document["auths"] is not JObject auths)
        {
            document["auths"] = auths = [];
        }

        // An entry for a repository would win over the entry for its registry.
        foreach (var entry in auths.Properties().Where(IsBelowOne).ToList())
        {
            entry.Remove();
        }

        foreach (var given in credentials)
        {
            // A helper that is configured for the registry would win over the entry.
            (document["credHelpers"] as JObject)?.Remove(given.Registry);
            auths[given.Registry] = new JObject { ["auth"] = given.Login.Encoded };
        }

        return document;

        bool IsBelowOne(JProperty entry) =>
            credentials.Any(given => entry.Name.StartsWith(given.Registry + "/", StringComparison.Ordinal));
    }

    /// <summary>A damaged file counts as one without credentials.</summary>
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
