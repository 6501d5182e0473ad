using Cake.MultiArch.Hosting;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <content>
/// Images in the local storage as folders. Podman counts the mounts of an image. So each mount is undone exactly once, because a second
/// time would undo the mount of another process. A mount that a killed run left behind does no harm (tested with 4.3 and 5.4). </content>
internal sealed partial class PodmanClient
{
    private const string Mounted = "multiarch: mounted";
    private const string Unmounting = "multiarch: unmounting";

    /// <summary>
    /// Runs in podman's user namespace, with an image and the global options as arguments. It uses the podman that started it, and not
    /// another one that may be in PATH.
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

    /// <summary>Mounts an image by its identifier. Every mount needs one unmount.</summary>
    /// <returns>The folder. Null when podman mounts images only in its user namespace. Then use <see cref="ArchiveImageAsync"/>.</returns>
    public async Task<string?> MountImageAsync(string image, PodmanCommandSettings settings, CancellationToken token)
    {
        var (outcome, request) = await EndedAsync(settings, ["image", "mount", FlagArguments.Operand(image)], token);
        if (outcome.ExitCode == 0)
        {
            return outcome.Output.Trim();
        }

        var needsNamespace = outcome.Errors.Any(line => line.Contains("podman unshare", StringComparison.Ordinal));
        return needsNamespace ? null : throw Failure(request, outcome);
    }

    /// <summary>Unmounts an image once. It cannot be interrupted, and a failure is only logged.</summary>
    public Task UnmountImageAsync(string image, PodmanCommandSettings settings) =>
        TryUnmountAsync(image, settings, ["image", "unmount", image]);

    /// <summary>
    /// Mounts an image in podman's user namespace, writes it as an archive, and unmounts it. <c>take</c> must read the archive to the end.
    /// </summary>
    public async Task ArchiveImageAsync(
        string image, PodmanCommandSettings settings, Func<Stream, CancellationToken, Task> take, CancellationToken token)
    {
        var podman = await ReadyAsync(settings, token);
        var global = podman.Arguments.Global(settings);
        var isMounted = false;
        string[] arguments = [.. global, "unshare", "sh", "-c", ArchiveScript, "sh", FlagArguments.Operand(image), .. global];
        var request = Request(podman, settings, arguments) with
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
