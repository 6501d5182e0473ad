using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Binfmt;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Qemu;

/// <summary>Which programs serve: the real QEMU, and programs that are not it.</summary>
public sealed class QemuCheckTests : IAsyncDisposable
{
    private static readonly ElfArchitecture RiscV = ElfArchitecture.Find("riscv64")!;

    private readonly TestFolder _folder = new("check");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task Every_QEMU_of_the_host_serves_for_its_own_architecture_and_for_no_other()
    {
        var check = Check();
        foreach (var architecture in ElfArchitecture.All)
        {
            var path = $"/usr/bin/qemu-{architecture.QemuName}-static";
            var other = ElfArchitecture.All.First(row => row != architecture);

            var verdict = await check.JudgeAsync(path, architecture, Token);

            (await TestProgram.RunAsync(path, "--version")).Text.ShouldStartWith(
                $"qemu-{architecture.QemuName} version {verdict.Version.ShouldNotBeNull()}"
            );
            (await check.JudgeAsync(path, other, Token)).Flaw.ShouldBe($"is QEMU for {architecture.QemuName}");
        }
    }

    [Fact]
    public async Task Behind_Debians_own_link_the_plain_program_is_found()
    {
        // As the package has it, with a real QEMU behind the link.
        var target = _folder.Combine("qemu-riscv64-static");
        File.Copy("/usr/bin/qemu-riscv64-static", target);
        Directory.CreateDirectory(_folder.Combine("libexec"));
        File.CreateSymbolicLink(_folder.Combine("libexec", "riscv64-binfmt-P"), target);
        var host = Host();
        var paths = new BinfmtPaths { QemuFolders = [_folder.Combine("libexec")] };
        host.Environment.GetEnvironmentVariable("PATH").ShouldBe(_folder.Path + "/none");

        var found = await new QemuOnHost(new ProgramSearch(host, paths), paths, Check()).FindAsync(RiscV, Token);

        found.Path.ShouldBe(target);
        found.Version.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_program_that_hangs_is_not_waited_for()
    {
        var path = _folder.Combine("qemu-riscv64-static");
        TestFiles.WriteHanging(path);

        var verdict = await Check(limit: TimeSpan.FromMilliseconds(300)).JudgeAsync(path, RiscV, Token);

        verdict.Flaw.ShouldBe("gave no answer when it was asked for its version: qemu-riscv64-static did not end within 0.3 seconds.");
    }

    [Fact]
    public async Task A_program_that_is_cut_off_does_not_serve()
    {
        var path = _folder.Combine("qemu-riscv64-static");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync("/usr/bin/qemu-riscv64-static", Token))[..5000], Token);
        TestFiles.MakeExecutable(path);
        var check = Check();
        check.Flaw(path).ShouldBeNull("its header says nothing against it");

        (await check.JudgeAsync(path, RiscV, Token)).Flaw.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_program_that_says_nothing_of_QEMU_does_not_serve()
    {
        var path = _folder.Combine("qemu-riscv64-static");
        TestFiles.WriteSpeaking(path, "busybox 1.36");

        (await Check().JudgeAsync(path, RiscV, Token)).Flaw.ShouldBe(
            "does not say that it is QEMU when it is asked for its version (it wrote: busybox 1.36)"
        );
    }

    [Fact]
    public async Task A_program_that_somebody_still_has_open_for_writing_is_asked_again()
    {
        var path = _folder.Combine("qemu-riscv64-static");
        File.Copy("/usr/bin/qemu-riscv64-static", path);
        var held = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

        var verdict = await Check(new ReleasingClock(held)).JudgeAsync(path, RiscV, Token);

        verdict.Flaw.ShouldBeNull();
        held.CanWrite.ShouldBeFalse("it was not waited");
    }

    private Host Host(TimeProvider? clock = null)
    {
        var context = new TestCake(_folder.Path, variables: new Dictionary<string, string> { ["PATH"] = _folder.Path + "/none" }).Context;
        return new Host(context.Log, context.Tools, context.Environment, clock ?? TimeProvider.System);
    }

    private QemuCheck Check(TimeProvider? clock = null, TimeSpan? limit = null) =>
        new(new QemuVersion(Host(clock)) { Limit = limit ?? TimeSpan.FromSeconds(10) }, ElfArchitecture.OfThisHost);

    /// <summary>Lets go of a file when somebody begins to wait.</summary>
    private sealed class ReleasingClock(IDisposable held) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            held.Dispose();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
