using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Layers;

/// <summary>A file, folder or link of an image, as far as its architecture matters.</summary>
/// <param name="Path">The absolute path in the image, without links in it: <c>/usr/bin/env</c>.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ImageFile(string Path, ImageFileKind Kind)
{
    /// <summary>The size of a file in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Its permissions.</summary>
    public UnixFileMode Mode { get; init; }

    /// <summary>Where a symbolic link leads, as it is written; null for what is none.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>What is read of a program or library; null for what is no ELF file.</summary>
    public ElfFile? Elf { get; init; }

    /// <summary>The program that runs a script, and its argument, as behind <c>#!</c>; null for what is no script.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man2/execve.2.html, "Interpreter scripts"</remarks>
    public string? ScriptInterpreter { get; init; }

    /// <summary>Whether somebody may execute it.</summary>
    public bool IsExecutable => Kind == ImageFileKind.File && (Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}

/// <summary>What an <see cref="ImageFile"/> is. A hard link is the file that it is a name of.</summary>
internal enum ImageFileKind
{
    File,
    Folder,
    SymbolicLink,

    /// <summary>A device, a pipe.</summary>
    Other,
}
