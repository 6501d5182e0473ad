using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>
/// Images of the local storage as folders. Podman counts how often an image is mounted, so that each mount is taken away once and no more: a second time
/// would take away somebody else's. One that is left, because its run was killed, keeps podman from nothing (tried on 4.3 and 5.4).
/// </content>
internal sealed partial class PodmanClient
{
    private const string Mounted = "multiarch: mounted";
    private const string Unmounting = "multiarch: unmounting";

    /// <summary>
    /// In podman's user namespace. The podman of the script is the one that has started it, whatever else would be found by its name. It is given
    /// an image, and the global options.
    /// </summary>
    internal const string ArchiveScript =
        $"""
        image=$1; shift; podman=/proc/$PPID/exe
        folder=$("$podman" "$@" image mount "$image") || exit
        echo '{Mounted}' >&2
        tar -C "$folder" -cf - .
        code=$?
        echo '{Unmounting}' >&2
        "$podman" "$@" image unmount "$image" >&2
        exit $code
        """;

    private const string UnmountScript = """image=$1; shift; exec /proc/$PPID/exe "$@" image unmount "$image" """;

    /// <summary>Mounts an image. It has to be unmounted as often.</summary>
    /// <param name="image">Its identifier.</param>
    /// <param name="settings">Where podman looks for it.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <returns>The folder; null when podman mounts images only in its user namespace: <see cref="ArchiveImageAsync"/>.</returns>
    public async Task<string?> MountImageAsync(string image, PodmanCommandSettings settings, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, ["image", "mount", FlagArguments.Operand(image)], token);
        return outcome.ExitCode == 0 ? outcome.Output.Trim()
            : outcome.Errors.Any(line => line.Contains("podman unshare", StringComparison.Ordinal)) ? null
            : throw Failure(request, outcome);
    }

    /// <summary>Unmounts an image once. It is not interrupted, and its failure changes nothing.</summary>
    public Task UnmountImageAsync(string image, PodmanCommandSettings settings) => TryUnmountAsync(image, settings, ["image", "unmount", image]);

    /// <summary>Mounts an image in podman's user namespace, writes it as an archive, and unmounts it.</summary>
    /// <param name="image">Its identifier.</param>
    /// <param name="settings">Where podman looks for it.</param>
    /// <param name="take">Reads the archive, to the end of the stream.</param>
    /// <param name="token">Interrupts podman.</param>
    public async Task ArchiveImageAsync(string image, PodmanCommandSettings settings, Func<Stream, CancellationToken, Task> take, CancellationToken token)
    {
        var podman = await ReadyAsync(settings, token);
        var global = podman.Arguments.Global(settings);
        var isMounted = false;
        var request = Request(podman, settings, [.. global, "unshare", "sh", "-c", ArchiveScript, "sh", FlagArguments.Operand(image), .. global]) with
        {
            TakeOutput = take,
            OnLine = line => isMounted = line.Text switch
            {
                Mounted => true,
                Unmounting => false,
                _ => isMounted,
            },
        };
        try
        {
            var outcome = await Runner.RunAsync(request, token);
            if (outcome.ExitCode != 0)
            {
                throw Failure(request, outcome);
            }
        }
        finally
        {
            if (isMounted)
            {
                await TryUnmountAsync(image, settings, ["unshare", "sh", "-c", UnmountScript, "sh", image, .. global]);
            }
        }
    }

    private async Task TryUnmountAsync(string image, PodmanCommandSettings settings, IReadOnlyList<string> arguments)
    {
        try
        {
            await RunAsync(settings, arguments, CancellationToken.None);
        }
        catch (MultiArchException e)
        {
            Host.Detail($"The image {image} was not unmounted: {e.Problem.Why}");
        }
    }
}
