using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

public sealed class QemuOnHostTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_static_name_goes_before_the_plain_one()
    {
        _host.InstallQemu("qemu-aarch64");
        var expected = _host.InstallQemu("qemu-aarch64-static");

        Find("arm64").Path.ShouldBe(expected);
    }

    [Fact]
    public void A_plain_name_serves_when_it_is_static()
    {
        var expected = _host.InstallQemu("qemu-riscv64");

        Find("riscv64").Path.ShouldBe(expected);
    }

    [Fact]
    public void A_dynamic_program_is_passed_over_and_said_to_be_so()
    {
        var path = _host.InstallQemu("qemu-s390x", dynamic: true);

        var found = Find("s390x");

        found.Path.ShouldBeNull();
        found.Rejected.ShouldBe([$"{path} is linked dynamically: inside a container it would not find its libraries"]);
    }

    [Fact]
    public void A_program_for_another_cpu_and_a_script_are_passed_over()
    {
        var foreign = _host.InstallQemu("qemu-s390x-static", machine: "arm64");
        var script = _host.Install("qemu/qemu-s390x", "#!/bin/sh\n"u8.ToArray());

        Find("s390x").Rejected.ShouldBe([$"{foreign} is a program for another architecture", $"{script} is no program"]);
    }

    [Fact]
    public void A_file_that_may_not_be_executed_is_passed_over()
    {
        var path = Path.Combine(_host.Qemu, "qemu-arm-static");
        File.WriteAllBytes(path, ElfProbe.Write(FakeHost.Amd64));

        Find("arm").Rejected.ShouldBe([$"{path} is not executable"]);
    }

    [Fact]
    public void Given_folders_go_first_then_PATH_then_those_of_the_distributions()
    {
        var ofTheDistribution = _host.InstallQemu("qemu-arm-static");
        Find("arm").Path.ShouldBe(ofTheDistribution);

        var onPath = _host.InstallQemu("qemu-arm", folder: "programs");
        Find("arm").Path.ShouldBe(onPath);

        var given = _host.InstallQemu("qemu-arm", folder: "given");
        Find("arm", Path.GetDirectoryName(given)!).Path.ShouldBe(given);
    }

    [Fact]
    public void Behind_the_link_of_Debian_its_target_is_taken_because_QEMU_reads_a_meaning_into_the_name_of_the_link()
    {
        var target = _host.InstallQemu("plain-qemu", folder: "elsewhere");
        File.CreateSymbolicLink(Path.Combine(_host.Qemu, "mips64el-binfmt-P"), target);

        Find("mips64le").Path.ShouldBe(target);
    }

    private QemuFound Find(string architecture, params string[] folders) =>
        new QemuOnHost(new ProgramSearch(_host.Host, _host.Paths), _host.Paths, FakeHost.Amd64).Find(ElfArchitecture.Find(architecture)!, folders);
}
