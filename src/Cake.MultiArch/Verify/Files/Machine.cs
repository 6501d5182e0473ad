using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Verify.Files;

/// <summary>The machine that a program is built for, from the header of its file.</summary>
/// <param name="Class">The width of an address.</param>
/// <param name="Data">The byte order.</param>
/// <param name="Number">e_machine.</param>
/// <remarks>https://www.sco.com/developers/gabi/latest/ch4.eheader.html and each processor's ABI supplement.</remarks>
internal sealed record Machine(ElfClass Class, ElfData Data, ushort Number)
{
    private const ushort X86 = 3;
    private const ushort Mips = 8;
    private const ushort PowerPc = 20;
    private const ushort S390 = 22;
    private const ushort Arm = 40;
    private const ushort X86Of64Bits = 62;
    private const ushort RiscV = 243;

    /// <summary>The names of machines that have programs in images, as file(1) writes them.</summary>
    private static readonly Dictionary<ushort, string> Words = new()
    {
        [2] = "SPARC",
        [X86] = "Intel 80386",
        [4] = "m68k",
        [Mips] = "MIPS",
        [15] = "PA-RISC",
        [18] = "SPARC32PLUS",
        [PowerPc] = "PowerPC",
        [21] = "64-bit PowerPC",
        [S390] = "IBM S/390",
        [Arm] = "ARM",
        [42] = "SuperH",
        [43] = "SPARC V9",
        [50] = "IA-64",
        [X86Of64Bits] = "x86-64",
        [83] = "AVR",
        [94] = "Xtensa",
        [164] = "Hexagon",
        [183] = "ARM aarch64",
        [190] = "NVIDIA CUDA",
        [224] = "AMD GPU",
        [RiscV] = "RISC-V",
        [247] = "eBPF",
        [258] = "LoongArch",
        [0x9026] = "Alpha",
    };

    /// <summary>The name of the architecture, OCI's if it has one: <c>amd64</c>, <c>x32</c>, <c>SPARC</c>.</summary>
    public string Name => Architecture?.Name ?? (Number, Class, Data) switch
    {
        (X86Of64Bits, ElfClass.Bits32, _) => "x32",
        (RiscV, ElfClass.Bits32, _) => "riscv32",
        (S390, ElfClass.Bits32, _) => "s390",
        _ => Words.GetValueOrDefault(Number) ?? $"machine {Number}",
    };

    /// <summary>The words for messages: <c>ELF 64-bit, x86-64</c>.</summary>
    public string Description =>
        $"ELF {(Class is ElfClass.Bits64 ? 64 : 32)}-bit{(IsOfTwoOrders && Data is ElfData.BigEndian ? " big-endian" : "")}, "
        + (Words.GetValueOrDefault(Number) ?? $"machine {Number}");

    /// <summary>Whether images can be for this CPU, in any width and byte order. There are none for eBPF or a GPU.</summary>
    public bool IsOfPlatforms => ElfArchitecture.All.Any(row => row.Machine == Number);

    private bool IsOfTwoOrders => Number is Arm or Mips or 21 or 183;

    private ElfArchitecture? Architecture => ElfArchitecture.All.FirstOrDefault(row => Of(row) == this);

    public static Machine Of(ElfHeader header) => new(header.Class, header.Data, header.Machine);

    public static Machine Of(ElfArchitecture architecture) => new(architecture.Class, architecture.Data, architecture.Machine);

    /// <summary>The article and the name: <c>an amd64</c>, <c>a riscv64</c>.</summary>
    public string WithArticle() =>
        ("aeiouAEIOUx".Contains(Name[0]) || Name.StartsWith("s3", StringComparison.Ordinal) ? "an " : "a ") + Name;

    /// <summary>Whether the platform's kernel runs it without QEMU: the platform's own programs, and on amd64 also 32-bit ones.</summary>
    public bool RunsOn(ElfArchitecture platform) => this == Of(platform) || (platform.Name == "amd64" && IsSiblingOf(platform));

    /// <summary>
    /// Whether it is the other width of the platform's family. Distributions install such programs beside the platform's own: 32-bit
    /// programs beside 64-bit ones, and amd64 programs on 386.
    /// </summary>
    public bool IsSiblingOf(ElfArchitecture platform) => this != Of(platform) && platform.Name switch
    {
        "amd64" => Number is X86 or X86Of64Bits,
        "386" => Number == X86Of64Bits,
        "arm64" => Number == Arm && Data == platform.Data,
        "ppc64" => Number == PowerPc && Data == platform.Data,
        _ => Number == platform.Machine && Data == platform.Data && Class is ElfClass.Bits32,
    };

    /// <summary>Whether a word means this machine. The word is a CPU name as Go, GNU, Rust, .NET or Node write it.</summary>
    public bool IsNamed(string word) => Array.Exists(MeantBy(word), row => Of(row) == this) || word switch
    {
        "x32" => Name == "x32",
        "s390" => Name == "s390",
        _ when word.StartsWith("riscv32", StringComparison.Ordinal) => Name == "riscv32",
        _ => false,
    };

    /// <summary>Whether a word means an architecture that images can have.</summary>
    public static bool IsWord(string word) => MeantBy(word).Length > 0;

    /// <summary>The words for an architecture.</summary>
    public static IEnumerable<string> WordsFor(ElfArchitecture architecture) =>
        PlatformNames
            .ArchitectureSpellings.Append("ia32")
            .Distinct()
            .Where(word => Array.Exists(MeantBy(word), row => row == architecture));

    private static ElfArchitecture[] MeantBy(string word)
    {
        string[] names = word switch
        {
            "ia32" => ["386"],

            // NVIDIA's name for servers: https://docs.nvidia.com/cuda/cuda-installation-guide-linux/ (cross-platform installation)
            "sbsa" => ["arm64"],

            // Node uses this name for both byte orders: https://nodejs.org/api/process.html#processarch
            "ppc64" => ["ppc64", "ppc64le"],
            _ when PlatformNames.Architecture(word) is { } known => [known],
            _ when word.StartsWith("armv", StringComparison.Ordinal) || word.StartsWith("thumbv", StringComparison.Ordinal) => ["arm"],
            _ when word.StartsWith("riscv64", StringComparison.Ordinal) => ["riscv64"],
            "mipsisa32r6" => ["mips"],
            "mipsisa32r6el" => ["mipsle"],
            "mipsisa64r6" => ["mips64"],
            "mipsisa64r6el" => ["mips64le"],
            _ => [],
        };
        return [.. names.Select(ElfArchitecture.Find).OfType<ElfArchitecture>()];
    }
}
