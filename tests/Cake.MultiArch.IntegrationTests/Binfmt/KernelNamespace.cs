using CliWrap;
using CliWrap.Buffered;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>
/// A user and mount namespace with a binfmt_misc of its own (Linux 6.7 or newer), in which a test may break what it likes: the host's
/// handlers are out of reach. Scripts run there as its root, with dash's or bash's <c>set -eu</c> and these words:
/// <c>$B</c> the folder of binfmt_misc; <c>ensure PLATFORM…</c> the driver, whose exit code is printed as <c>exit N</c>;
/// <c>again PLATFORM…</c> the driver, which prints <c>unchanged</c> when no handler differs afterwards and nothing was registered;
/// <c>register NAME INTERPRETER FLAGS</c> a handler for riscv64; <c>as_user COMMAND…</c> without root's rights;
/// <c>in_empty_root ARCH</c> prints the exit code of a test program of that architecture in an empty root.
/// </summary>
internal sealed class KernelNamespace : IDisposable
{
    /// <summary>Written by hand and not by our own writer, so that a test does not agree with it by accident.</summary>
    private const string Prelude =
        """
        set -eu
        B=/proc/sys/fs/binfmt_misc
        mount -t binfmt_misc binfmt_misc $B
        ensure() { code=0; "$DRIVER" "$@" || code=$?; echo "exit $code"; }
        again() { state > before-again; ensure "$@" | grep -v ' kept$' || :; state > after-again; cmp before-again after-again && echo unchanged; }
        state() { ls -i --full-time $B; cat $B/[!r]*; }
        register() {
          printf '%s' ":$1:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:$2:$3" > $B/register
        }
        as_user() { unshare -U --map-user=1000 --map-group=1000 env PATH=/usr/bin:/bin "$@"; }
        in_empty_root() { code=0; chroot "$PROBES" "/exit-$1" 2>/dev/null || code=$?; echo "$1 $code"; }

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("binfmt-namespace-");

    public KernelNamespace()
    {
        SkipOnOlderKernels();
        Directory.CreateDirectory(Scratch);
        Directory.CreateDirectory(Probes);
        foreach (var architecture in Elf.ElfArchitecture.All)
        {
            var path = Path.Combine(Probes, $"exit-{architecture.Name}");
            File.WriteAllBytes(path, Elf.ElfProbe.Write(architecture));
            TestFiles.MakeExecutable(path);
        }
    }

    /// <summary>A folder for the test's own files.</summary>
    public string Folder => _folder.FullName;

    private string Scratch => Path.Combine(Folder, "tmp");

    private string Probes => Path.Combine(Folder, "probes");

    /// <summary>
    /// Runs a script to its end and returns the lines it wrote to standard output. Nothing may be left in the folder for temporary files.
    /// </summary>
    public async Task<IReadOnlyList<string>> RunAsync(string script)
    {
        var result = await Cli.Wrap("unshare")
            .WithArguments(["-Urm", "--propagation", "private", "sh", "-c", Prelude + script])
            .WithWorkingDirectory(Folder)
            .WithEnvironmentVariables(variables => variables
                .Set("DRIVER", Path.Combine(AppContext.BaseDirectory, "BinfmtDriver"))
                .Set("PROBES", Probes)
                .Set("TMPDIR", Scratch)
                .Set("LC_ALL", "C"))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);

        result.ExitCode.ShouldBe(0, $"{result.StandardOutput}\n{result.StandardError}");
        Directory.EnumerateFileSystemEntries(Scratch).ShouldBeEmpty("the driver left something behind");
        return result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// Writes a program <c>given/qemu-riscv64-static</c> that says its version as QEMU does, and emulates nothing. The answer is its
    /// folder.
    /// </summary>
    public string WriteUselessQemu()
    {
        var given = Directory.CreateDirectory(Path.Combine(Folder, "given")).FullName;
        TestFiles.WriteSpeaking(Path.Combine(given, "qemu-riscv64-static"), "qemu-riscv64 version 7.2.22 (of the test)");
        return given;
    }

    /// <summary>
    /// Without handlers of its own a namespace is no place to break them in. In CI that is a failure: what it does not try nobody tries.
    /// </summary>
    public static void SkipOnOlderKernels()
    {
        var kernel = Environment.OSVersion.Version;
        Assert.SkipUnless(
            kernel >= new Version(6, 7) || Environment.GetEnvironmentVariable("CI") is not null,
            $"Linux {kernel} gives user namespaces no handlers of their own; 6.7 does.");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
