using System.Runtime.InteropServices;

namespace Cake.MultiArch.Elf;

/// <summary>
/// One CPU architecture: its names, the values in the header of its programs, and the instructions that end a program. The probe
/// program and the line that registers a binfmt_misc handler are computed from this row. No other code contains a magic.
/// </summary>
/// <param name="Name">The name in OCI and Go: <c>arm64</c>.</param>
/// <param name="QemuName">The name in QEMU: <c>aarch64</c> in <c>qemu-aarch64-static</c>.</param>
/// <param name="Class">The width of an address.</param>
/// <param name="Data">The byte order.</param>
/// <param name="Machine">e_machine.</param>
/// <remarks>
/// e_machine: https://www.sco.com/developers/gabi/latest/ch4.eheader.html and each processor's ABI supplement.
/// Names: https://go.dev/doc/install/source#environment (GOARCH).
/// </remarks>
internal sealed record ElfArchitecture(string Name, string QemuName, ElfClass Class, ElfData Data, ushort Machine)
{
    /// <summary>The bytes from the start of the file to the end of e_machine.</summary>
    public const int MagicLength = 20;

    private const int OsAbi = 7;
    private const int AbiVersion = 8;

    /// <summary>The offset of e_flags in a 32-bit header.</summary>
    private const int FlagsOffset32 = 36;

    /// <summary>e_flags of a program. ppc64le, arm, mips and loong64 refuse or misread a program with the wrong flags.</summary>
    public uint Flags { get; private init; }

    /// <summary>
    /// The bits of e_flags that distinguish this ABI from another one with the same machine. 0 if there is no other one, because the bits
    /// make the magic longer. mips o32 and n32, for example, have the same class and machine, and differ in EF_MIPS_ABI2.
    /// </summary>
    public uint FlagsMask { get; private init; }

    /// <summary>In bytes: 4 for instructions of a fixed size, 2 for s390x, 1 for x86.</summary>
    public int CodeUnit { get; private init; } = 4;

    /// <summary>The instructions of exit(code), code 0 to 255, in units of <see cref="CodeUnit"/> bytes.</summary>
    public required Func<byte, uint[]> Exit { get; init; }

    /// <summary>
    /// The instructions of exit(argc), in units of <see cref="CodeUnit"/> bytes. When a program starts, its stack pointer points to argc
    /// ("Process Initialization" in each processor's ABI supplement).
    /// </summary>
    public required uint[] ExitWithArgumentCount { get; init; }

    /// <summary>The bytes of the mask that differ from the rule of <see cref="Mask"/>.</summary>
    private IReadOnlyList<(int Index, byte Value)> MaskExceptions { get; init; } = [];

    /// <summary>Every architecture that QEMU's user mode emulates and that container images are published for.</summary>
    public static IReadOnlyList<ElfArchitecture> All { get; } =
    [
        // mov edi, code / mov eax, 60 / syscall; argc: mov rdi, [rsp]
        new("amd64", "x86_64", ElfClass.Bits64, ElfData.LittleEndian, 62)
        {
            CodeUnit = 1,
            Exit = code => [0xbf, code, 0, 0, 0, 0xb8, 0x3c, 0, 0, 0, 0x0f, 0x05],
            ExitWithArgumentCount = [0x48, 0x8b, 0x3c, 0x24, 0xb8, 0x3c, 0, 0, 0, 0x0f, 0x05],
            MaskExceptions = [(5, 0xfe), (6, 0xfe)],
        },

        // mov ebx, code / xor eax, eax / inc eax / int 0x80; argc: mov ebx, [esp]
        new("386", "i386", ElfClass.Bits32, ElfData.LittleEndian, 3)
        {
            CodeUnit = 1,
            Exit = code => [0xbb, code, 0, 0, 0, 0x31, 0xc0, 0x40, 0xcd, 0x80],
            ExitWithArgumentCount = [0x8b, 0x1c, 0x24, 0x31, 0xc0, 0x40, 0xcd, 0x80],
            MaskExceptions = [(5, 0xfe), (6, 0xfe)],
        },

        // movz x0, #code / movz x8, #93 / svc #0; argc: ldr x0, [sp]
        new("arm64", "aarch64", ElfClass.Bits64, ElfData.LittleEndian, 183)
        {
            Exit = code => [0xd2800000 | ((uint)code << 5), 0xd2800ba8, 0xd4000001],
            ExitWithArgumentCount = [0xf94003e0, 0xd2800ba8, 0xd4000001],
        },

        // mov r0, #code / mov r7, #1 / svc #0; argc: ldr r0, [sp]
        new("arm", "arm", ElfClass.Bits32, ElfData.LittleEndian, 40)
        {
            Flags = 0x05000000,
            Exit = code => [0xe3a00000 | code, 0xe3a07001, 0xef000000],
            ExitWithArgumentCount = [0xe59d0000, 0xe3a07001, 0xef000000],
        },

        // li r0, 1 / li r3, code / sc; argc: ld r3, 0(r1)
        new("ppc64le", "ppc64le", ElfClass.Bits64, ElfData.LittleEndian, 21)
        {
            Flags = 2,
            Exit = code => [0x38000001, 0x38600000u | code, 0x44000002],
            ExitWithArgumentCount = [0xe8610000, 0x38000001, 0x44000002],
            MaskExceptions = [(19, 0)],
        },
        new("ppc64", "ppc64", ElfClass.Bits64, ElfData.BigEndian, 21)
        {
            Flags = 2,
            Exit = code => [0x38000001, 0x38600000u | code, 0x44000002],
            ExitWithArgumentCount = [0xe8610000, 0x38000001, 0x44000002],
            MaskExceptions = [(OsAbi, 0xfc)],
        },

        // lghi %r2, code / svc 1; argc: lg %r2, 0(%r15)
        new("s390x", "s390x", ElfClass.Bits64, ElfData.BigEndian, 22)
        {
            CodeUnit = 2,
            Exit = code => [0xa729, code, 0x0a01],
            ExitWithArgumentCount = [0xe320, 0xf000, 0x0004, 0x0a01],
        },

        // li a0, code / li a7, 93 / ecall; argc: ld a0, 0(sp)
        new("riscv64", "riscv64", ElfClass.Bits64, ElfData.LittleEndian, 243)
        {
            Exit = code => [((uint)code << 20) | 0x513, 0x05d00893, 0x73],
            ExitWithArgumentCount = [0x00013503, 0x05d00893, 0x73],
        },

        // li a0, code / li v0, 5058 / syscall; argc: ld a0, 0(sp). e_flags: mips64r2. EI_ABIVERSION is the floating point ABI, and every
        // value is accepted.
        new("mips64le", "mips64el", ElfClass.Bits64, ElfData.LittleEndian, 8)
        {
            Flags = 0x80000000,
            Exit = code => [0x24040000u | code, 0x240213c2, 0x0c],
            ExitWithArgumentCount = [0xdfa40000, 0x240213c2, 0x0c],
            MaskExceptions = [(AbiVersion, 0)],
        },
        new("mips64", "mips64", ElfClass.Bits64, ElfData.BigEndian, 8)
        {
            Flags = 0x80000000,
            Exit = code => [0x24040000u | code, 0x240213c2, 0x0c],
            ExitWithArgumentCount = [0xdfa40000, 0x240213c2, 0x0c],
            MaskExceptions = [(AbiVersion, 0)],
        },

        // li a0, code / li v0, 4001 / syscall; argc: lw a0, 0(sp). e_flags: mips32r2, o32.
        new("mipsle", "mipsel", ElfClass.Bits32, ElfData.LittleEndian, 8)
        {
            Flags = 0x70001000,
            FlagsMask = 0x20,
            Exit = code => [0x24040000u | code, 0x24020fa1, 0x0c],
            ExitWithArgumentCount = [0x8fa40000, 0x24020fa1, 0x0c],
            MaskExceptions = [(AbiVersion, 0)],
        },
        new("mips", "mips", ElfClass.Bits32, ElfData.BigEndian, 8)
        {
            Flags = 0x70001000,
            FlagsMask = 0x20,
            Exit = code => [0x24040000u | code, 0x24020fa1, 0x0c],
            ExitWithArgumentCount = [0x8fa40000, 0x24020fa1, 0x0c],
            MaskExceptions = [(AbiVersion, 0)],
        },

        // addi.w a0, zero, code / addi.w a7, zero, 93 / syscall 0; argc: ld.d a0, sp, 0
        new("loong64", "loongarch64", ElfClass.Bits64, ElfData.LittleEndian, 258)
        {
            Flags = 0x43,
            Exit = code => [0x02800004 | ((uint)code << 10), 0x0281740b, 0x002b0000],
            ExitWithArgumentCount = [0x28c00064, 0x0281740b, 0x002b0000],
            MaskExceptions = [(OsAbi, 0xfc), (AbiVersion, 0)],
        },
    ];

    /// <summary>Null if the table does not have the architecture of this host.</summary>
    public static ElfArchitecture? OfThisHost { get; } = RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Find("amd64"),
        Architecture.X86 => Find("386"),
        Architecture.Arm64 => Find("arm64"),
        Architecture.Arm or Architecture.Armv6 => Find("arm"),
        Architecture.Ppc64le => Find("ppc64le"),
        Architecture.S390x => Find("s390x"),
        Architecture.RiscV64 => Find("riscv64"),
        Architecture.LoongArch64 => Find("loong64"),
        _ => null,
    };

    /// <returns>Null if the table does not have the name.</returns>
    public static ElfArchitecture? Find(string name) => All.FirstOrDefault(row => row.Name == name);

    /// <summary>The first bytes of a program of this architecture: 20, or 40 with <see cref="FlagsMask"/>.</summary>
    public byte[] Magic()
    {
        var writer = new ElfWriter(Class, Data);
        writer.Bytes([0x7f, (byte)'E', (byte)'L', (byte)'F', (byte)Class, (byte)Data, 1, 0]);
        writer.Bytes(new byte[8]);
        writer.Half(ElfHeader.Executable);
        writer.Half(Machine);
        if (FlagsMask != 0)
        {
            writer.Bytes(new byte[FlagsOffset32 - MagicLength]);
            writer.Word(Flags & FlagsMask);
        }

        return writer.ToArray();
    }

    /// <summary>
    /// The bits of <see cref="Magic"/> that are compared: all except EI_OSABI, where toolchains write different values, and the low bit
    /// of e_type, so ET_EXEC and ET_DYN (position-independent programs) both match.
    /// </summary>
    /// <remarks>
    /// The exceptions are those of QEMU's own script:
    /// https://gitlab.com/qemu-project/qemu/-/blob/master/scripts/qemu-binfmt-conf.sh.
    /// </remarks>
    public byte[] Mask()
    {
        var writer = new ElfWriter(Class, Data);
        writer.Bytes([.. Enumerable.Repeat((byte)0xff, 16)]);
        writer.Half(0xfffe);
        writer.Half(0xffff);
        if (FlagsMask != 0)
        {
            writer.Bytes(new byte[FlagsOffset32 - MagicLength]);
            writer.Word(FlagsMask);
        }

        var mask = writer.ToArray();
        mask[OsAbi] = 0;
        foreach (var (index, value) in MaskExceptions)
        {
            mask[index] = value;
        }

        return mask;
    }

    public override string ToString() => Name;
}
