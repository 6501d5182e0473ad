using System.Globalization;

namespace Cake.MultiArch.Binfmt;

/// <summary>One handler of binfmt_misc, as its file in the folder or the line that registers it shows it.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="IsEnabled">Whether the kernel uses it.</param>
/// <param name="Interpreter">The path of the program that it starts; empty if the file names none.</param>
/// <param name="Flags">Its flags in the kernel's letters, for example <c>POF</c>.</param>
/// <param name="Offset">Where in a file the magic must be, in bytes.</param>
/// <param name="Magic">The bytes that the kernel looks for; empty for a handler that matches a file extension.</param>
/// <param name="Mask">The bits of the magic that count; empty if all count.</param>
internal sealed record BinfmtEntry(string Name, bool IsEnabled, string Interpreter, string Flags, int Offset, byte[] Magic, byte[] Mask)
{
    /// <summary>
    /// The extension in a file's name that the handler matches, for example <c>jar</c>; null for a handler that matches a magic.
    /// </summary>
    public string? Extension { get; init; }

    /// <summary>Whether the kernel opened the interpreter at registration, so that it is found from inside a container.</summary>
    public bool IsFixed => Flags.Contains('F', StringComparison.Ordinal);

    /// <summary>Whether the handler is for a program that begins with these bytes.</summary>
    public bool Matches(ReadOnlySpan<byte> program)
    {
        if (Magic.Length == 0 || Offset + Magic.Length > program.Length)
        {
            return false;
        }

        for (var i = 0; i < Magic.Length; i++)
        {
            var mask = i < Mask.Length ? Mask[i] : (byte)0xff;
            if (((program[Offset + i] ^ Magic[i]) & mask) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the text of a handler's file. Unknown lines are skipped, because newer kernels add letters and lines.</summary>
    public static BinfmtEntry Parse(string name, string text)
    {
        var entry = new BinfmtEntry(name, IsEnabled: false, "", "", 0, [], []);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
                ? (line[..space], line[(space + 1)..].Trim())
                : (line, "");
            entry = key switch
            {
                "enabled" => entry with { IsEnabled = true },
                "interpreter" => entry with { Interpreter = value },
                "flags:" => entry with { Flags = value },
                "offset" => entry with
                {
                    Offset = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0,
                },
                "extension" => entry with { Extension = value.TrimStart('.') },
                "magic" => entry with { Magic = Bytes(value) },
                "mask" => entry with { Mask = Bytes(value) },
                _ => entry,
            };
        }

        return entry;
    }

    private static byte[] Bytes(string hex)
    {
        try
        {
            return Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
