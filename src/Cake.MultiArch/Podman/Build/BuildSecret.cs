using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>A secret for <c>RUN --mount=type=secret</c>. Its value is in an environment variable or a file.</summary>
/// <param name="Id">The name that the step mounts.</param>
/// <param name="Variable">The environment variable; null for a file.</param>
/// <param name="File">The file; null for a variable.</param>
internal sealed record BuildSecret(string Id, string? Variable, string? File)
{
    /// <summary>In bytes. It is also the limit of podman's own secrets.</summary>
    private const int MaxLength = 512_000;

    /// <summary>In characters. A shorter value occurs in many texts, also in digests, and masking it would make them unreadable.</summary>
    private const int MinLength = 4;

    /// <summary>The value of <c>--secret</c> for podman 4.3 and newer.</summary>
    public string Flag => Variable is null ? $"id={Id},src={File}" : $"id={Id},env={Variable}";

    /// <summary>Reads <c>id=NAME,env=VARIABLE</c> or <c>id=NAME,src=FILE</c>.</summary>
    /// <remarks>
    /// Podman guesses missing parts and picks one of two contradicting sources. Up to 4.3 it ignores unknown keys. A step can then get an
    /// empty secret with exit code 0. So only a text with one meaning is accepted. Messages show <c>source</c> as the place of the text.
    /// </remarks>
    /// <exception cref="MultiArchException">The text has another form (MA1250).</exception>
    public static BuildSecret Parse(string text, string source)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',').Select(part => part.Split('=', 2)))
        {
            if (pair[0] is not ("id" or "env" or "src" or "type"))
            {
                throw Malformed(parts.ContainsKey("src") && pair.Length == 1
                    ? "Podman splits the value at its commas, so the path of the file cannot contain a comma."
                    : $"Podman does not know {Quotation.Of(pair[0])}. It knows id, env, src and type, without spaces.");
            }

            if (pair.Length == 1 || pair[1].Length == 0 || !parts.TryAdd(pair[0], pair[1]))
            {
                throw Malformed($"{pair[0]} has no value, or occurs twice.");
            }
        }

        var (variable, file) = (parts.GetValueOrDefault("env"), parts.GetValueOrDefault("src"));
        if (!parts.TryGetValue("id", out var id))
        {
            throw Malformed("It has no id. A step needs the id to mount the secret.");
        }

        if (variable is null == file is null)
        {
            throw Malformed("It needs either env or src. Podman would guess one, or use one of the two.");
        }

        if (parts.TryGetValue("type", out var type) && type != (variable is null ? "file" : "env"))
        {
            throw Malformed($"type={type} contradicts the rest.");
        }

        return new BuildSecret(id, variable, file);

        MultiArchException Malformed(string why) => new(BuildSecretProblems.Malformed(source, text, why));
    }

    /// <summary>
    /// Reads the value and makes sure that it is never shown. Podman itself would use an empty value for a missing variable.
    /// </summary>
    /// <param name="host">Receives the secret.</param>
    /// <param name="folder">The start of a relative path.</param>
    /// <param name="source">The place of the setting, for messages.</param>
    /// <param name="variables">The variables of the program, which come before those of the host.</param>
    /// <returns>The value of the variable; null for a file.</returns>
    /// <exception cref="MultiArchException">The value is missing, or too short for a secret (MA1251).</exception>
    public string? Take(Host host, string folder, string source, IDictionary<string, string>? variables = null)
    {
        if (Variable is not null)
        {
            var value = variables?.TryGetValue(Variable, out var given) == true
                ? given
                : host.Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(value))
            {
                throw new MultiArchException(BuildSecretProblems.VariableMissing(source, Id, Variable));
            }

            return Remember(value, Variable);
        }

        var path = Path.GetFullPath(File!, folder);
        Remember(ReadFile(path, source).TrimEnd('\r', '\n'), path);
        return null;

        string Remember(string value, string from)
        {
            if (value.Length is > 0 and < MinLength)
            {
                throw new MultiArchException(BuildSecretProblems.TooShort(source, Id, from, MinLength));
            }

            host.Secrets.Add(value);
            return value;
        }
    }

    private string ReadFile(string path, string source)
    {
        try
        {
            using var stream = System.IO.File.OpenRead(path);
            if (!stream.CanSeek)
            {
                throw Missing("It is a pipe. A pipe can be read only once, but the build of every platform reads the secret.");
            }

            if (stream.Length > MaxLength)
            {
                throw Missing($"It has {stream.Length} bytes. The limit is {MaxLength} bytes.");
            }

            return new StreamReader(stream, Encoding.UTF8).ReadToEnd();
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw Missing(Directory.Exists(path) ? "It is a folder." : e.Message);
        }

        MultiArchException Missing(string why) => new(BuildSecretProblems.FileUnusable(source, Id, path, why));
    }
}
