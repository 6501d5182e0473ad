using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Elf;

public class ElfHeaderTests
{
    [Fact]
    public void A_header_tells_the_architecture_of_a_program()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            var header = Read(ElfProbe.Write(architecture));

            header.ShouldBe(
                new ElfHeader(architecture.Class, architecture.Data, ElfHeader.Executable, architecture.Machine, HasInterpreter: false)
            );
            ElfArchitecture.All.Count(header!.IsFor).ShouldBe(1, architecture.Name);
        }
    }

    [Theory]
    [InlineData("arm64", 64)]
    [InlineData("386", 52)]
    [InlineData("s390x", 64)]
    public void A_program_with_a_loader_is_told_from_a_static_one(string architecture, int segmentTable)
    {
        var program = ElfProbe.Write(ElfArchitecture.Find(architecture)!);
        var type = program.AsSpan(segmentTable, 4);
        type[type.IndexOf((byte)1)] = 3;

        Read(program)!.HasInterpreter.ShouldBeTrue();
    }

    [Fact]
    public void A_file_that_ends_too_soon_is_no_program()
    {
        var program = ElfProbe.Write(ElfArchitecture.Find("arm64")!);

        for (var length = 0; length < 64 + 56; length++)
        {
            Read(program[..length]).ShouldBeNull($"{length} bytes");
        }
    }

    [Fact]
    public void A_script_is_no_program() =>
        Read("#!/bin/sh\necho this is long enough to be a header of an ELF file, but is none\n"u8.ToArray()).ShouldBeNull();

    [Fact]
    public void A_segment_table_that_lies_outside_the_file_is_refused()
    {
        var program = ElfProbe.Write(ElfArchitecture.Find("arm64")!);
        program.AsSpan(32, 8).Fill(0xff);

        Read(program).ShouldBeNull();
    }

    private static ElfHeader? Read(byte[] file) => ElfFile.Read(new MemoryStream(file))?.Header;
}
