using Cake.MultiArch.Elf;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Elf;

public class ElfArchitectureTests
{
    // The magics and masks with which QEMU's own script and Debian's and Docker's packages register.
    [Theory]
    [InlineData("amd64", "x86_64", "7f454c4602010100000000000000000002003e00", "fffffffffffefe00fffffffffffffffffeffffff")]
    [InlineData("386", "i386", "7f454c4601010100000000000000000002000300", "fffffffffffefe00fffffffffffffffffeffffff")]
    [InlineData("arm64", "aarch64", "7f454c460201010000000000000000000200b700", "ffffffffffffff00fffffffffffffffffeffffff")]
    [InlineData("arm", "arm", "7f454c4601010100000000000000000002002800", "ffffffffffffff00fffffffffffffffffeffffff")]
    [InlineData("ppc64le", "ppc64le", "7f454c4602010100000000000000000002001500", "ffffffffffffff00fffffffffffffffffeffff00")]
    [InlineData("ppc64", "ppc64", "7f454c4602020100000000000000000000020015", "fffffffffffffffcfffffffffffffffffffeffff")]
    [InlineData("s390x", "s390x", "7f454c4602020100000000000000000000020016", "ffffffffffffff00fffffffffffffffffffeffff")]
    [InlineData("riscv64", "riscv64", "7f454c460201010000000000000000000200f300", "ffffffffffffff00fffffffffffffffffeffffff")]
    [InlineData("mips64le", "mips64el", "7f454c4602010100000000000000000002000800", "ffffffffffffff0000fffffffffffffffeffffff")]
    [InlineData("mips64", "mips64", "7f454c4602020100000000000000000000020008", "ffffffffffffff0000fffffffffffffffffeffff")]
    [InlineData("loong64", "loongarch64", "7f454c4602010100000000000000000002000201", "fffffffffffffffc00fffffffffffffffeffffff")]
    [InlineData(
        "mips",
        "mips",
        "7f454c46010201000000000000000000000200080000000000000000000000000000000000000000",
        "ffffffffffffff0000fffffffffffffffffeffff0000000000000000000000000000000000000020"
    )]
    [InlineData(
        "mipsle",
        "mipsel",
        "7f454c46010101000000000000000000020008000000000000000000000000000000000000000000",
        "ffffffffffffff0000fffffffffffffffeffffff0000000000000000000000000000000020000000"
    )]
    public void Magic_and_mask_are_those_that_QEMU_is_registered_with(string name, string qemuName, string magic, string mask)
    {
        var architecture = ElfArchitecture.Find(name)!;

        architecture.QemuName.ShouldBe(qemuName);
        Convert.ToHexStringLower(architecture.Magic()).ShouldBe(magic);
        Convert.ToHexStringLower(architecture.Mask()).ShouldBe(mask);
    }

    [Fact]
    public void A_magic_matches_the_programs_of_its_own_architecture_and_of_no_other()
    {
        var matches =
            from handler in ElfArchitecture.All
            from program in ElfArchitecture.All
            where Matches(handler, ElfProbe.Write(program))
            select (handler.Name, program.Name);

        matches.ShouldBe(ElfArchitecture.All.Select(architecture => (architecture.Name, architecture.Name)), ignoreOrder: true);
    }

    /// <summary>What a mask leaves out may be anything, and so may all that is behind the magic.</summary>
    [Property(MaxTest = 2000)]
    public void A_magic_matches_its_own_programs_and_no_other_whatever_they_hold(byte architecture, byte[] noise)
    {
        var program = ElfArchitecture.All[architecture % ElfArchitecture.All.Count];
        var mask = program.Mask();
        var file = program
            .Magic()
            .Concat(new byte[64])
            .Select((value, i) => (byte)(value ^ (Noise(i) & ~(i < mask.Length ? mask[i] : 0))))
            .ToArray();

        ElfArchitecture.All.Where(handler => Matches(handler, file)).ShouldBe([program]);

        int Noise(int i) => noise.Length == 0 ? 0 : noise[i % noise.Length];
    }

    [Fact]
    public void A_position_independent_program_matches_too()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            var program = ElfProbe.Write(architecture);
            program[architecture.Data is ElfData.LittleEndian ? 16 : 17] = 3;

            Matches(architecture, program).ShouldBeTrue(architecture.Name);
        }
    }

    [Fact]
    public void A_program_of_the_other_mips_abi_is_left_to_its_own_handler()
    {
        var o32 = ElfArchitecture.Find("mips")!;
        var n32 = ElfProbe.Write(o32);
        n32[39] |= 0x20;

        Matches(o32, n32).ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_is_not_in_the_table_is_not_found() => ElfArchitecture.Find("alpha").ShouldBeNull();

    private static bool Matches(ElfArchitecture handler, byte[] program) =>
        handler.Magic().Zip(handler.Mask()).Zip(program).All(byteOf => ((byteOf.First.First ^ byteOf.Second) & byteOf.First.Second) == 0);
}
