using System.Text;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

internal static class TestFiles
{
    public static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Writes a static program for this host that writes a line and ends well, whatever it is asked: what says that it is QEMU, and is
    /// not.
    /// </summary>
    public static void WriteSpeaking(string path, string line)
    {
        var text = Encoding.ASCII.GetBytes(line + "\n");
        var native = ElfArchitecture.OfThisHost.ShouldNotBeNull();
        File.WriteAllBytes(path, ElfProbe.Write(native with { Exit = _ => native.Name == "arm64" ? OnArm64(text) : OnAmd64(text) }));
        MakeExecutable(path);
    }

    /// <summary>Writes a static program for this host that does nothing, for ever.</summary>
    public static void WriteHanging(string path)
    {
        var native = ElfArchitecture.OfThisHost.ShouldNotBeNull();
        File.WriteAllBytes(path, ElfProbe.Write(native with { Exit = _ => native.Name == "arm64" ? [0x14000000] : [0xeb, 0xfe] }));
        MakeExecutable(path);
    }

    /// <summary>write(1, text, length); exit(0), then the text.</summary>
    private static uint[] OnAmd64(byte[] text)
    {
        byte[] code =
        [
            0xb8, 1, 0, 0, 0, // mov eax, 1
            0xbf, 1, 0, 0, 0, // mov edi, 1
            0x48, 0x8d, 0x35, 16, 0, 0, 0, // lea rsi, [rip + 16]
            0xba, (byte)text.Length, 0, 0, 0, // mov edx, length
            0x0f, 0x05, // syscall
            0x31, 0xff, // xor edi, edi
            0xb8, 60, 0, 0, 0, // mov eax, 60
            0x0f, 0x05, // syscall
            .. text,
        ];
        return [.. code.Select(value => (uint)value)];
    }

    private static uint[] OnArm64(byte[] text)
    {
        var padded = text.Concat(new byte[3]).Chunk(4).Where(word => word.Length == 4);
        return
        [
            0xd2800020, // movz x0, #1
            0x100000e1, // adr x1, . + 28
            0xd2800002 | ((uint)text.Length << 5), // movz x2, #length
            0xd2800808, // movz x8, #64
            0xd4000001, // svc #0
            0xd2800000, // movz x0, #0
            0xd2800ba8, // movz x8, #93
            0xd4000001, // svc #0
            .. padded.Select(word => BitConverter.ToUInt32(word)),
        ];
    }
}
