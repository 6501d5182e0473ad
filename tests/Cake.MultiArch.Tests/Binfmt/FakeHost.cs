using Cake.Core.Configuration;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Path = System.IO.Path;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>An amd64 host whose binfmt_misc, QEMU and kernel are files in a temporary folder.</summary>
internal sealed class FakeHost : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("binfmt-test-");
    private readonly FakeEnvironment _environment;

    public FakeHost()
    {
        _environment = new FakeEnvironment(_root.FullName);
        _environment.Variables["PATH"] = Programs;
        Directory.CreateDirectory(Folder);
        Directory.CreateDirectory(Qemu);
        Directory.CreateDirectory(Programs);
        File.WriteAllText(Paths.KernelRelease, "6.1.0-27-amd64\n");
        File.WriteAllText(Paths.UserMap, "         0          0 4294967295\n");
        Mount();
    }

    public static ElfArchitecture Amd64 { get; } = ElfArchitecture.Find("amd64")!;

    public FakeProbe Probe { get; } = new();

    public FakeVersion Version { get; } = new();

    public FakeLog Log { get; } = new();

    public string Folder => Path.Combine(_root.FullName, "binfmt_misc");

    public string Qemu => Path.Combine(_root.FullName, "qemu");

    /// <summary>Stands for /etc/binfmt.d.</summary>
    public string Etc => Path.Combine(_root.FullName, "etc-binfmt.d");

    public string Programs => Path.Combine(_root.FullName, "programs");

    public BinfmtPaths Paths => new()
    {
        Folder = Folder,
        KernelRelease = Path.Combine(_root.FullName, "osrelease"),
        UserMap = Path.Combine(_root.FullName, "uid_map"),
        QemuFolders = [Qemu],
        QemuStore = Path.Combine(_root.FullName, "store"),
        ProgramFolders = [],
        ConfigurationFolders = [Etc, Path.Combine(_root.FullName, "usr-lib-binfmt.d")],
        ScratchFolders = [Path.Combine(_root.FullName, "no-such-folder")],
    };

    /// <summary>What the kernel was handed; empty when nothing was.</summary>
    public string Registered => File.ReadAllText(Path.Combine(Folder, "register"));

    public Host Host
    {
        get
        {
            var files = new FileSystem();
            var globber = new Globber(files, _environment);
            var configuration = new CakeConfigurationProvider(files, _environment).CreateConfiguration(
                _root.FullName,
                new Dictionary<string, string>()
            );
            var tools = new ToolLocator(
                _environment,
                new ToolRepository(_environment),
                new ToolResolutionStrategy(files, _environment, globber, configuration, Log)
            );
            return new Host(Log, tools, _environment, TimeProvider.System);
        }
    }

    public BinfmtHost AsUser() => new(Host, Paths, Amd64, isPrivileged: false, StepNamespace.Own, Probe, Version);

    public BinfmtHost AsRoot() => new(Host, Paths, Amd64, isPrivileged: true, StepNamespace.Own, Probe, Version);

    public void Mount(string status = "enabled")
    {
        File.WriteAllText(Path.Combine(Folder, "status"), status + "\n");
        File.WriteAllText(Path.Combine(Folder, "register"), "");
    }

    public void Unmount() => Directory.GetFiles(Folder).ToList().ForEach(File.Delete);

    public void Handler(string name, string architecture, string interpreter, string flags, bool enabled = true)
    {
        var row = ElfArchitecture.Find(architecture)!;
        File.WriteAllText(
            Path.Combine(Folder, name),
            $"{(enabled ? "enabled" : "disabled")}\ninterpreter {interpreter}\nflags: {flags}\noffset 0\n"
            + $"magic {Convert.ToHexStringLower(row.Magic())}\nmask {Convert.ToHexStringLower(row.Mask())}\n");
    }

    /// <summary>Installs a program for the host that stands for QEMU; a dynamic one names a loader.</summary>
    public string InstallQemu(string name, string folder = "qemu", bool dynamic = false, string machine = "amd64")
    {
        var program = ElfProbe.Write(ElfArchitecture.Find(machine)!);
        if (dynamic)
        {
            program[64] = 3;
        }

        return Install(Path.Combine(folder, name), program);
    }

    /// <summary>Puts a program on PATH.</summary>
    public string InstallProgram(string name) => Install(Path.Combine("programs", name), []);

    /// <summary>Writes an executable file.</summary>
    public string Install(string path, byte[] content)
    {
        path = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void UserMap(string map) => File.WriteAllText(Paths.UserMap, map);

    public void Kernel(string release) => File.WriteAllText(Paths.KernelRelease, release + "\n");

    public void Dispose() => _root.Delete(recursive: true);
}
