using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Elf;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>What a person reads when a platform does not run.</summary>
public sealed class BinfmtFailureTests : IDisposable
{
    private readonly FakeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task No_handler()
    {
        var qemu = _host.InstallQemu("qemu-aarch64-static");

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem
            .ToString()
            .ShouldBe(
                $"""
                MA1203: linux/arm64 cannot be run on this host.
                  where: platform linux/arm64, handlers in {_host.Folder}
                  why:   The kernel answers Exec format error (ENOEXEC) to programs for arm64: no handler in {_host.Folder} is for them.
                  next:  sudo ./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/arm64
                  | or by hand, on the host, with QEMU installed:
                  | printf '%s' '{RegisterLine.Write(
                    "qemu-aarch64",
                    ElfArchitecture.Find("arm64")!,
                    qemu,
                    "POF"
                )}' | sudo tee {_host.Folder}/register
                """.ReplaceLineEndings("\n")
            );
    }

    [Theory]
    [InlineData("apt-get", "sudo apt-get install -y qemu-user-static")]
    [InlineData("dnf", "sudo dnf install -y qemu-user-static")]
    [InlineData("apk", "sudo apk add qemu-aarch64")]
    public async Task Without_QEMU_the_hosts_own_package_manager_comes_first(string manager, string command)
    {
        _host.InstallProgram(manager);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Repair.ShouldBe($"{command}; then: sudo ./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/arm64");
    }

    [Fact]
    public async Task Without_a_package_manager_that_is_known_all_are_named()
    {
        (await _host.AsUser().FailAsync("linux/arm64")).Repair.ShouldStartWith(
            "sudo apt-get install -y qemu-user-static, or sudo dnf install -y qemu-user-static, or sudo apk add qemu-aarch64; then: "
        );
    }

    [Fact]
    public async Task Not_mounted()
    {
        _host.Unmount();

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1202");
        problem.Why.ShouldBe(
            $"The kernel answers Exec format error (ENOEXEC) to programs for arm64, and binfmt_misc is not mounted at {_host.Folder}."
        );
        problem.Details[1].ShouldBe($"sudo mount -t binfmt_misc binfmt_misc {_host.Folder}");
    }

    [Fact]
    public async Task An_automount_of_the_host()
    {
        Directory.Delete(_host.Folder, recursive: true);
        File.CreateSymbolicLink(_host.Folder, _host.Folder);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1221");
        problem.Why.ShouldEndWith($"and Too many levels of symbolic links (ELOOP) to a look at {_host.Folder}.");
        problem.Repair.ShouldBe($"On the host: ls {_host.Folder}");
        File.Delete(_host.Folder);
    }

    [Theory]
    [InlineData(41, "that it was given 40 arguments, where it was given 41; the handler's flags are OF.")]
    [InlineData(43, "that it was given 42 arguments, where it was given 41; the handler's flags are OF.")]
    public async Task Arguments_that_are_lost_or_added(int counted, string why)
    {
        _host.Handler("qemu-aarch64", "arm64", "/x/aarch64-binfmt-P", "OF");
        _host.Probe.Answer = _ => new ProbeOutcome.WrongArguments(42, counted);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1218");
        problem.Why.ShouldBe($"/x/aarch64-binfmt-P, the interpreter of the handler qemu-aarch64, told a test program for arm64 {why}");
    }

    [Fact]
    public async Task A_kernel_without_binfmt_misc()
    {
        _host.Unmount();
        _host.InstallQemu("qemu-aarch64-static");
        _host.Install("programs/mount", "#!/bin/sh\necho \"mount: $4: unknown filesystem type 'binfmt_misc'.\" >&2; exit 32\n"u8.ToArray());

        var problem = await _host.AsRoot().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1220");
        problem.Why.ShouldBe(
            $"Mounting binfmt_misc at {_host.Folder} failed: mount: {_host.Folder}: unknown filesystem type 'binfmt_misc'."
        );
        problem.Repair.ShouldBe("On the host: modprobe binfmt_misc");
    }

    [Fact]
    public async Task Switched_off()
    {
        _host.Mount("disabled");
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "F");

        var problem = await _host.AsRoot().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1204");
        problem.Why.ShouldBe($"{_host.Folder}/status says disabled, so the kernel considers no handler.");
        problem.Repair.ShouldBe($"echo 1 | sudo tee {_host.Folder}/status");
        problem.Details.ShouldBeEmpty();
        _host.Registered.ShouldBeEmpty();
    }

    [Fact]
    public async Task Handler_disabled()
    {
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "F", enabled: false);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1205");
        problem.Why.ShouldBe(
            "The kernel answers Exec format error (ENOEXEC) to programs for arm64: the handler qemu-aarch64 is for them, and it is disabled."
        );
    }

    [Fact]
    public async Task Flag_missing()
    {
        _host.Handler("qemu-aarch64", "arm64", "/usr/bin/qemu-aarch64-static", "OC");
        _host.Probe.Answer = _ => new ProbeOutcome.RunsOnlyHere();

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1206");
        problem.Why.ShouldBe(
            "The handler qemu-aarch64 has the flags OC without F, so inside a container its interpreter /usr/bin/qemu-aarch64-static is not found."
        );
        problem.Details[1].ShouldContain(":qemu-aarch64-multiarch:", customMessage: "the name is taken, so the line must use another");
    }

    [Fact]
    public async Task Flag_missing_where_the_handlers_cannot_be_seen()
    {
        _host.Unmount();
        _host.Probe.Answer = _ => new ProbeOutcome.RunsOnlyHere();

        (await _host.AsUser().FailAsync("linux/arm64")).Why.ShouldBe(
            "A program for arm64 runs here and not in an empty root: its handler was registered without the flag F, so inside a container its interpreter is not found."
        );
    }

    [Fact]
    public async Task Interpreter_missing()
    {
        _host.Handler("qemu-aarch64", "arm64", "/gone/qemu", "");
        _host.Probe.Answer = _ => new ProbeOutcome.Refused(2);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1207");
        problem.Why.ShouldBe(
            "The kernel answers No such file or directory (ENOENT) to programs for arm64: /gone/qemu, the interpreter of the handler qemu-aarch64, does not exist."
        );
    }

    [Fact]
    public async Task Interpreter_missing_where_the_handlers_cannot_be_seen()
    {
        _host.Unmount();
        _host.Probe.Answer = _ => new ProbeOutcome.Refused(2);

        (await _host.AsUser().FailAsync("linux/arm64")).Why.ShouldBe(
            "The kernel answers No such file or directory (ENOENT) to programs for arm64: the interpreter of a handler that cannot be seen from here does not exist."
        );
    }

    [Theory]
    [InlineData(13, "Permission denied (EACCES)")]
    [InlineData(8, "Exec format error (ENOEXEC)")]
    [InlineData(40, "Too many levels of symbolic links (ELOOP)")]
    public async Task Interpreter_that_cannot_be_executed(int error, string answer)
    {
        _host.Handler("qemu-aarch64", "arm64", "/x/qemu", "F");
        _host.Probe.Answer = _ => new ProbeOutcome.Refused(error);

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1208");
        problem.Why.ShouldBe(
            $"The kernel answers {answer} to programs for arm64: /x/qemu, the interpreter of the handler qemu-aarch64, cannot be executed."
        );
    }

    [Fact]
    public async Task Interpreter_for_another_architecture()
    {
        _host.Handler("qemu-aarch64", "arm64", "/x/qemu", "F");
        _host.Probe.Answer = _ => new ProbeOutcome.WrongAnswer(255, "Invalid ELF image for this architecture");

        var problem = await _host.AsUser().FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1208");
        problem.Why.ShouldBe(
            "/x/qemu, the interpreter of the handler qemu-aarch64, ended with code 255 where the test program for arm64 ends with 42 (it wrote: Invalid ELF image for this architecture)."
        );
    }

    [Fact]
    public async Task Interpreter_that_hangs()
    {
        _host.Unmount();
        _host.Probe.Answer = _ => new ProbeOutcome.NoAnswer(TimeSpan.FromSeconds(20));

        (await _host.AsUser().FailAsync("linux/arm64")).Why.ShouldBe(
            "The interpreter of a handler that cannot be seen from here did not end the test program for arm64 within 20 seconds."
        );
    }

    [Fact]
    public async Task Nowhere_to_run_a_program()
    {
        var host = new BinfmtHost(
            _host.Host,
            _host.Paths with
            {
                ScratchFolders = ["/proc/self/fdinfo"],
            },
            FakeHost.Amd64,
            isPrivileged: false,
            StepNamespace.Own
        );
        _host.Host.Environment.WorkingDirectory = "/proc";

        var problem = await host.FailAsync("linux/arm64");

        problem.Id.ShouldBe("MA1215");
        problem.Why.ShouldBe("No test program could be written and run in /proc/self/fdinfo, /proc.");
        problem.Repair.ShouldStartWith("Set TMPDIR to a folder");
    }

    [Theory]
    [InlineData("linux/alpha", "Nothing is known that runs alpha programs here; known are amd64, 386, arm64,")]
    [InlineData("windows/amd64", "binfmt_misc and QEMU run programs of Linux; windows is another system.")]
    public async Task No_emulator_for_the_platform(string platform, string why)
    {
        var problem = await _host.AsRoot().FailAsync(platform);

        problem.Id.ShouldBe("MA1201");
        problem.Why.ShouldStartWith(why);
        problem.Repair.ShouldBe($"Take {platform} off the list of platforms, or build it on a machine of its own kind.");
    }

    [Fact]
    public async Task No_platform_is_named() => (await _host.AsUser().FailAsync()).Id.ShouldBe("MA1217");

    [Fact]
    public async Task Several_platforms_are_named_in_one_failure_each_with_its_reason()
    {
        _host.InstallQemu("qemu-aarch64-static");
        _host.InstallQemu("qemu-s390x-static");
        _host.Handler("qemu-s390x", "s390x", "/gone", "");
        _host.Probe.Answer = architecture => new ProbeOutcome.Refused(architecture.Name == "s390x" ? 2 : 8);

        var problem = await _host.AsUser().FailAsync("linux/arm64", "linux/amd64", "linux/s390x");

        problem.What.ShouldBe("linux/arm64 and linux/s390x cannot be run on this host.");
        problem.Why.ShouldStartWith("linux/arm64: The kernel answers Exec format error");
        problem.Why.ShouldContain(" linux/s390x: The kernel answers No such file");
        problem.Repair.ShouldEndWith("--platform=linux/arm64,linux/s390x");
        problem.Details.Count.ShouldBe(3);
    }
}
