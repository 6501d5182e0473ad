namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>A Containerfile with some random damage; the same seed makes the same one.</summary>
internal static class Mutation
{
    private static readonly string[] Injections =
    [
        "\"",
        "'",
        "$",
        "${",
        "${A:-",
        "}",
        "<<",
        "<<EOF",
        "<<-'E'",
        "\\",
        "\\\n",
        "`",
        "#",
        "\r",
        "\n",
        "\t",
        "\0",
        "\uFEFF",
        "\uD800",
        " AS ",
        "--from=",
        "--platform=",
        "=",
        "[",
    ];

    /// <summary>Changes a file one to six times.</summary>
    /// <param name="text">The file.</param>
    /// <param name="others">Where foreign lines come from.</param>
    /// <param name="seed">What decides everything.</param>
    public static string Of(string text, IReadOnlyList<string> others, int seed)
    {
        var random = new Random(seed);
        for (var left = random.Next(1, 7); left > 0; left--)
        {
            text = random.Next(3) == 0 ? Characters(text, random) : Lines(text, others, random);
        }

        return text;
    }

    private static string Characters(string text, Random random)
    {
        var at = random.Next(text.Length + 1);
        return random.Next(4) switch
        {
            0 => text[..at],
            1 when at < text.Length => text.Remove(at, random.Next(1, Math.Min(9, text.Length - at + 1))),
            2 when at + 1 < text.Length => text[..at] + text[at + 1] + text[at] + text[(at + 2)..],
            _ => text.Insert(at, Injections[random.Next(Injections.Length)]),
        };
    }

    private static string Lines(string text, IReadOnlyList<string> others, Random random)
    {
        var lines = text.Split('\n').ToList();
        var (at, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(4))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(other, lines[at]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            default:
                var foreign = others[random.Next(others.Count)].Split('\n');
                lines.Insert(at, foreign[random.Next(foreign.Length)]);
                break;
        }

        return string.Join('\n', lines);
    }
}
