namespace Cake.MultiArch.Podman;

/// <content>Files of images.</content>
internal sealed partial class PodmanClient
{
    /// <summary>Copies a file out of an image of the local storage: the first that is there of some.</summary>
    /// <param name="image">The image.</param>
    /// <param name="files">Absolute paths in the image, in the order they are tried; links are followed inside the image.</param>
    /// <param name="target">The path of the copy on this host.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <returns>The file that was copied; null when the image has none of them.</returns>
    /// <remarks>Podman copies from containers only. The one that is made here is never started, and is removed whatever happens.</remarks>
    public async Task<string?> CopyOutAsync(string image, IReadOnlyList<string> files, string target, CancellationToken token)
    {
        var settings = new PodmanCommandSettings();
        var container = $"cake-multiarch-{Guid.NewGuid():n}";
        try
        {
            // An image without a command makes no container unless one is named.
            await RunAsync(settings, ["create", "--pull=never", "--name", container, image, "/"], token).ConfigureAwait(false);
            foreach (var file in files)
            {
                var (outcome, request) = await EndedAsync(settings, ["cp", $"{container}:{file}", target], token).ConfigureAwait(false);
                if (outcome.ExitCode == 0)
                {
                    return file;
                }

                if (!outcome.Errors.Any(line => line.Contains("could not be found on container", StringComparison.Ordinal)))
                {
                    throw Failure(request, outcome);
                }
            }

            return null;
        }
        finally
        {
            await EndedAsync(settings, ["rm", "--force", "--ignore", container], CancellationToken.None).ConfigureAwait(false);
        }
    }
}
