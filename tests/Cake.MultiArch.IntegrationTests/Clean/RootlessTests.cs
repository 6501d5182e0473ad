using Cake.MultiArch.IntegrationTests.Binfmt;

namespace Cake.MultiArch.IntegrationTests.Clean;

/// <summary>What a rootless podman that was killed leaves belongs to subordinate users.</summary>
public sealed class RootlessTests : IAsyncDisposable
{
    /// <summary>The folder of a killed run, in which podman has written as a subordinate user.</summary>
    private const string Killed =
        """
        F=$D/tmp/cake-multiarch-20250102030405-0a1b2c3d
        mkdir -m 700 "$F" "$F/private"; : > "$F/private/lock"; mkdir "$F/tmp"
        podman unshare sh -c "mkdir -m 700 '$F/tmp/buildah'; : > '$F/tmp/buildah/layer'; chown -R 33:33 '$F/tmp/buildah'"
        rm -rf "$F/tmp" 2>/dev/null && echo its user could do it
        clean() { "$D/program/FrostingProgram" --target=CleanMultiArch --verbosity=normal > "$D/tmp/clean.log" 2>&1 && echo cleaned || echo failed; }

        """;

    private readonly IsolatedHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task They_are_removed_by_podman()
    {
        var lines = await _host.RunAsync(
            $"builder '{Killed.Replace("'", "'\\''", StringComparison.Ordinal)}clean; ls \"$D/tmp\" | grep cake || echo gone'\n"
        );

        lines.ShouldBe(["cleaned", "gone"], await LogAsync());
    }

    [Fact]
    public async Task Where_podman_cannot_the_clean_up_fails_and_the_typed_repair_removes_them()
    {
        var lines = await _host.RunAsync(
            $$"""
            mkdir "$D/bin"; printf '#!/bin/sh\n[ "$1" != unshare ] || { echo "Error: no subordinate identifiers" >&2; exit 125; }\nexec /usr/bin/env -u PATH podman "$@"\n' > "$D/bin/podman"
            sed -i "s|/usr/bin/env -u PATH podman|$(command -v podman)|" "$D/bin/podman"; chmod 755 "$D/bin" "$D/bin/podman"
            builder '{{Killed.Replace(
                "'",
                "'\\''",
                StringComparison.Ordinal
            )}}P=$PATH; PATH="$D/bin:$PATH"; clean; PATH=$P; grep -o "MA1977" "$D/tmp/clean.log" | head -n 1
            sh -c "$(sed -n "s/^ *next: *//p" "$D/tmp/clean.log" | head -n 1)"; ls "$D/tmp" | grep cake || echo gone'
            """);

        lines.ShouldBe(["failed", "MA1977", "gone"], await LogAsync());
    }

    private Task<string> LogAsync() => File.ReadAllTextAsync(Path.Combine(_host.Folder, "tmp", "clean.log"));
}
