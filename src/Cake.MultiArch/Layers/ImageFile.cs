using System.Text;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Layers;

/// <summary>A file, folder or link of an image, as far as its architecture matters.</summary>
/// <param name="Path">The absolute path in the image, without links in it: <c>/usr/bin/env</c>.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ImageFile(string Path, ImageFileKind Kind)
{
    /// <summary>How much of a script the kernel looks at, in bytes.</summary>
    private const int MaxScriptLine = 256;

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

    /// <summary>The layer that the content is in; null where the files were not read from layers.</summary>
    public Layer? Layer { get; init; }

    /// <summary>Which entry of that layer it is, counted from 0.</summary>
    public int LayerEntry { get; init; }

    /// <summary>Whether somebody may execute it.</summary>
    public bool IsExecutable =>
        Kind == ImageFileKind.File && (Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>The same file with what its first bytes say of how it is run.</summary>
    /// <param name="content">The content, which is read no further than needed.</param>
    public ImageFile WithContent(Stream content)
    {
        using var bytes = new FileBytes(content);
        Span<byte> line = stackalloc byte[MaxScriptLine];
        line = line[..bytes.Read(0, line)];
        return this with { Elf = ElfFile.Read(bytes), ScriptInterpreter = line.StartsWith("#!"u8) ? Interpreter(line[2..]) : null };
    }

    private static string? Interpreter(ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny((byte)'\n', (byte)0);
        var text = Encoding.UTF8.GetString(end < 0 ? line : line[..end]).Trim(' ', '\t');
        return text.Length == 0 ? null : text;
    }
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
