using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Images;

/// <summary>
/// Reads the files of images in podman's storage, without a container and without a copy. It mounts the image. If podman can mount only in
/// its user namespace, it reads an archive of the image while podman writes it.
/// </summary>
internal sealed class StoredFiles(PodmanClient podman, PodmanCommandSettings settings)
{
    /// <summary>Reads the list of files of an image. The identifier may start with <c>sha256:</c>.</summary>
    /// <returns>
    /// The files, or null and a sentence that says why they cannot be read. The layers of the exported image then contain the same files.
    /// </returns>
    /// <exception cref="MultiArchException">Podman cannot be used at all.</exception>
    public async Task<(ImageFiles? Files, string? WhyNot)> ReadAsync(string imageId, CancellationToken token)
    {
        if ((await podman.VersionAsync(settings, token)).IsRemote)
        {
            return (null, "The image is in the storage of a podman service.");
        }

        var image = imageId[(imageId.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var (files, whyNot) = await TryAsync(() => ReadFolderAsync(image, token));
        if (files is not null)
        {
            return (files, null);
        }

        (files, var whyNoArchive) = await TryAsync(() => ReadArchiveAsync(image, token));
        return files is not null ? (files, null) : (null, whyNot ?? whyNoArchive);
    }

    private static async Task<(ImageFiles? Files, string? WhyNot)> TryAsync(Func<Task<ImageFiles?>> read)
    {
        try
        {
            return (await read(), null);
        }
        catch (MultiArchException e)
        {
            return (null, $"Podman cannot mount the image: {e.Problem.Why}");
        }
        catch (Exception e) when (e is InvalidDataException || e.IsFileError)
        {
            return (null, $"The mounted image cannot be read: {e.Message}");
        }
    }

    /// <returns>
    /// Null when a rootless podman mounts the image in its own namespace. Only processes in that namespace can read the files.
    /// </returns>
    private async Task<ImageFiles?> ReadFolderAsync(string image, CancellationToken token)
    {
        if (await podman.MountImageAsync(image, settings, token) is not { } folder)
        {
            return null;
        }

        try
        {
            var files = await Task.Run(() => MountedFolder.Read(folder, token), token);
            if (files.All.Count == 0)
            {
                throw new IOException($"Podman mounted it on {folder}, but this process sees no files there.");
            }

            return files;
        }
        finally
        {
            await podman.UnmountImageAsync(image, settings);
        }
    }

    private async Task<ImageFiles?> ReadArchiveAsync(string image, CancellationToken token)
    {
        Layer? layer = null;
        InvalidDataException? failure = null;
        await podman.ArchiveImageAsync(image, settings, ReadAsync, token);
        return layer is { Entries.Count: > 0 } ? Layer.Merge([layer]) : throw failure ?? new InvalidDataException("It has no files.");

        async Task ReadAsync(Stream archive, CancellationToken stop)
        {
            try
            {
                layer = await Layer.ReadAsync(archive, MediaTypes.OciLayer, stop);
            }
            catch (InvalidDataException e)
            {
                // The rest is read too, because podman would otherwise wait for ever.
                failure = e;
                await archive.CopyToAsync(Stream.Null, stop);
            }
        }
    }
}
