using System.Runtime.InteropServices;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>EnsureBinfmt as root, against the real kernel.</summary>
public sealed class RegistrationTests : IDisposable
{
    private const string Qemu = "/usr/bin/qemu-riscv64-static";

    private readonly KernelNamespace _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public async Task On_a_host_without_handlers_each_platform_gets_one_and_runs_in_an_empty_root()
    {
        var lines = await _kernel.RunAsync(
            """
            in_empty_root riscv64
            ensure linux/arm64 linux/s390x linux/riscv64
            in_empty_root arm64
            in_empty_root s390x
            in_empty_root riscv64
            grep -h '^flags' $B/qemu-s390x $B/qemu-riscv64
            """);

        lines[0].ShouldBe("riscv64 127", "the program must not run before");
        lines[1].ShouldBe(RuntimeInformation.OSArchitecture is Architecture.Arm64
            ? "linux/arm64 Native - kept"
            : "linux/arm64 Emulated /usr/bin/qemu-aarch64-static registered");
        lines.Skip(2).ShouldBe(
        [
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            $"linux/riscv64 Emulated {Qemu} registered",
            "exit 0",
            "arm64 42",
            "s390x 42",
            "riscv64 42",
            "flags: POF",
            "flags: POF",
        ]);
    }

    [Fact]
    public async Task Every_architecture_of_the_table_can_be_registered_and_runs()
    {
        var names = Elf
            .ElfArchitecture.All.Where(architecture => architecture != Elf.ElfArchitecture.OfThisHost)
            .Select(architecture => architecture.Name)
            .ToList();

        var lines = await _kernel.RunAsync(
            $"ensure {string.Join(' ', names.Select(name => $"linux/{name}"))}\n"
            + $"for name in {string.Join(' ', names)}; do in_empty_root $name; done");

        lines.ShouldContain("exit 0");
        lines.TakeLast(names.Count).ShouldBe(names.Select(name => $"{name} 42"));
    }

    [Fact]
    public async Task Options_of_QEMU_in_the_environment_which_no_step_sees_change_nothing()
    {
        var lines = await _kernel.RunAsync(
            """
            ensure linux/s390x linux/riscv64 > first
            export QEMU_VERSION=v7.2.0 QEMU_CPU=cortex-a72 QEMU_LD_PREFIX=/nowhere
            again linux/s390x linux/riscv64
            "$DRIVER" --status linux/riscv64 | cut -d ' ' -f 1-3
            """);

        lines.ShouldBe(["exit 0", "unchanged", "linux/riscv64 Emulated POF"]);
    }

    [Fact]
    public async Task A_second_run_writes_nothing()
    {
        var lines = await _kernel.RunAsync(
            """
            ensure linux/s390x linux/riscv64 > first
            ls -i --full-time $B > before; cat $B/qemu-* >> before
            mount -o remount,ro $B
            ensure linux/s390x linux/riscv64
            ls -i --full-time $B > after; cat $B/qemu-* >> after
            cmp before after && echo unchanged
            """);

        lines.ShouldBe(
        [
            "linux/s390x Emulated /usr/bin/qemu-s390x-static kept",
            $"linux/riscv64 Emulated {Qemu} kept",
            "exit 0",
            "unchanged",
        ]);
    }

    [Fact]
    public async Task A_handler_without_the_flag_F_is_found_and_outranked_by_a_second_one()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} OC
            cp $B/qemu-riscv64 before
            ensure --mode=Verify linux/riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            cmp before $B/qemu-riscv64 && ls $B | grep qemu
            """);

        lines[0].ShouldBe("MA1206: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldBe(
                $"  why:   The handler qemu-riscv64 has the flags OC without F, so inside a container its interpreter {Qemu} is not found."
            );
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe([
                "exit 1",
                $"linux/riscv64 Emulated {Qemu} registered",
                "exit 0",
                "exit 0",
                "unchanged",
                "riscv64 42",
                "qemu-riscv64",
                "qemu-riscv64-multiarch",
            ]);
    }

    [Fact]
    public async Task A_disabled_handler_stays_disabled_and_a_second_one_does_its_work()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} F
            echo 0 > $B/qemu-riscv64
            ensure --mode=Verify linux/riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            head -n 1 $B/qemu-riscv64 $B/qemu-riscv64-multiarch
            """);

        lines[0].ShouldBe("MA1205: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldBe(
                "  why:   The kernel answers Exec format error (ENOEXEC) to programs for riscv64: the handler qemu-riscv64 is for them, and it is disabled."
            );
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe([
                "exit 1",
                $"linux/riscv64 Emulated {Qemu} registered",
                "exit 0",
                "exit 0",
                "unchanged",
                "riscv64 42",
                "==> /proc/sys/fs/binfmt_misc/qemu-riscv64 <==",
                "disabled",
                "==> /proc/sys/fs/binfmt_misc/qemu-riscv64-multiarch <==",
                "enabled",
            ]);
    }

    [Fact]
    public async Task A_name_that_is_taken_by_a_broken_interpreter_stays_taken_and_is_outranked()
    {
        var lines = await _kernel.RunAsync(
            """
            register qemu-riscv64 /usr/bin/qemu-s390x-static F
            register qemu-riscv64-multiarch /bin/false ''
            ensure --mode=Verify linux/riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            ls $B | grep qemu
            """);

        lines[0].ShouldBe("MA1208: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldBe(
                "  why:   /bin/false, the interpreter of the handler qemu-riscv64-multiarch, ended with code 1 where the test program for riscv64 ends with 42."
            );
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe([
                "exit 1",
                $"linux/riscv64 Emulated {Qemu} registered",
                "exit 0",
                "exit 0",
                "unchanged",
                "riscv64 42",
                "qemu-riscv64",
                "qemu-riscv64-multiarch",
                "qemu-riscv64-multiarch-2",
            ]);
    }

    [Fact]
    public async Task An_interpreter_that_is_gone_is_named_and_replaced()
    {
        var gone = Path.Combine(_kernel.Folder, "qemu");

        var lines = await _kernel.RunAsync(
            $"""
            cp {Qemu} {gone}
            register mine {gone} P
            rm {gone}
            ensure --mode=Verify linux/riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            """);

        lines[0].ShouldBe("MA1207: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldBe(
                $"  why:   The kernel answers No such file or directory (ENOENT) to programs for riscv64: {gone}, the interpreter of the handler mine, does not exist."
            );
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe(["exit 1", $"linux/riscv64 Emulated {Qemu} registered", "exit 0", "exit 0", "unchanged", "riscv64 42"]);
    }

    [Fact]
    public async Task A_new_handler_that_does_not_help_is_removed_again()
    {
        var given = _kernel.WriteUselessQemu();

        var lines = await _kernel.RunAsync(
            """
            given/qemu-riscv64-static --version
            ensure --folder=given linux/riscv64
            ls $B
            """);

        lines[0].ShouldBe("qemu-riscv64 version 7.2.22 (of the test)");
        lines[1].ShouldBe("MA1214: linux/riscv64 cannot be run on this host.");
        lines[3].ShouldStartWith($"  why:   With a new handler for {given}/qemu-riscv64-static: ");
        lines[3].ShouldContain("ended with code 0 where the test program for riscv64 ends with 42");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(["exit 1", "register", "status"]);
    }

    [Fact]
    public async Task A_dynamically_linked_program_under_the_name_of_QEMU_is_passed_over()
    {
        var lines = await _kernel.RunAsync(
            """
            mkdir given
            cp /bin/cat given/qemu-riscv64-static
            ensure --folder=given linux/riscv64
            """);

        lines.ShouldBe([$"linux/riscv64 Emulated {Qemu} registered", "exit 0"]);
    }

    [Fact]
    public async Task Where_binfmt_misc_is_not_mounted_it_is_and_what_the_mount_hides_is_registered_anew()
    {
        // The second namespace inherits the first one's handlers and, as in a container, does not see their folder.
        var lines = await _kernel.RunAsync(
            """
            ensure linux/s390x
            cat > inner <<'END'
            mount -t tmpfs none $B
            "$DRIVER" --mode=Verify linux/s390x
            "$DRIVER" --mode=Verify linux/riscv64 | head -n 3 || :
            "$DRIVER" linux/s390x linux/riscv64
            grep -h '^interpreter' $B/qemu-*
            END
            B=$B unshare -Urm sh -eu inner
            in_empty_root riscv64
            """);

        lines.ShouldBe(
        [
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            "exit 0",
            "linux/s390x Emulated - kept",
            "MA1202: linux/riscv64 cannot be run on this host.",
            "  where: platform linux/riscv64, handlers in /proc/sys/fs/binfmt_misc",
            "  why:   The kernel answers Exec format error (ENOEXEC) to programs for riscv64, and binfmt_misc is not mounted at /proc/sys/fs/binfmt_misc.",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            $"linux/riscv64 Emulated {Qemu} registered",
            $"interpreter {Qemu}",
            "interpreter /usr/bin/qemu-s390x-static",
            "riscv64 127",
        ]);
    }

    [Theory]
    [InlineData("riscv64-binfmt-P", "OF", 40)]
    [InlineData("ignorant", "P", 42)]
    public async Task A_handler_that_disagrees_with_its_QEMU_on_the_arguments_is_found_and_outranked(string name, string flags, int counted)
    {
        // Debian's name makes QEMU expect the argument that the flag P adds; what is started by a script is not told of it by the kernel.
        var lines = await _kernel.RunAsync(
            $$"""
            cp {{Qemu}} riscv64-binfmt-P
            printf '#!/bin/sh\nexec {{Qemu}} "$@"\n' > ignorant; chmod 755 ignorant
            register qemu-riscv64 $PWD/{{name}} {{flags}}
            ensure --mode=Verify linux/riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            """);

        lines[0].ShouldBe("MA1218: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldEndWith(
                $"told a test program for riscv64 that it was given {counted} arguments, where it was given 41; the handler's flags are {flags}."
            );
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe(["exit 1", $"linux/riscv64 Emulated {Qemu} registered", "exit 0", "exit 0", "unchanged", "riscv64 42"]);
    }

    [Fact]
    public async Task A_handler_that_went_with_the_last_mount_is_registered_again()
    {
        // As it is left by a container that mounts binfmt_misc, registers, and ends. The empty folder hides that of the outer host.
        var lines = await _kernel.RunAsync(
            """
            ensure linux/riscv64 > first
            umount $B; mount -t tmpfs tmpfs $B
            in_empty_root riscv64
            ensure linux/riscv64
            again linux/riscv64
            in_empty_root riscv64
            """);

        lines.ShouldBe(["riscv64 127", $"linux/riscv64 Emulated {Qemu} registered", "exit 0", "exit 0", "unchanged", "riscv64 42"]);
    }

    [Fact]
    public async Task The_status_names_flags_and_the_version_of_the_QEMU_that_runs_and_changes_nothing()
    {
        var version = (await TestProgram.RunAsync(Qemu, "--version")).Text.Split(' ')[2];

        var lines = await _kernel.RunAsync(
            $"""
            cp {Qemu} renamed; register mine $PWD/renamed OF; rm renamed
            state > before
            "$DRIVER" --status linux/riscv64 linux/s390x
            state | cmp - before && echo unchanged
            """);

        lines.ShouldBe([$"linux/riscv64 Emulated OF {version} -", "linux/s390x Broken - - MA1203", "unchanged"]);
    }

    [Fact]
    public async Task Two_runs_at_once_register_one_handler_and_both_succeed()
    {
        var lines = await _kernel.RunAsync(
            """
            "$DRIVER" linux/riscv64 linux/s390x > one & first=$!
            "$DRIVER" linux/s390x linux/riscv64 > two & second=$!
            wait $first; wait $second
            sort one two | cut -d ' ' -f 1-3
            ls $B | grep qemu
            """);

        lines.ShouldBe(
        [
            $"linux/riscv64 Emulated {Qemu}",
            $"linux/riscv64 Emulated {Qemu}",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static",
            "qemu-riscv64",
            "qemu-s390x",
        ]);
    }
}
