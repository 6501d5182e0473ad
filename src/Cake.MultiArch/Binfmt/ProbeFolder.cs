using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Binfmt;

/// <summary>
/// A temporary folder that holds only the test programs, so that it can serve as an empty root. Dispose removes it with its content.
/// </summary>
internal sealed class ProbeFolder : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder;

    /// <summary>
    /// Writes all programs before any of them runs. A process that starts meanwhile inherits the open file for a moment, and the kernel
    /// does not execute a file that is open for writing.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be created or written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write to the folder.</exception>
    public ProbeFolder(string parent, IEnumerable<ElfArchitecture> architectures)
    {
        // CreateDirectory would also create the parent, which would not be removed.
        _folder = Directory.Exists(parent)
            ? Directory.CreateDirectory(System.IO.Path.Combine(parent, $"multiarch-binfmt-{Guid.NewGuid():N}"))
            : throw new DirectoryNotFoundException($"There is no folder {parent}.");
        try
        {
            foreach (var architecture in architectures)
            {
                Write(Path(architecture), ElfProbe.Write(architecture));
                Write(Counter(architecture), ElfProbe.WriteArgumentCounter(architecture));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Root => _folder.FullName;

    /// <summary>The program that ends with <see cref="ElfProbe.ExitCode"/>.</summary>
    public string Path(ElfArchitecture architecture) => System.IO.Path.Combine(Root, $"exit-{architecture.QemuName}");

    /// <summary>The program that ends with the number of its arguments.</summary>
    public string Counter(ElfArchitecture architecture) => System.IO.Path.Combine(Root, CounterName(architecture));

    public static string CounterName(ElfArchitecture architecture) => $"count-{architecture.QemuName}";

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another program cleans the temporary folder.
        }
    }

    private static void Write(string path, byte[] program)
    {
        File.WriteAllBytes(path, program);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Executable);
        }
    }
}
