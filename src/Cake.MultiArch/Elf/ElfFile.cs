namespace Cake.MultiArch.Elf;

/// <summary>What an ELF file says about how it is run.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Interpreter">The loader that runs it (PT_INTERP), an absolute path; null for a static program or a library.</param>
/// <param name="Needed">The libraries that it needs (DT_NEEDED), by name.</param>
/// <param name="SearchPaths">Where it wants them to be looked for (DT_RUNPATH, or DT_RPATH), as written: <c>$ORIGIN/../lib</c>.</param>
internal sealed record ElfFile(ElfHeader Header, string? Interpreter, IReadOnlyList<string> Needed, IReadOnlyList<string> SearchPaths);
