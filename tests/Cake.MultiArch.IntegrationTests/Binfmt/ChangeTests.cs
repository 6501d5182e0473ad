namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>
/// What EnsureBinfmt changes only when it is asked for it, against the real kernel: a reset, and files that outlive a reboot.
/// </summary>
public sealed class ChangeTests : IDisposable
{
    private const string Qemu = "/usr/bin/qemu-riscv64-static";

    private readonly KernelNamespace _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public async Task A_reset_removes_QEMUs_handlers_by_name_and_no_other()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 /bin/false ''
            ensure linux/s390x > first
            register scripts /bin/true ''
            ensure --reset --credentials linux/riscv64 2> log
            grep -o 'will remove.*' log
            ls $B
            grep flags $B/qemu-riscv64
            """);

        lines.ShouldBe(
        [
            $"linux/riscv64 Emulated {Qemu} registered",
            "exit 0",
            "will remove qemu-s390x (/usr/bin/qemu-s390x-static, flags POF)",
            "will remove qemu-riscv64 (/bin/false, flags none)",
            "qemu-riscv64",
            "register",
            "scripts",
            "status",
            "flags: POCF",
        ]);
    }

    [Fact]
    public async Task A_reset_that_does_not_help_puts_everything_back()
    {
        _kernel.WriteUselessQemu();

        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} OF
            ensure linux/s390x > first
            echo 0 > $B/qemu-s390x
            cat $B/qemu-riscv64 $B/qemu-s390x > before
            ensure --reset --folder=given linux/riscv64
            ls $B; cat $B/qemu-riscv64 $B/qemu-s390x | cmp - before && echo unchanged
            """);

        lines[0].ShouldBe("MA1214: linux/riscv64 cannot be run on this host.");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(["exit 1", "qemu-riscv64", "qemu-s390x", "register", "status", "unchanged"]);
    }

    [Fact]
    public async Task A_reset_that_does_not_help_one_platform_leaves_the_others_as_they_were_and_in_their_order()
    {
        // A handler whose interpreter is a file no more, one that is outranked, one that works: none could be put back the same.
        _kernel.WriteUselessQemu();

        var lines = await _kernel.RunAsync(
            $"""
            cp {Qemu} mine; register qemu-riscv64-multiarch $PWD/mine OF; rm mine
            register qemu-riscv64 {Qemu} POF
            ensure linux/s390x > first
            state > before
            ensure --reset --folder=given linux/s390x linux/riscv64
            state | cmp - before && echo unchanged
            """);

        lines[0].ShouldBe("MA1214: linux/riscv64 cannot be run on this host.");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(["exit 1", "unchanged"]);
    }

    [Fact]
    public async Task A_reset_is_not_begun_where_no_handler_could_help()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} POF
            echo 0 > $B/status
            ensure --reset linux/riscv64
            ls $B; cat $B/status
            """);

        lines[0].ShouldBe("MA1204: linux/riscv64 cannot be run on this host.");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(["exit 1", "qemu-riscv64", "register", "status", "disabled"]);
    }

    [Fact]
    public async Task A_signal_while_new_handlers_are_tried_leaves_the_old_ones_alone()
    {
        // The new interpreter tells that it runs, and then waits.
        _kernel.WriteUselessQemu();

        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} POF
            state > before
            "$DRIVER" --reset --folder=given linux/riscv64 > out 2>&1 & driver=$!
            until [ -e $B/qemu-riscv64-multiarch ] || ! kill -0 $driver 2>/dev/null; do :; done
            kill -TERM $driver 2>/dev/null || :
            code=0; wait $driver || code=$?
            state | cmp - before && echo "unchanged $code"
            """);

        lines[^1].ShouldBe("unchanged 1");
    }

    [Fact]
    public async Task A_reset_whose_new_handler_the_kernel_refuses_leaves_the_old_one()
    {
        var lines = await _kernel.RunAsync(
            $"""
            register qemu-riscv64 {Qemu} POF
            cp $B/qemu-riscv64 before
            chmod 0 $B/register
            code=0; setpriv --bounding-set=-all --inh-caps=-all "$DRIVER" --mode=Register --reset linux/riscv64 || code=$?
            echo "exit $code"
            cmp before $B/qemu-riscv64 && echo unchanged
            """);

        lines[0].ShouldBe("MA1210: linux/riscv64 cannot be run on this host.");
        lines.SkipWhile(line => line != "exit 1").ShouldBe(["exit 1", "unchanged"]);
    }

    [Fact]
    public async Task Two_resets_at_once_both_succeed()
    {
        var lines = await _kernel.RunAsync(
            """
            ensure linux/riscv64 linux/s390x > first
            "$DRIVER" --reset linux/riscv64 linux/s390x > one 2>one.log & first=$!
            "$DRIVER" --reset linux/riscv64 linux/s390x > two 2>two.log & second=$!
            code=0; wait $first || code=$?; wait $second || code=$?
            echo "code $code"
            in_empty_root riscv64; in_empty_root s390x
            """);

        lines.ShouldBe(["code 0", "riscv64 42", "s390x 42"]);
    }

    [Fact]
    public async Task A_file_of_systemds_registers_the_same_handler_after_a_reboot()
    {
        var lines = await _kernel.RunAsync(
            """
            mkdir layer; mount -t tmpfs tmpfs layer; mkdir layer/upper layer/work
            mount -t overlay -o lowerdir=/etc,upperdir=layer/upper,workdir=layer/work overlay /etc
            mkdir -p /etc/binfmt.d; mount -t tmpfs tmpfs /etc/binfmt.d; [ ! -d /usr/lib/binfmt.d ] || mount -t tmpfs tmpfs /usr/lib/binfmt.d
            ensure --persist linux/riscv64
            ls /etc/binfmt.d
            cp $B/qemu-riscv64 before; echo -1 > $B/qemu-riscv64
            sed -n '/^:/p' /etc/binfmt.d/zz-multiarch-riscv64.conf | tr -d '\n' > line; cat line > $B/register
            cmp $B/qemu-riscv64 before && echo same
            stat -c %Y.%i /etc/binfmt.d/* > first; ensure --persist linux/riscv64; stat -c %Y.%i /etc/binfmt.d/* | cmp - first && echo unchanged
            """);

        lines.ShouldBe(
        [
            $"linux/riscv64 Emulated {Qemu} registered",
            "exit 0",
            "zz-multiarch-riscv64.conf",
            "same",
            $"linux/riscv64 Emulated {Qemu} kept",
            "exit 0",
            "unchanged",
        ]);
    }
}
