namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// The user that OpenShift starts a pod as: a number that is not in /etc/passwd and has no subordinate identifiers, in the group root.
/// It is made with a user namespace, in which the files of the one who tests are its own, and it may no more with them than their
/// modes say. What podman leaves running for such a user ends with it. Needs root.
/// </summary>
public static class ArbitraryUser
{
    private const string Become = "unshare --user --map-user=12345 --map-group=0";
    private const string Apart = "unshare --mount --pid --fork --kill-child --mount-proc";

    // As such a user finds it: no locks of others, and no place in /run.
    private const string Empty = "mount -t tmpfs tmpfs /dev/shm; mkdir -p /run/user; mount -t tmpfs -o ro tmpfs /run/user";

    /// <summary>The words that stand before a program which this user is to run, with all that it starts.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Apart.Split(' '), "sh", "-euc", $"{Empty}; exec {Become} \"$@\"", "sh"];

    /// <summary>Writes a program that is podman as this user.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> WritePodmanAsync(string folder)
    {
        var podman = (await TestProgram.RunAsync("sh", "-c", "command -v podman")).Text;
        var temporary = Directory.CreateDirectory(Path.Combine(folder, "state")).FullName;
        var script = Path.Combine(folder, "podman");

        // That of eng/podman-trixie.sh is a script which has to begin as root, and becomes the user itself.
        await File.WriteAllTextAsync(script, $$"""
            #!/bin/sh
            export TMPDIR="${TMPDIR:-{{temporary}}}"
            exec {{Apart}} sh -euc '
              {{Empty}}
              mount -t tmpfs tmpfs {{temporary}}
              if [ "$(head -c 2 "$0")" = "#!" ]; then export MULTIARCH_PODMAN_AS="{{Become}}"; exec "$0" "$@"; fi
              exec {{Become}} "$0" "$@"' {{podman}} "$@"

            """);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        return script;
    }
}
