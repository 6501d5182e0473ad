using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Binfmt.Qemu;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt.Qemu;

public sealed class QemuOnHostTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task The_static_name_goes_before_the_plain_one()
    {
        _host.InstallQemu("qemu-aarch64");
        var expected = _host.InstallQemu("qemu-aarch64-static");

        var found = await FindAsync("arm64");

        found.Path.ShouldBe(expected);
        found.Version.ShouldBe("7.2.22");
        _host.Version.Asked.ShouldBe([expected]);
    }

    [Fact]
    public async Task A_plain_name_serves_when_it_is_static()
    {
        var expected = _host.InstallQemu("qemu-riscv64");

        (await FindAsync("riscv64")).Path.ShouldBe(expected);
    }

    [Fact]
    public async Task A_dynamic_program_is_passed_over_and_said_to_be_so()
    {
        var path = _host.InstallQemu("qemu-s390x", dynamic: true);

        var found = await FindAsync("s390x");

        found.Path.ShouldBeNull();
        found.Rejected.ShouldBe([$"{path} is linked dynamically: inside a container it would not find its libraries"]);
        _host.Version.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_program_for_another_cpu_and_a_script_are_passed_over()
    {
        var foreign = _host.InstallQemu("qemu-s390x-static", machine: "arm64");
        var script = _host.Install("qemu/qemu-s390x", "#!/bin/sh\n"u8.ToArray());

        (await FindAsync("s390x")).Rejected.ShouldBe([$"{foreign} is a program for another architecture", $"{script} is no program"]);
    }

    [Fact]
    public async Task A_file_that_may_not_be_executed_is_passed_over()
    {
        var path = Path.Combine(_host.Qemu, "qemu-arm-static");
        File.WriteAllBytes(path, ElfProbe.Write(FakeHost.Amd64));

        (await FindAsync("arm")).Rejected.ShouldBe([$"{path} is not executable"]);
    }

    [Fact]
    public async Task A_program_that_answers_wrongly_is_passed_over_for_the_next_one()
    {
        var wrong = _host.InstallQemu("qemu-arm-static", folder: "programs");
        var failing = _host.InstallQemu("qemu-arm", folder: "programs");
        var other = _host.InstallQemu("qemu-arm-static");
        var good = _host.InstallQemu("qemu-arm");
        _host.Version.Answer = path => path == wrong ? FakeVersion.Says("busybox v1.36")
            : path == failing ? FakeVersion.Says("qemu: fatal", exitCode: 255)
            : FakeVersion.Says(path == other ? "qemu-armeb version 9.2.2" : "qemu-arm version 9.2.2");

        var found = await FindAsync("arm");

        found.Path.ShouldBe(good);
        found.Version.ShouldBe("9.2.2");
        found.Rejected.ShouldBe(
        [
            $"{wrong} does not say that it is QEMU when it is asked for its version (it wrote: busybox v1.36)",
            $"{failing} ended with code 255 when it was asked for its version (it wrote: qemu: fatal)",
            $"{other} is QEMU for armeb",
        ]);
    }

    [Fact]
    public async Task Given_folders_go_first_then_PATH_then_those_of_the_distributions()
    {
        var ofTheDistribution = _host.InstallQemu("qemu-arm-static");
        (await FindAsync("arm")).Path.ShouldBe(ofTheDistribution);

        var onPath = _host.InstallQemu("qemu-arm", folder: "programs");
        (await FindAsync("arm")).Path.ShouldBe(onPath);

        var given = _host.InstallQemu("qemu-arm", folder: "given");
        (await FindAsync("arm", Path.GetDirectoryName(given)!)).Path.ShouldBe(given);
    }

    [Fact]
    public async Task Behind_the_link_of_Debian_its_target_is_taken_because_QEMU_reads_a_meaning_into_the_name_of_the_link()
    {
        var target = _host.InstallQemu("plain-qemu", folder: "elsewhere");
        File.CreateSymbolicLink(Path.Combine(_host.Qemu, "mips64el-binfmt-P"), target);
        _host.Version.Answer = _ => FakeVersion.Says("qemu-mips64el version 7.2.22");

        (await FindAsync("mips64le")).Path.ShouldBe(target);
        _host.Version.Asked.ShouldBe([target]);
    }

    [Fact]
    public async Task A_program_with_the_name_of_that_link_is_never_run_or_taken()
    {
        var path = _host.InstallQemu("mips64el-binfmt-P");

        (await FindAsync("mips64le")).Rejected.ShouldBe([$"{path} has a name that makes QEMU expect another caller"]);
        _host.Version.Asked.ShouldBeEmpty();
    }

    [Fact]
    public void For_advice_no_program_is_run()
    {
        _host.InstallQemu("qemu-s390x-static", dynamic: true);
        var expected = _host.InstallQemu("qemu-s390x");

        OnHost().Likely(ElfArchitecture.Find("s390x")!).ShouldBe(expected);
        _host.Version.Asked.ShouldBeEmpty();
    }

    private QemuOnHost OnHost(params string[] folders) =>
        new(new ProgramSearch(_host.Host, _host.Paths), _host.Paths, new QemuCheck(_host.Version, FakeHost.Amd64))
        {
            FirstFolders = folders,
        };

    private Task<QemuFound> FindAsync(string architecture, params string[] folders) =>
        OnHost(folders).FindAsync(ElfArchitecture.Find(architecture)!, TestContext.Current.CancellationToken);
}
