using System.Globalization;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt;

/// <summary>The line that registers a handler: <c>:name:type:offset:magic:mask:interpreter:flags</c>.</summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
internal static class RegisterLine
{
    /// <summary>
    /// The flags to register with. F: the interpreter is opened now, so that it is found from inside a container. O: the kernel opens the
    /// program, so that one that may be executed but not read runs too. P: the program's own argv[0] is kept, without which a busybox
    /// answers to the wrong name; QEMU is told so by the kernel only since Linux 5.12, before that it would eat an argument.
    /// Not C (credentials of the program): with it any foreign setuid program gives its rights away.
    /// </summary>
    public static string Flags(Version kernel) => kernel >= new Version(5, 12) ? "POF" : "OF";

    /// <summary>
    /// The names to register a handler under, in order: QEMU's own, and where that is taken one of ours. What holds the name belongs to
    /// somebody and stays; the kernel tries a newer handler first, so it need not go.
    /// </summary>
    public static IEnumerable<string> Names(ElfArchitecture architecture) =>
        Enumerable.Range(2, 8).Select(number => $"qemu-{architecture.QemuName}-multiarch-{number}")
            .Prepend($"qemu-{architecture.QemuName}-multiarch")
            .Prepend($"qemu-{architecture.QemuName}");

    /// <summary>Writes the line. Every byte of magic and mask is escaped, because a zero byte or the separator cannot stand in it.</summary>
    public static string Write(string name, ElfArchitecture architecture, string interpreter, string flags)
    {
        // The first character of the line is the separator, whatever it is.
        var separator = ":|;,!%\u0001".First(c => !interpreter.Contains(c, StringComparison.Ordinal));
        return string.Join(separator, "", name, "M", "", Escape(architecture.Magic()), Escape(architecture.Mask()), interpreter, flags);
    }

    private static string Escape(byte[] bytes) =>
        string.Concat(bytes.Select(value => string.Create(CultureInfo.InvariantCulture, $"\\x{value:x2}")));
}
