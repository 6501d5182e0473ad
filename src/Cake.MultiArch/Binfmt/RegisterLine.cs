using System.Globalization;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt;

/// <summary>The line that registers a handler: <c>:name:type:offset:magic:mask:interpreter:flags</c>.</summary>
/// <remarks>
/// https://docs.kernel.org/admin-guide/binfmt-misc.html describes it for the kernel,
/// https://www.freedesktop.org/software/systemd/man/latest/binfmt.d.html for the files of systemd.
/// </remarks>
internal static class RegisterLine
{
    private const int Fields = 7;

    /// <summary>
    /// The flags to register with. F: the kernel opens the interpreter at registration, so that it is found from inside a container.
    /// O: the kernel opens the program, so that a program that may be executed but not read runs too. P: the program keeps its own
    /// argv[0]; without it a busybox gets the wrong name. The kernel tells QEMU about P only since Linux 5.12; before, QEMU would lose an
    /// argument. C (credentials of the program) is set only on request, because with C any foreign setuid program runs with its owner's
    /// rights.
    /// </summary>
    public static string Flags(Version kernel, bool withCredentials = false) =>
        (kernel >= new Version(5, 12) ? "PO" : "O") + (withCredentials ? "CF" : "F");

    /// <summary>
    /// The names to register a handler under, in order: QEMU's own, then ours if that is taken. The handler that holds the name belongs to
    /// another program and stays. It does no harm, because the kernel tries a newer handler first.
    /// </summary>
    public static IEnumerable<string> Names(ElfArchitecture architecture) =>
        Enumerable.Range(2, 8).Select(number => $"qemu-{architecture.QemuName}-multiarch-{number}")
            .Prepend($"qemu-{architecture.QemuName}-multiarch")
            .Prepend($"qemu-{architecture.QemuName}");

    /// <summary>Writes the line of a handler for the programs of an architecture.</summary>
    public static string Write(string name, ElfArchitecture architecture, string interpreter, string flags) =>
        Write(new BinfmtEntry(name, IsEnabled: true, interpreter, flags, 0, architecture.Magic(), architecture.Mask()));

    /// <summary>
    /// Writes the line of a handler. Escapes every byte of magic and mask, because the line cannot contain a zero byte or the separator.
    /// </summary>
    public static string Write(BinfmtEntry entry)
    {
        // The first character of the line defines the separator.
        var separator = ":|;,!%\u0001".First(c =>
            !(entry.Interpreter + entry.Name + entry.Extension).Contains(c, StringComparison.Ordinal)
        );
        string[] fields = entry.Extension is { } extension
            ? [entry.Name, "E", "", extension, "", entry.Interpreter, entry.Flags]
            :
            [
                entry.Name,
                "M",
                entry.Offset == 0 ? "" : entry.Offset.ToString(CultureInfo.InvariantCulture),
                Escape(entry.Magic),
                Escape(entry.Mask),
                entry.Interpreter,
                entry.Flags,
            ];
        return separator + string.Join(separator, fields);
    }

    /// <summary>Reads a line; null if it does not register a handler.</summary>
    public static BinfmtEntry? Parse(string line)
    {
        if (line.Length == 0 || line[1..].Split(line[0]) is not { Length: Fields } fields)
        {
            return null;
        }

        var entry = new BinfmtEntry(fields[0], IsEnabled: true, fields[5], fields[6].Trim(), 0, [], []);
        return fields[1] switch
        {
            "E" => entry with { Extension = fields[3] },
            "M"
                when (
                    fields[2].Length == 0 ? 0
                    : int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                    : -1
                )
                    is >= 0
                        and var offset => entry with
            {
                Offset = offset,
                Magic = Unescape(fields[3]),
                Mask = Unescape(fields[4]),
            },
            _ => null,
        };
    }

    private static string Escape(byte[] bytes) =>
        string.Concat(bytes.Select(value => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")));

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text[i + 1] == 'x'
                && byte.TryParse(text.AsSpan(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 3;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }
}
