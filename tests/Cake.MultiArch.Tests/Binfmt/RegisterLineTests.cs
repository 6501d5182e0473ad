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
    public void No_line_is_longer_than_the_kernel_takes()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            RegisterLine.Write(RegisterLine.Names(architecture).Last(), architecture, "/" + new string('x', 250), "POF").Length.ShouldBeLessThan(1920);
        }
    }
}
