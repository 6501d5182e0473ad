using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

public class RegisterLineTests
{
    [Fact]
    public void The_line_has_every_byte_escaped()
    {
        RegisterLine.Write("qemu-aarch64", ElfArchitecture.Find("arm64")!, "/usr/bin/qemu-aarch64-static", "POF").ShouldBe(
            @":qemu-aarch64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
            + @":\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-aarch64-static:POF");
    }

    [Fact]
    public void An_interpreter_with_the_separator_in_its_path_gets_another_separator()
    {
        var line = RegisterLine.Write("qemu-arm", ElfArchitecture.Find("arm")!, "/opt/a:b|c/qemu-arm", "POF");

        line.ShouldStartWith(";qemu-arm;M;;");
        line.ShouldEndWith(";/opt/a:b|c/qemu-arm;POF");
        line.Split(';').Length.ShouldBe(8);
    }

    [Theory]
    [InlineData("4.19", "OF")]
    [InlineData("5.11", "OF")]
    [InlineData("5.12", "POF")]
    [InlineData("6.1", "POF")]
    public void QEMU_is_told_of_the_kept_argument_only_by_a_kernel_that_can_say_so(string kernel, string flags) =>
        RegisterLine.Flags(Version.Parse(kernel)).ShouldBe(flags);

    [Fact]
    public void The_credentials_of_the_program_are_asked_for_by_a_letter_of_their_own()
    {
        RegisterLine.Flags(new Version(6, 1), withCredentials: true).ShouldBe("POCF");
        RegisterLine.Flags(new Version(5, 10), withCredentials: true).ShouldBe("OCF");
    }

    [Fact]
    public void The_lines_of_the_distribution_are_read()
    {
        // Of Debian's /usr/lib/binfmt.d.
        var entry = RegisterLine
            .Parse(
                @":qemu-riscv64:M::\x7f\x45\x4c\x46\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00"
                    + @":\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/libexec/qemu-binfmt/riscv64-binfmt-P:OPF"
            )
            .ShouldNotBeNull();

        (entry.Name, entry.Interpreter, entry.Flags, entry.IsFixed).ShouldBe(
            ("qemu-riscv64", "/usr/libexec/qemu-binfmt/riscv64-binfmt-P", "OPF", true)
        );
        ElfArchitecture
            .All.Where(architecture => entry.Matches(ElfProbe.Write(architecture)))
            .ShouldHaveSingleItem()
            .Name.ShouldBe("riscv64");
    }

    [Fact]
    public void A_magic_may_be_written_in_characters()
    {
        var entry = RegisterLine.Parse(@",java,M,4,\xca\xfebabe,,/usr/bin/java,").ShouldNotBeNull();

        (entry.Offset, entry.Mask.Length).ShouldBe((4, 0));
        entry.Magic.ShouldBe([0xca, 0xfe, (byte)'b', (byte)'a', (byte)'b', (byte)'e']);
    }

    [Fact]
    public void Every_handler_is_the_same_when_its_line_is_read_again()
    {
        BinfmtEntry[] entries =
        [
            .. ElfArchitecture.All.Select(architecture => Entry(architecture, "/usr/bin/qemu:x", "POF")),
            Entry(ElfArchitecture.Find("arm")!, "/opt/a|b/qemu", "") with { Offset = 3 },
            new BinfmtEntry("jar", IsEnabled: true, "/usr/bin/jexec", "P", 0, [], []) { Extension = "jar" },
        ];

        foreach (var entry in entries)
        {
            var line = RegisterLine.Write(entry);
            RegisterLine.Write(RegisterLine.Parse(line).ShouldNotBeNull()).ShouldBe(line);
            RegisterLine.Parse(line)!.Magic.ShouldBe(entry.Magic);
            RegisterLine.Parse(line)!.Mask.ShouldBe(entry.Mask);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("# a comment")]
    [InlineData(":name:M::magic:mask:/interpreter")]
    [InlineData(":name:X::magic:mask:/interpreter:F")]
    [InlineData(":name:M:-1:magic:mask:/interpreter:F")]
    public void What_is_no_line_is_not_read(string line) => RegisterLine.Parse(line).ShouldBeNull();

    [Fact]
    public void A_handler_that_goes_by_the_extension_is_read_from_its_file_too() =>
        RegisterLine
            .Write(BinfmtEntry.Parse("jar", "enabled\ninterpreter /usr/bin/jexec\nflags: \nextension .jar\n"))
            .ShouldBe(":jar:E::jar::/usr/bin/jexec:");

    private static BinfmtEntry Entry(ElfArchitecture architecture, string interpreter, string flags) =>
        new($"qemu-{architecture.QemuName}", IsEnabled: true, interpreter, flags, 0, architecture.Magic(), architecture.Mask());

    [Fact]
    public void No_line_is_longer_than_the_kernel_takes()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            RegisterLine
                .Write(RegisterLine.Names(architecture).Last(), architecture, "/" + new string('x', 250), "POF")
                .Length.ShouldBeLessThan(1920);
        }
    }
}
