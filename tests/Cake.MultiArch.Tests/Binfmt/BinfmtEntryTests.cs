using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

public class BinfmtEntryTests
{
    private const string Arm64 = """
        enabled
        interpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P
        flags: POF
        offset 0
        magic 7f454c460201010000000000000000000200b700
        mask ffffffffffffff00fffffffffffffffffeffffff

        """;

    [Fact]
    public void A_handler_is_read_as_the_kernel_shows_it()
    {
        var entry = BinfmtEntry.Parse("qemu-aarch64", Arm64);

        entry.Name.ShouldBe("qemu-aarch64");
        entry.IsEnabled.ShouldBeTrue();
        entry.Interpreter.ShouldBe("/usr/libexec/qemu-binfmt/aarch64-binfmt-P");
        entry.Flags.ShouldBe("POF");
        entry.IsFixed.ShouldBeTrue();
        entry.Matches(ElfProbe.Write(ElfArchitecture.Find("arm64")!)).ShouldBeTrue();
        entry.Matches(ElfProbe.Write(ElfArchitecture.Find("arm")!)).ShouldBeFalse();
    }

    [Fact]
    public void A_handler_that_is_switched_off_is_read_so() =>
        BinfmtEntry.Parse("x", Arm64.Replace("enabled", "disabled", StringComparison.Ordinal)).IsEnabled.ShouldBeFalse();

    [Theory]
    [InlineData("flags: ", "", false)]
    [InlineData("flags:", "", false)]
    [InlineData("flags: OC", "OC", false)]
    [InlineData("flags: PTOLDF", "PTOLDF", true)]
    public void Flags_are_read_and_letters_of_newer_kernels_do_no_harm(string line, string flags, bool isFixed)
    {
        var entry = BinfmtEntry.Parse("x", Arm64.Replace("flags: POF", line, StringComparison.Ordinal));

        entry.Flags.ShouldBe(flags);
        entry.IsFixed.ShouldBe(isFixed);
    }

    [Fact]
    public void A_path_with_blanks_is_read_whole() =>
        BinfmtEntry.Parse("x", "enabled\ninterpreter /opt/my qemu/qemu-arm\nflags: F\n").Interpreter.ShouldBe("/opt/my qemu/qemu-arm");

    [Theory]
    [InlineData("enabled\ninterpreter /usr/bin/java\nflags: \nextension .jar\n")]
    [InlineData("enabled\nbpf something new\n")]
    [InlineData("enabled\nmagic zz\n")]
    [InlineData("")]
    public void A_handler_that_does_not_go_by_magic_matches_no_program(string text) =>
        BinfmtEntry.Parse("x", text).Matches(ElfProbe.Write(ElfArchitecture.Find("arm64")!)).ShouldBeFalse();

    [Fact]
    public void Magic_is_looked_for_at_its_offset_and_without_a_mask_every_bit_counts()
    {
        var entry = BinfmtEntry.Parse("x", "enabled\ninterpreter /x\nflags: \noffset 1\nmagic 454c46\n");

        entry.Matches("\u007fELF"u8).ShouldBeTrue();
        entry.Matches("\u007fELf"u8).ShouldBeFalse();
        entry.Matches("\u007fEL"u8).ShouldBeFalse();
    }
}
