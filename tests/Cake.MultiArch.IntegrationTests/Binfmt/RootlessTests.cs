using Cake.MultiArch.IntegrationTests.Fixtures;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>A user who has no rights on the host at all, with real podman, kernel and QEMU.</summary>
public sealed class RootlessTests(BaseImages baseImages) : IAsyncDisposable
{
    /// <summary>Makes the build context of an image from nothing, whose one step says which CPU it sees.</summary>
    private const string Context =
        """
        mkdir -p "$D/context"; cp -a "$ROOTS/arm64" "$ROOTS/s390x" "$D/context"
        printf 'FROM scratch\nARG TARGETARCH\nCOPY ${TARGETARCH}/ /\nRUN echo "the CPU is $(uname -m)"\n' > "$D/context/Containerfile"
        chmod -R a+rX "$D/context"
        build='podman build --layers=false --platform'

        """;

    private readonly IsolatedHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Builds_for_an_architecture_that_the_host_does_not_have_and_keeps_those_that_it_has()
    {
        var lines = await RunAsync(
            Context +
            """
            "$D/driver/BinfmtDriver" linux/arm64 > "$D/root.log" 2>&1
            cat $B/qemu-aarch64 > "$D/before"
            builder 'ensure --mode=Verify linux/arm64 linux/s390x | head -n 1
            ensure --mode=Rootless linux/arm64 linux/s390x'
            for platform in linux/s390x linux/arm64; do builder "$build $platform \$D/context" 2>/dev/null | grep "^the CPU"; done
            ls $B
            cat $B/qemu-aarch64 | cmp - "$D/before" && echo unchanged
            ensure --mode=Verify linux/s390x | tail -n 1
            """);

        lines.ShouldBe(
        [
            "MA1203: linux/s390x cannot be run on this host.",
            "linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            "exit 0",
            "the CPU is s390x",
            "the CPU is aarch64",
            "qemu-aarch64",
            "register",
            "status",
            "unchanged",
            "exit 1",
        ]);
    }

    [Fact]
    public async Task The_pipeline_builds_and_reports_it_with_no_right_on_the_host()
    {
        await RunAsync(
            Context
                + """
                builder '"$D/program/FrostingProgram" --target=BuildMultiArch --binfmt=rootless --platform=linux/arm64,linux/s390x --context=$D/context --layers=false \
                  --image=oci:$D/home/image --report=$D/home/report > log 2>&1 || { cat log >&2; exit 1; }'
                """
        );

        var report = JObject.Parse(
            await File.ReadAllTextAsync(
                Path.Combine(_host.Folder, "home", "report", "multiarch-report.json"),
                TestContext.Current.CancellationToken
            )
        );
        report["binfmt"]!["platforms"]!
            .Select(platform => $"{platform["platform"]} {platform["mode"]} {platform["flags"]} {platform["registered"]}")
            .ShouldBe(["linux/arm64 emulated POF True", "linux/s390x emulated POF True"]);
        report["images"]![0]!["platforms"]!
            .Select(platform => $"{platform["platform"]} {platform["status"]} {platform["mode"]}")
            .ShouldBe(["linux/arm64 succeeded emulated", "linux/s390x succeeded emulated"]);
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_podman_system_migrate_ends_it()
    {
        const string Show = "podman unshare sh -c \"ls -i --full-time $B; cat $B/qemu-*\"";
        var lines = await RunAsync(
            $"""
            builder 'ensure --mode=Rootless linux/s390x; {Show} > first
            ensure --mode=Rootless linux/s390x; {Show} > second; cmp first second && echo unchanged
            ensure --mode=Verify linux/s390x
            podman system migrate
            ensure --mode=Verify linux/s390x | tail -n 1'
            """);

        lines.ShouldBe(
        [
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            "exit 0",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static kept",
            "exit 0",
            "unchanged",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static kept",
            "exit 0",
            "exit 1",
        ]);
    }

    [Fact]
    public async Task What_the_namespace_lacks_later_is_advised_where_it_helps()
    {
        var lines = await RunAsync(
            """
            builder 'ensure --mode=Rootless linux/s390x > first
            ensure linux/s390x linux/riscv64'
            "$D/driver/BinfmtDriver" linux/riscv64 > "$D/root.log" 2>&1
            builder 'ensure linux/riscv64 | tail -n 1
            ensure --mode=Rootless linux/riscv64'
            """);

        lines[0].ShouldBe("MA1203: linux/riscv64 cannot be run on this host.");
        lines[3].ShouldBe("  next:  ./build.sh --target=EnsureBinfmt --binfmt=rootless --platform=linux/riscv64");
        lines[4].ShouldStartWith("  | podman's namespace has handlers of its own");
        lines.Skip(6).ShouldBe(["exit 1", "exit 1", "linux/riscv64 Emulated /usr/bin/qemu-riscv64-static registered", "exit 0"]);
    }

    [Fact]
    public async Task A_look_in_any_mode_makes_no_namespace()
    {
        var lines = await RunAsync(
            """
            builder '"$D/driver/BinfmtDriver" --status --mode=Rootless linux/s390x; ps -u 4242 -o comm= | grep -c catatonit || :'
            """);

        lines.ShouldBe(["linux/s390x Broken - - MA1203", "0"]);
    }

    [Fact]
    public async Task Two_runs_at_once_end_with_one_handler_a_platform()
    {
        var lines = await RunAsync(
            """
            builder '"$D/driver/BinfmtDriver" --mode=Rootless linux/s390x linux/arm64 > one 2>one.log & first=$!
            "$D/driver/BinfmtDriver" --mode=Rootless linux/s390x linux/arm64 > two 2>two.log & second=$!
            wait $first; wait $second
            cat one two | cut -d " " -f 1-2 | sort | uniq -c | sed "s/^ *//"
            podman unshare ls $B'
            """);

        lines.ShouldBe(["2 linux/arm64 Emulated", "2 linux/s390x Emulated", "qemu-aarch64", "qemu-s390x", "register", "status"]);
    }

    [Fact]
    public async Task An_interpreter_that_only_a_container_had_is_replaced_by_the_same_QEMU_of_the_host()
    {
        var lines = await RunAsync(
            """
            cp /usr/bin/qemu-aarch64-static "$D/qemu-of-a-container"
            printf '%s' ":qemu-aarch64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:$D/qemu-of-a-container:POF" > $B/register
            rm "$D/qemu-of-a-container"
            builder 'ensure --mode=Rootless linux/arm64 linux/s390x'
            """);

        lines.ShouldBe(
        [
            "linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept",
            "linux/s390x Emulated /usr/bin/qemu-s390x-static registered",
            "exit 0",
        ]);
    }

    [Fact]
    public async Task A_handler_that_would_be_lost_keeps_everything_as_it_is()
    {
        var lines = await RunAsync(
            """
            cp /bin/true "$D/of-a-container"
            printf '%s' ":scripts:E::thing::$D/of-a-container:F" > $B/register
            rm "$D/of-a-container"
            builder 'ensure --mode=Rootless linux/s390x; podman unshare test -w $B/register || echo "the host'\''s"'
            """);

        lines[0].ShouldBe("MA1223: linux/s390x cannot be run on this host.");
        lines[2]
            .ShouldContain($"{_host.Folder}/of-a-container, the interpreter of the host's handler scripts, is not a program of the host");
        lines.TakeLast(2).ShouldBe(["exit 1", "the host's"]);
    }

    [Fact]
    public async Task A_disabled_handler_and_one_by_extension_are_taken_over_as_they_are()
    {
        var lines = await RunAsync(
            """
            "$D/driver/BinfmtDriver" linux/arm64 > "$D/root.log" 2>&1
            echo 0 > $B/qemu-aarch64
            printf '%s' ":scripts:E::thing::/bin/true:" > $B/register
            builder 'ensure --mode=Rootless linux/s390x
            podman unshare head -n 1 $B/qemu-aarch64; podman unshare grep extension $B/scripts'
            """);

        lines.Skip(1).ShouldBe(["exit 0", "disabled", "extension .thing"]);
    }

    [Fact]
    public async Task In_a_container_whose_podman_would_hide_the_handler_it_is_told_before_the_build()
    {
        // What podman 5.3 and newer does is told by its version; the file of systemd is for another architecture.
        var lines = await RunAsync(
            """
            "$D/driver/BinfmtDriver" linux/arm64 > "$D/root.log" 2>&1
            mkdir "$D/bin" "$D/layer"; mount -t tmpfs tmpfs "$D/layer"; mkdir "$D/layer/upper" "$D/layer/work"
            mount -t overlay -o "lowerdir=/etc,upperdir=$D/layer/upper,workdir=$D/layer/work" overlay /etc
            for f in passwd group subuid subgid; do mount --bind "$D/$f" /etc/$f; done
            mkdir -p /etc/binfmt.d; mount -t tmpfs tmpfs /etc/binfmt.d; [ ! -d /usr/lib/binfmt.d ] || mount -t tmpfs tmpfs /usr/lib/binfmt.d
            printf '%s\n' '# of a package' ':qemu-riscv64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-riscv64-static:POF' > /etc/binfmt.d/qemu-riscv64.conf
            cat > "$D/bin/podman" <<'END'
            #!/bin/sh
            if [ "$1" = version ]; then /usr/bin/podman "$@" | sed 's/"Version":"[^"]*"/"Version":"5.4.2"/'; exit; fi
            exec /usr/bin/podman "$@"
            END
            chmod 755 "$D/bin/podman"
            builder 'export PATH=$D/bin:$PATH
            ensure --mode=Verify linux/arm64
            export container=oci
            ensure --mode=Verify linux/arm64
            ensure --mode=Rootless linux/arm64
            ensure --mode=Verify linux/arm64'
            """);

        lines
            .Take(3)
            .ShouldBe([
                "linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept",
                "exit 0",
                "MA1219: linux/arm64 cannot be run on this host.",
            ]);
        lines[4]
            .ShouldBe(
                "  why:   The variable container is set, so podman gives builds the handlers of the files in binfmt.d instead of the host's, and none of them is for arm64."
            );
        lines[5].ShouldBe("  next:  env -u container before the command, or --binfmt=rootless");
        lines.Skip(6).ShouldBe(
        [
            "exit 1",
            "linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept",
            "exit 0",
            "linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept",
            "exit 0",
        ]);
    }

    [Fact]
    public async Task A_look_at_the_handlers_leaves_no_file_and_no_process_of_podmans()
    {
        var lines = await RunAsync(
            """
            "$D/driver/BinfmtDriver" linux/arm64 > "$D/root.log" 2>&1
            builder 'ensure linux/arm64; rm $D/tmp/log; find $D/home $D/run $D/tmp -mindepth 1; ps -u 4242 -o comm= | grep -c catatonit || :'
            """);

        lines.ShouldBe(["linux/arm64 Emulated /usr/bin/qemu-aarch64-static kept", "exit 0", "0"]);
    }

    private Task<IReadOnlyList<string>> RunAsync(string script) =>
        _host.RunAsync(script, new Dictionary<string, string?> { ["ROOTS"] = baseImages.RootsFolder });
}
