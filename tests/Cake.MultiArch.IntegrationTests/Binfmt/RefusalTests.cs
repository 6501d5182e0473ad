namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>Hosts that EnsureBinfmt cannot complete: the real kernel's refusals, and what a person reads.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Qemu = "/usr/bin/qemu-riscv64-static";

    private readonly KernelNamespace _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public async Task A_user_gets_the_commands_and_the_line_to_paste_works()
    {
        var lines = await _kernel.RunAsync(
            """
            as_user "$DRIVER" linux/riscv64 > said || echo "exit $?"
            ls $B
            cat said
            sed -n 's/^  | printf/printf/p' said | sed 's/sudo//' | sh > /dev/null
            as_user "$DRIVER" linux/riscv64
            in_empty_root riscv64
            """);

        lines.Take(3).ShouldBe(["exit 1", "register", "status"]);
        lines[3].ShouldBe("MA1203: linux/riscv64 cannot be run on this host.");
        lines[5]
            .ShouldBe(
                "  why:   The kernel answers Exec format error (ENOEXEC) to programs for riscv64: no handler in /proc/sys/fs/binfmt_misc is for them."
            );
        lines[6].ShouldBe("  next:  sudo ./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/riscv64");
        lines.TakeLast(2).ShouldBe([$"linux/riscv64 Emulated {Qemu} kept", "riscv64 42"]);
        lines[7]
            .ShouldBe(
                "  | or without root, for podman commands of this user alone: ./build.sh --target=EnsureBinfmt --binfmt=rootless --platform=linux/riscv64"
            );
    }

    [Fact]
    public async Task A_user_finds_that_the_flag_F_is_missing()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} ''
            as_user "$DRIVER" linux/riscv64 || echo "exit $?"
            """);

        lines[0].ShouldBe("MA1206: linux/riscv64 cannot be run on this host.");
        lines[2]
            .ShouldBe(
                $"  why:   The handler qemu-riscv64 has the flags (none) without F, so inside a container its interpreter {Qemu} is not found."
            );
        lines[^1].ShouldBe("exit 1");
    }

    [Fact]
    public async Task Where_no_empty_root_can_be_made_the_flags_that_are_shown_decide()
    {
        // No capability, hence no chroot, and no further user namespace.
        var lines = await _kernel.RunAsync(
            $"""
            echo 0 > /proc/sys/user/max_user_namespaces
            register fixed {Qemu} F
            setpriv --bounding-set=-all --inh-caps=-all "$DRIVER" --mode=Verify linux/riscv64
            echo -1 > $B/fixed
            register unfixed {Qemu} O
            setpriv --bounding-set=-all --inh-caps=-all "$DRIVER" --mode=Verify linux/riscv64 | head -n 1
            """);

        lines.ShouldBe([$"linux/riscv64 Emulated {Qemu} kept", "MA1206: linux/riscv64 cannot be run on this host."]);
    }

    [Fact]
    public async Task A_kernel_that_takes_no_handler_from_this_process_is_quoted()
    {
        var lines = await _kernel.RunAsync(
            """
            chmod 0 $B/register
            code=0; setpriv --bounding-set=-all --inh-caps=-all "$DRIVER" linux/riscv64 || code=$?
            echo "exit $code"; ls $B
            """);

        lines[0].ShouldBe("MA1210: linux/riscv64 cannot be run on this host.");
        lines[2].ShouldBe("  why:   Writing to /proc/sys/fs/binfmt_misc/register was answered with Permission denied (EACCES).");
        lines[3]
            .ShouldStartWith("  next:  As root of the host itself, not in a container or user namespace: printf '%s' ':qemu-riscv64:M::");
        lines.Skip(4).ShouldBe(["exit 1", "register", "status"]);
    }

    [Fact]
    public async Task A_read_only_folder_is_named()
    {
        var lines = await _kernel.RunAsync(
            """
            mount -o remount,ro $B
            ensure linux/riscv64
            mount -o remount,rw $B
            ensure linux/riscv64
            again linux/riscv64
            """);

        lines[0].ShouldBe("MA1211: linux/riscv64 cannot be run on this host.");
        lines[2].ShouldBe("  why:   Writing to /proc/sys/fs/binfmt_misc/register was answered with Read-only file system (EROFS).");
        lines
            .SkipWhile(line => line != "exit 1")
            .ShouldBe(["exit 1", $"linux/riscv64 Emulated {Qemu} registered", "exit 0", "exit 0", "unchanged"]);
    }

    [Fact]
    public async Task A_mount_that_is_refused_is_quoted()
    {
        var lines = await _kernel.RunAsync(
            """
            mount -t tmpfs none $B
            code=0; setpriv --bounding-set=-all --inh-caps=-all "$DRIVER" linux/riscv64 || code=$?
            echo "exit $code"
            """);

        lines[0].ShouldBe("MA1212: linux/riscv64 cannot be run on this host.");
        lines[2].ShouldStartWith("  why:   Mounting binfmt_misc at /proc/sys/fs/binfmt_misc failed: mount: ");
        lines[2].ShouldContain("ermi");
        lines[3].ShouldBe("  next:  As root of the host itself: mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc");
        lines[^1].ShouldBe("exit 1");
    }

    [Fact]
    public async Task An_administrator_who_switched_it_off_is_not_overruled()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} F
            echo 0 > $B/status
            ensure linux/riscv64
            cat $B/status
            echo 1 > $B/status
            again linux/riscv64
            """);

        lines.ShouldBe(
        [
            "MA1204: linux/riscv64 cannot be run on this host.",
            "  where: platform linux/riscv64, handlers in /proc/sys/fs/binfmt_misc",
            "  why:   /proc/sys/fs/binfmt_misc/status says disabled, so the kernel considers no handler.",
            "  next:  echo 1 | sudo tee /proc/sys/fs/binfmt_misc/status",
            "exit 1",
            "disabled",
            "exit 0",
            "unchanged",
        ]);
    }

    [Fact]
    public async Task A_folder_for_temporary_files_that_forbids_execution_is_passed_over()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} F
            mkdir noexec; mount -t tmpfs -o noexec none noexec
            TMPDIR=$PWD/noexec ensure --mode=Verify linux/riscv64 linux/s390x
            ls -A noexec
            """);

        lines[0].ShouldBe("MA1203: linux/s390x cannot be run on this host.");
        lines[^1].ShouldBe("exit 1");
    }
}
