using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>
/// Credentials for one command, as a file (mode 0600) in a folder of its own (mode 0700). Podman reads one authfile only, so what
/// it would have read is taken over; the file that this comes from is not changed.
/// </summary>
/// <remarks>https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md</remarks>
internal sealed class PrivateAuthFile : IDisposable
{
    private readonly PrivateFolder? _folder;

    private PrivateAuthFile(PrivateFolder? folder) => _folder = folder;

    /// <summary>No credentials: podman is told nothing.</summary>
    public static PrivateAuthFile None { get; } = new(null);

    /// <summary>The file's path; null without credentials.</summary>
    public string? File => _folder?.Combine("auth.json");

    /// <summary>The flag that names the file. It wins over an <c>--authfile</c> that stands before it.</summary>
    public IReadOnlyList<string> Arguments => File is null ? [] : [$"--authfile={File}"];

    public static async Task<PrivateAuthFile> CreateAsync(
        IReadOnlyList<RegistryCredentials> credentials, IEnumerable<string> others, CancellationToken token)
    {
        var document = new JObject();
        foreach (var other in others.Reverse().Where(System.IO.File.Exists))
        {
            document.Merge(Read(await System.IO.File.ReadAllTextAsync(other, token).ConfigureAwait(false)), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Replace });
        }

        if (document["auths"] is not JObject auths)
        {
            document["auths"] = auths = [];
        }

        foreach (var (registry, username, password) in credentials)
        {
            // A helper that is configured for the registry would win.
            (document["credHelpers"] as JObject)?.Remove(registry);
            auths[registry] = new JObject { ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")) };
        }

        var folder = new PrivateFolder();
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var stream = new FileStream(folder.Combine("auth.json"), options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(document.ToString(Formatting.None)), token).ConfigureAwait(false);
            }

            return new PrivateAuthFile(folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder?.Dispose();

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
