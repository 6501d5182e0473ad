using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Registry.Credentials;

/// <summary>A file of credentials in the format of <c>podman login</c> and <c>docker login</c>.</summary>
internal sealed class AuthFile(Host host, string path, bool mustExist) : ICredentialProvider
{
    /// <summary>The maximum size in bytes.</summary>
    private const int MaxLength = 1024 * 1024;

    private const string DockerHub = "docker.io";

    /// <summary>The names under which Docker's own tools store the credentials of Docker Hub.</summary>
    private static readonly string[] DockerHubNames = [DockerHub, "index.docker.io", "registry-1.docker.io"];

    /// <summary>The name for Docker Hub that Docker's own tools pass to a credential helper.</summary>
    private const string DockerHubServer = "https://index.docker.io/v1/";

    public string Place => path;

    public async Task<FoundCredentials?> FindAsync(ImageReference reference, CancellationToken token)
    {
        if (await ReadAsync(token) is not { } file)
        {
            return null;
        }

        var domain = RegistryAddress.Of(reference).Domain;
        if (Text(Member(file, "credHelpers")?[domain]) is { Length: > 0 } helper)
        {
            return await AskAsync(helper, domain, token);
        }

        var entry = Entry(Member(file, "auths"), domain, RegistryAddress.RepositoryOf(reference));
        return (entry is null ? null : Decode(entry))
            ?? (Text(file["credsStore"]) is { Length: > 0 } store
                ? await AskAsync(store, domain == DockerHub ? DockerHubServer : domain, token)
                : null);
    }

    private Task<FoundCredentials?> AskAsync(string helper, string server, CancellationToken token) =>
        new CredentialHelper(host, helper, path).FindAsync(server, token);

    /// <summary>
    /// Finds the entry of the repository, of the nearest folder above it, or of the registry. The key of the registry may be a URL.
    /// </summary>
    private static JObject? Entry(JObject? entries, string domain, string repository)
    {
        if (entries is null)
        {
            return null;
        }

        for (var key = $"{domain}/{repository}"; key.Length > 0; key = key[..Math.Max(0, key.LastIndexOf('/'))])
        {
            if (entries[key] is JObject entry)
            {
                return entry;
            }
        }

        return entries.Properties().FirstOrDefault(property => RegistryOf(property.Name) == domain)?.Value as JObject;
    }

    private static string RegistryOf(string key)
    {
        var withoutScheme = key.StartsWith("https://", StringComparison.Ordinal) ? key["https://".Length..]
            : key.StartsWith("http://", StringComparison.Ordinal) ? key["http://".Length..]
            : null;

        // Only a URL is shortened to its registry: credentials for a folder do not apply to the whole registry.
        var registry = withoutScheme?.Split('/')[0] ?? key;
        return DockerHubNames.Contains(registry) ? DockerHub : registry;
    }

    /// <summary>Returns null for an empty entry, which credential helpers leave.</summary>
    private FoundCredentials? Decode(JObject entry)
    {
        if (Text(entry["identitytoken"]) is { Length: > 0 } identity)
        {
            return FoundCredentials.OfIdentityToken(identity, path);
        }

        if (Text(entry["auth"]) is not { Length: > 0 } auth)
        {
            return Text(entry["username"]) is { Length: > 0 } username && Text(entry["password"]) is { Length: > 0 } password
                ? FoundCredentials.Of(username, password, path)
                : null;
        }

        host.Secrets.Add(auth);
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
            if (pair.Length == 2)
            {
                return FoundCredentials.Of(pair[0], pair[1].TrimEnd('\0'), path);
            }
        }
        catch (FormatException)
        {
            // Handled below: the exception's text adds nothing.
        }

        throw new MultiArchException(RegistryProblems.AuthFileUnusable(path, "An \"auth\" in it is not user:password in Base64."));
    }

    private async Task<JObject?> ReadAsync(CancellationToken token)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists && !mustExist)
            {
                return null;
            }

            if (file.Length > MaxLength)
            {
                throw new MultiArchException(RegistryProblems.AuthFileUnusable(path, "It is larger than 1 MiB."));
            }

            var text = await File.ReadAllTextAsync(path, token);
            return string.IsNullOrWhiteSpace(text) ? null : JObject.Parse(text);
        }
        catch (JsonException e)
        {
            // The exception's message would contain a part of the file.
            var inner = new InvalidDataException(e.GetType().Name);
            throw new MultiArchException(RegistryProblems.AuthFileUnusable(path, "It is not a JSON object."), inner: inner);
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw new MultiArchException(RegistryProblems.AuthFileUnusable(path, e.Message), inner: e);
        }
    }

    private static JObject? Member(JObject file, string name) => file[name] as JObject;

    private static string? Text(JToken? token) => token?.Type == JTokenType.String ? (string?)token : null;
}
