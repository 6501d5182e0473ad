using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using CliWrap;
using Path = System.IO.Path;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

public sealed class ProgramProbeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("probe-test-");
    private readonly string? _temporary = Environment.GetEnvironmentVariable("TMPDIR");

    public ProgramProbeTests() => Environment.SetEnvironmentVariable("TMPDIR", _folder.FullName);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TMPDIR", _temporary);
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Every_program_ends_with_its_code_under_the_QEMU_of_its_architecture()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            foreach (var code in new byte[] { 0, ElfProbe.ExitCode, 255 })
            {
                var program = Path.Combine(_folder.FullName, $"{architecture.Name}-{code}");
                await File.WriteAllBytesAsync(program, ElfProbe.Write(architecture, code), TestContext.Current.CancellationToken);
                TestFiles.MakeExecutable(program);

                var result = await Cli.Wrap($"/usr/bin/qemu-{architecture.QemuName}-static").WithArguments([program])
                    .WithValidation(CommandResultValidation.None).ExecuteAsync(TestContext.Current.CancellationToken);

                result.ExitCode.ShouldBe(code, architecture.Name);
            }
        }
    }

    [Fact]
    public async Task A_program_that_somebody_still_has_open_for_writing_is_tried_again()
    {
        var native = ElfArchitecture.OfThisHost.ShouldNotBeNull();
        var probe = new ProgramProbe(Host(), new BinfmtPaths(), native, Environment.IsPrivilegedProcess, StepNamespace.Own);

        // The probe has to be caught between writing and running; whether that worked is known only afterwards.
        var caught = false;
        for (var attempt = 0; attempt < 100 && !caught; attempt++)
        {
            using var stop = new CancellationTokenSource();
            var holding = Task.Run(() => HoldAsync(stop.Token), TestContext.Current.CancellationToken);
            var outcomes = await probe.RunAsync([native], TestContext.Current.CancellationToken);
            await stop.CancelAsync();
            caught = await holding;

            outcomes[native].ShouldBe(new ProbeOutcome.Runs());
        }

        caught.ShouldBeTrue("the program was never held");
    }

    /// <summary>
    /// Opens the test program for writing as soon as it is complete, and keeps it so for a while. False when the probe was faster.
    /// </summary>
    private async Task<bool> HoldAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (_folder.EnumerateFiles("exit-*", SearchOption.AllDirectories).FirstOrDefault() is { Length: > 0 } file
                    && !OperatingSystem.IsWindows() && (file.UnixFileMode & UnixFileMode.UserExecute) != 0)
                {
                    await using var held = file.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                    await Task.Delay(300, CancellationToken.None);
                    return true;
                }
            }
            catch (IOException)
            {
                // The probe runs already (the kernel refuses to write to a running program), or is done.
                return false;
            }
        }

        return false;
    }

    private Host Host()
    {
        var files = new FileSystem();
        var environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        var log = new NullLog();
        var globber = new Globber(files, environment);
        var configuration = new CakeConfigurationProvider(files, environment).CreateConfiguration(
            _folder.FullName,
            new Dictionary<string, string>()
        );
        var tools = new ToolLocator(
            environment,
            new ToolRepository(environment),
            new ToolResolutionStrategy(files, environment, globber, configuration, log)
        );
        return new Host(log, tools, environment, TimeProvider.System);
    }
}
