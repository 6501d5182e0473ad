using Cake.MultiArch.Binfmt;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>What root reads when a platform could not be made to run, and that nothing was half changed.</summary>
public sealed class RegistrationFailureTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Root_that_may_only_verify_changes_nothing_and_is_told_the_command_without_sudo()
    {
        _host.InstallQemu("qemu-aarch64-static");

        var problem = await _host.AsRoot().FailAsync(new BinfmtSettings { Mode = BinfmtMode.Verify }, "linux/arm64");

        problem.Repair.ShouldBe("./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/arm64");
        _host.Registered.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_QEMU_that_serves()
    {
        _host.InstallProgram("apt-get");
        var dynamic = _host.InstallQemu("qemu-aarch64", dynamic: true);

        var problem = await _host.AsRoot().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1209");
        problem.Why.ShouldBe(
            $"No qemu-aarch64-static and no static qemu-aarch64 is in the folders of PATH, {_host.Qemu} ({dynamic} is linked dynamically: inside a container it would not find its libraries)."
        );
        problem.Repair.ShouldBe(
            "apt-get install -y qemu-user-static; or set InstallPackage, QemuImages or QemuDownloads of BinfmtSettings"
        );
    }

    [Fact]
    public async Task A_host_that_lacks_the_QEMU_of_one_platform_is_not_changed_for_another()
    {
        _host.InstallQemu("qemu-aarch64-static");

        var problem = await _host.AsRoot().FailAsync("linux/arm64", "linux/s390x");

        problem.Id.ShouldBe("MA1209");
        problem.What.ShouldBe("linux/s390x and linux/arm64 cannot be run on this host.");
        _host.Registered.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_platform_without_an_emulator_keeps_the_host_from_being_changed_for_another()
    {
        _host.InstallQemu("qemu-aarch64-static");

        (await _host.AsRoot().FailAsync("linux/arm64", "linux/alpha")).What.ShouldBe(
            "linux/alpha and linux/arm64 cannot be run on this host."
        );
        _host.Registered.ShouldBeEmpty();
    }

    [Fact]
    public async Task Mounting_that_is_not_possible()
    {
        _host.Unmount();
        _host.InstallQemu("qemu-aarch64-static");

        var problem = await _host.AsRoot().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1212");
        problem.Why.ShouldBe($"Mounting binfmt_misc at {_host.Folder} failed: there is no program mount.");
        problem.Repair.ShouldBe($"As root of the host itself: mount -t binfmt_misc binfmt_misc {_host.Folder}");
    }

    [Fact]
    public async Task Where_a_mount_would_hide_the_hosts_handlers_it_is_not_made_unless_all_can_be_registered_anew()
    {
        _host.Unmount();
        _host.UserMap("0 1000 1\n");
        _host.InstallQemu("qemu-aarch64-static");
        _host.Probe.Answer = architecture => architecture.Name == "s390x" ? new ProbeOutcome.Runs() : new ProbeOutcome.Refused(8);

        var problem = await _host.AsRoot().FailAsync("linux/arm64", "linux/s390x");

        problem.Id.ShouldBe("MA1209");
        problem.What.ShouldBe("linux/s390x and linux/arm64 cannot be run on this host.");
    }

    [Fact]
    public async Task A_handler_that_does_not_help_is_explained_with_what_the_kernel_said_afterwards()
    {
        _host.InstallProgram("apt-get");
        var qemu = _host.InstallQemu("qemu-aarch64-static");
        _host.Probe.Answer = _ => _host.Registered.Length > 0 ? new ProbeOutcome.WrongAnswer(139, "") : new ProbeOutcome.Refused(8);

        var problem = await _host.AsRoot().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1214");
        problem.Why.ShouldStartWith($"With a new handler for {qemu}: ");
        problem.Why.ShouldEndWith("ended with code 139 where the test program for arm64 ends with 42. The new handler was removed again.");
        problem.Repair.ShouldBe(
            "Choose another QEMU (BinfmtSettings.Interpreters[\"arm64\"], InterpreterFolders, QemuImages or QemuDownloads), or install it anew: apt-get install -y qemu-user-static"
        );
    }
}
