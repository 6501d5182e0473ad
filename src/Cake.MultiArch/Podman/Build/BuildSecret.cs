using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Build;

/// <summary>A secret for <c>RUN --mount=type=secret</c>: podman is told where its value stands, a variable or a file.</summary>
/// <param name="Id">The name that the step mounts.</param>
/// <param name="Variable">The variable of the environment; null for a file.</param>
/// <param name="File">The file; null for a variable.</param>
internal sealed record BuildSecret(string Id, string? Variable, string? File)
{
    /// <summary>What podman's own secrets may have, in bytes. Every line of it is looked for in all that is shown.</summary>
    private const int MaxLength = 512_000;

    /// <summary>What is shorter is in half of all texts, digests too, and these would be shown without it.</summary>
    private const int MinLength = 4;

    /// <summary>The value of <c>--secret</c>, for every podman from 4.3 on.</summary>
    public string Flag => Variable is null ? $"id={Id},src={File}" : $"id={Id},env={Variable}";

    /// <summary>Reads <c>id=NAME,env=VARIABLE</c> or <c>id=NAME,src=FILE</c>.</summary>
    /// <remarks>
    /// Podman guesses what is left out, takes one of two contradicting sources, and up to 4.3 passes over keys that it does not know, so
    /// that a step can find an empty secret with exit code 0. So this takes only what has one meaning.
    /// </remarks>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="source">Where, for messages.</param>
    /// <exception cref="MultiArchException">It is neither (MA1250).</exception>
    public static BuildSecret Parse(string text, string source)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',').Select(part => part.Split('=', 2)))
        {
            if (pair[0] is not ("id" or "env" or "src" or "type"))
            {
                throw Malformed(parts.ContainsKey("src") && pair.Length == 1
                    ? "Podman cuts the value at its commas, and so takes no file with a comma in its path."
                    : $"Podman does not know {Quotation.Of(pair[0])}: it knows id, env, src and type, without spaces.");
            }

            if (pair.Length == 1 || pair[1].Length == 0 || !parts.TryAdd(pair[0], pair[1]))
            {
                throw Malformed($"{pair[0]} has no value, or is there twice.");
            }
        }

        var (variable, file) = (parts.GetValueOrDefault("env"), parts.GetValueOrDefault("src"));
        return !parts.TryGetValue("id", out var id) ? throw Malformed("It has no id, by which a step mounts it.")
            : variable is null == file is null ? throw Malformed("It needs either env or src: podman would guess one, or take one of the two.")
            : parts.TryGetValue("type", out var type) && type != (variable is null ? "file" : "env") ? throw Malformed($"type={type} contradicts the rest.")
            : new BuildSecret(id, variable, file);

        MultiArchException Malformed(string why) => new(BuildSecretProblems.Malformed(source, text, why));
    }

    /// <summary>Looks at the value, which podman takes as empty when its variable is not set, and remembers that it is never to be shown.</summary>
    /// <param name="host">Whose secrets it becomes.</param>
    /// <param name="folder">The folder that a relative path is relative to.</param>
    /// <param name="source">Where it was given, for messages.</param>
    /// <param name="variables">The variables that the program is given beside the host's.</param>
    /// <returns>The value of the variable; null for a file.</returns>
    /// <exception cref="MultiArchException">There is no value, or one that is too short to be a secret (MA1251).</exception>
    public string? Take(Host host, string folder, string source, IDictionary<string, string>? variables = null)
    {
        if (Variable is not null)
        {
            var value = variables?.TryGetValue(Variable, out var given) == true ? given : host.Environment.GetEnvironmentVariable(Variable);
            return value is { Length: > 0 } ? Remember(value, Variable) : throw new MultiArchException(BuildSecretProblems.VariableMissing(source, Id, Variable));
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
                throw Missing("It is a pipe, which can be read once, and every platform's build reads it.");
            }

            return stream.Length > MaxLength
                ? throw Missing($"It has {stream.Length} bytes; a secret has {MaxLength} at most.")
                : new StreamReader(stream, Encoding.UTF8).ReadToEnd();
        }
        catch (Exception e) when (e.IsFileError)
        {
            throw Missing(Directory.Exists(path) ? "It is a folder." : e.Message);
        }

        MultiArchException Missing(string why) => new(BuildSecretProblems.FileUnusable(source, Id, path, why));
    }
}
