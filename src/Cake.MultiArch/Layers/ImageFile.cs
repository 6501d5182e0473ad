using System.Text;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Layers;

/// <summary>A file, folder or link of an image, with what is needed to find out its architecture.</summary>
/// <param name="Path">The absolute path in the image, without links: <c>/usr/bin/env</c>.</param>
/// <param name="Kind">File, folder, link or other.</param>
internal sealed record ImageFile(string Path, ImageFileKind Kind)
{
    /// <summary>The kernel reads this much of a script's first line, in bytes.</summary>
    private const int MaxScriptLine = 256;

    /// <summary>In bytes.</summary>
    public long Size { get; init; }

    public UnixFileMode Mode { get; init; }

    /// <summary>The target of a symbolic link, as written. Null if it is not a link.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Null if it is not an ELF file.</summary>
    public ElfFile? Elf { get; init; }

    /// <summary>The program that runs a script, and its argument, as written after <c>#!</c>. Null if it is not a script.</summary>
    /// <remarks>https://man7.org/linux/man-pages/man2/execve.2.html, "Interpreter scripts"</remarks>
    public string? ScriptInterpreter { get; init; }

    /// <summary>The layer with the content. Null if the files were not read from layers.</summary>
    public Layer? Layer { get; init; }

    /// <summary>The number of the entry in that layer, from 0.</summary>
    public int LayerEntry { get; init; }

    /// <summary>Whether anybody may execute the file.</summary>
    public bool IsExecutable =>
        Kind == ImageFileKind.File && (Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>Adds the ELF file or the interpreter of a script. The content is read only as far as needed.</summary>
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

/// <summary>The kind of an <see cref="ImageFile"/>. A hard link has the kind of the file that it refers to.</summary>
internal enum ImageFileKind
{
    File,
    Folder,
    SymbolicLink,

    /// <summary>A device or a pipe.</summary>
    Other,
}
