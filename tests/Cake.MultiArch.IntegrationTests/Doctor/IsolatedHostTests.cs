using Cake.MultiArch.IntegrationTests.Binfmt;

namespace Cake.MultiArch.IntegrationTests.Doctor;

/// <summary>Faults of a host that is a test's own: no handlers, and a user without subordinate identifiers.</summary>
public sealed class IsolatedHostTests : IAsyncDisposable
{
    /// <summary>
    /// <c>doctor NAME ARGUMENT…</c> runs it for a step that s390x emulates, and writes <c>NAME.json</c> into the user's folder; for root
    /// and user.
    /// </summary>
    private const string Words = """
        H=$D/home; mkdir -p "$H/context"; printf 'FROM scratch\nRUN ["/true"]\n' > "$H/context/Containerfile"
        chmod 755 "$D/home"
        cat >> "$D/words" <<'END'
        doctor() {
          H=$D/home; name=$1; shift
          "$D/program/FrostingProgram" --target=DoctorMultiArch --context="$H/context" --image="oci:$H/image" --platform=linux/s390x --report="$H/report" \
            --format=json --output="$H/$name.json" "$@" > "$H/$name.log" 2>&1 || code=$?
        }
        END
        . "$D/words"
        sudo() { "$@"; }
        # That of a repository, where all is set up already.
        printf '#!/bin/sh\n[ "$1" != --setup ] || shift\nexec "%s/program/FrostingProgram" "$@"\n' "$D" > "$H/build.sh"; chmod 755 "$H/build.sh"

        """;

    private readonly IsolatedHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Missing_handlers_fail_and_the_typed_repair_registers_them()
    {
        await _host.RunAsync(Words + "builder 'doctor before --binfmt=verify'\n");
        var before = await ReadAsync("before", "binfmt");
        before.Judgement.ShouldBe(("failure", "MA1203"));
        before.Repair.ShouldBe("sudo ./build.sh --setup --target=EnsureBinfmt --binfmt=register --platform=linux/s390x");

        // A host ends with its script, and the handlers with the host.
        await _host.RunAsync(Words + $"cd \"$D/home\"; {before.Repair} > repair.log 2>&1\nbuilder 'doctor after --binfmt=verify'\n");

        (await ReadAsync("after", "binfmt")).Judgement.ShouldBe(("ok", null));
    }

    [Fact]
    public async Task A_user_without_subordinate_identifiers_is_told_and_has_them_when_the_repair_is_typed()
    {
        // usermod replaces files, which it cannot where one is mounted. Podman's part of the repair is the user's.
        const string Without = """
            cp -a /etc "$D/etc"; sed -i '/^builder:/d' "$D/etc/subuid" "$D/etc/subgid"; mount --bind "$D/etc" /etc
            podman() { builder "podman $*"; }
            builder 'doctor before; podman unshare cat /proc/self/uid_map | wc -l'

            """;
        var alone = await _host.RunAsync(Words + Without);
        var before = new[] { await ReadAsync("before", "rootless", "/etc/subuid"), await ReadAsync("before", "rootless", "/etc/subgid") };
        foreach (var finding in before)
        {
            finding.Judgement.ShouldBe(("warning", "MA1915"));
        }

        var mapped = await _host.RunAsync(
            Words
                + "rm -rf \"$D/etc\"\n"
                + Without
                + string.Join('\n', before.Select(finding => finding.Repair))
                + "\nbuilder 'doctor after; podman unshare cat /proc/self/uid_map | wc -l'\n"
        );

        alone[^1].ShouldBe("1");
        mapped[^1].ShouldBe("2");
        (await ReadAsync("after", "rootless")).Judgement.ShouldBe(("ok", null));
    }

    [Theory]
    [InlineData("sudo chmod u+s")]
    [InlineData("setcap cap_setuid+ep")]
    public async Task A_program_that_maps_without_the_right_to_is_told_until_it_has_it(string repair)
    {
        var program = Path.Combine(_host.Folder, "bin", "newuidmap");
        var lines = await _host.RunAsync(
            Words
                + $"""
                mkdir "$D/bin"; cp "$(command -v newuidmap)" "{program}"; chmod 755 "$D/bin" "{program}"
                builder 'export PATH="$D/bin:$PATH"; doctor before; podman unshare true 2>/dev/null && echo maps || echo does not map'
                {repair} {program}
                builder 'export PATH="$D/bin:$PATH"; doctor after; podman unshare true && echo maps'
                """
        );

        lines.ShouldBe(["does not map", "maps"]);
        var before = await ReadAsync("before", "rootless");
        before.Judgement.ShouldBe(("failure", "MA1932"));
        before.Repair.ShouldBe($"sudo chmod u+s {program}");
        (await ReadAsync("after", "rootless")).Judgement.ShouldBe(("ok", null));
    }

    /// <summary>What podman 5.3 and newer does is told by its version.</summary>
    [Fact]
    public async Task Handlers_that_the_variable_container_hides_are_told_until_it_is_unset()
    {
        await _host.RunAsync(
            Words
                + """
                "$D/driver/BinfmtDriver" linux/s390x > "$D/root.log" 2>&1
                cp -a /etc "$D/etc"; rm -rf "$D/etc/binfmt.d"; mkdir "$D/etc/binfmt.d"; mount --bind "$D/etc" /etc; [ ! -d /usr/lib/binfmt.d ] || mount -t tmpfs tmpfs /usr/lib/binfmt.d
                printf '%s\n' ':qemu-riscv64:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xf3\x00:\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff:/usr/bin/qemu-riscv64-static:POF' > /etc/binfmt.d/other.conf
                mkdir "$D/bin"
                cat > "$D/bin/podman" <<'END'
                #!/bin/sh
                if [ "$1" = version ]; then /usr/bin/podman "$@" | sed 's/"Version":"[^"]*"/"Version":"5.4.2"/'; exit; fi
                exec /usr/bin/podman "$@"
                END
                chmod 755 "$D/bin" "$D/bin/podman"
                builder 'export PATH="$D/bin:$PATH" container=oci; doctor hidden --binfmt=verify; unset container; doctor after --binfmt=verify'

                """
        );

        var hidden = await ReadAsync("hidden", "binfmt");
        hidden.Judgement.ShouldBe(("failure", "MA1219"));
        hidden.Repair.ShouldNotBeNull().ShouldStartWith("env -u container before the command");
        (await ReadAsync("after", "binfmt")).Judgement.ShouldBe(("ok", null));
    }

    private async Task<DoctorFinding> ReadAsync(string name, string check, string? where = null)
    {
        var file = Path.Combine(_host.Folder, "home", name + ".json");
        File.Exists(file)
            .ShouldBeTrue(
                File.Exists(file)
                    ? ""
                    : await File.ReadAllTextAsync(Path.ChangeExtension(file, "log"), TestContext.Current.CancellationToken)
            );
        var found = DoctorRun.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        return where is null ? found[check] : found.Findings.Single(finding => finding.Check == check && finding.Where == where);
    }
}
