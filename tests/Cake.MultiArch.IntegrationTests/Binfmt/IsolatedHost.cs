using System.Runtime.InteropServices;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>
/// A host of a test's own inside this one: every identifier is itself, and there are no binfmt handlers but those that the test registers
/// (Linux 6.7 or newer). It has a user beside root, with subordinate identifiers and no rights, whose podman keeps a namespace as anywhere.
/// All that runs in it ends with it. Needs root. Scripts run as its root, with <c>set -eu</c> and these words: <c>$B</c> the folder of
/// binfmt_misc; <c>$D</c> a folder for files; <c>ensure PLATFORM…</c> the driver, whose exit code is printed as <c>exit N</c>, for root and
/// user; <c>builder COMMANDS</c> runs shell commands as the user. <c>$D/program/FrostingProgram</c> has the targets of the pipeline.
/// </summary>
internal sealed class IsolatedHost : IAsyncDisposable
{
    /// <summary>The number of the user, not one that a host is likely to have given.</summary>
    private const int User = 4242;

    /// <summary>
    /// Root may map every identifier; unshare(1) has no word for it, so it waits in the new namespace until that is done from outside.
    /// </summary>
    private const string Enter =
        """
        set -eu
        mkfifo "$D/made" "$D/go"
        unshare --user --mount --propagation private --pid --fork --kill-child --mount-proc \
          sh -c 'echo > "$D/made"; read _ < "$D/go" || :; exec sh "$D/script"' &
        read _ < "$D/made" || :
        echo '0 0 4294967295' > /proc/$!/uid_map
        echo '0 0 4294967295' > /proc/$!/gid_map
        echo > "$D/go"
        code=0; wait $! || code=$?
        rm "$D/made" "$D/go"
        exit $code
        """;

    /// <summary>What .NET and the programs lie in may be closed to the user, so they are shown again where it is not.</summary>
    private const string Prelude =
        """
        set -eu
        B=/proc/sys/fs/binfmt_misc
        mount -t binfmt_misc binfmt_misc $B
        mount -t tmpfs tmpfs /dev/shm && chmod 1777 /dev/shm
        mkdir -p "$D/driver" "$D/program" "$D/dotnet" "$D/home" "$D/run" "$D/tmp"
        mount --bind "$DRIVER" "$D/driver"; mount --bind "$PROGRAM" "$D/program"; mount --bind "$RUNTIME" "$D/dotnet"
        export DOTNET_ROOT="$D/dotnet" LC_ALL=C
        for f in passwd group subuid subgid; do cp /etc/$f "$D/$f"; done
        echo "builder:x:USER:USER::$D/home:/bin/sh" >> "$D/passwd"
        echo "builder:x:USER:" >> "$D/group"
        echo "builder:500000:65536" >> "$D/subuid"
        echo "builder:500000:65536" >> "$D/subgid"
        for f in passwd group subuid subgid; do mount --bind "$D/$f" /etc/$f; done
        chown USER:USER "$D/home" "$D/run" "$D/tmp"; chmod 700 "$D/run"
        cat > "$D/words" <<'END'
        B=/proc/sys/fs/binfmt_misc
        ensure() { code=0; "$D/driver/BinfmtDriver" "$@" 2>"$D/tmp/log" || code=$?; echo "exit $code"; }
        END
        . "$D/words"
        builder() {
          { cat "$D/words"; echo "set -eu; $1"; } > "$D/commands"
          ( cd "$D/home"; setpriv --reuid=USER --regid=USER --clear-groups env -i D="$D" HOME="$D/home" PATH="$PATH" TMPDIR="$D/tmp" DOTNET_ROOT="$D/dotnet" \
              XDG_RUNTIME_DIR="$D/run" BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs LC_ALL=C sh "$D/commands" )
        }

        """;

    private readonly TestFolder _folder = new("host");

    public IsolatedHost()
    {
        KernelNamespace.SkipOnOlderKernels();
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
    }

    public string Folder => _folder.Path;

    /// <summary>Runs a script to its end and returns the lines it wrote to standard output.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string script, IReadOnlyDictionary<string, string?>? environment = null)
    {
        _folder.Write("script", Prelude.Replace("USER", $"{User}", StringComparison.Ordinal) + script);
        var result = await TestProgram.RunAsync(
            "sh",
            ["-c", Enter],
            new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
            {
                ["D"] = Folder,
                ["DRIVER"] = AppContext.BaseDirectory,
                ["PROGRAM"] = Path.GetDirectoryName(Frosting.FrostingProgram.Plain),
                ["RUNTIME"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
            }
        );
        result.ExitCode.ShouldBe(0, $"{result.Output}\n{result.Error}");
        return result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        // Layers of the user's images belong to its subordinate identifiers, which root may remove here.
        _ = (await TestProgram.RunAsync("rm", "-rf", _folder.Combine("home"))).Text;
        await _folder.DisposeAsync();
    }
}
