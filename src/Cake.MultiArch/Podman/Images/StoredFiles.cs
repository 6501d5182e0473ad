using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Podman.Images;

/// <summary>
/// The files of images in podman's storage, without a container and without a copy: of a mounted image, or, where podman mounts only in its user namespace,
/// of an archive of it that is read as it is written.
/// </summary>
/// <param name="podman">Mounts them.</param>
/// <param name="settings">Where podman looks for them.</param>
internal sealed class StoredFiles(PodmanClient podman, PodmanCommandSettings settings)
{
    /// <summary>Reads which files an image has.</summary>
    /// <param name="imageId">Its identifier, with or without <c>sha256:</c>.</param>
    /// <param name="token">Interrupts podman.</param>
    /// <returns>The files; or null and a sentence that says why they cannot be read so: then the layers of the exported image tell the same.</returns>
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

    /// <returns>Null when the folder is not for this process: a podman without privileges mounts in its namespace, and there alone its files may be read.</returns>
    private async Task<ImageFiles?> ReadFolderAsync(string image, CancellationToken token)
    {
        if (await podman.MountImageAsync(image, settings, token) is not { } folder)
        {
            return null;
        }

        try
        {
            var files = await Task.Run(() => MountedFolder.Read(folder, token), token);
            return files.All.Count > 0 ? files : throw new IOException($"Podman says that it is on {folder}, and this process sees no files there.");
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
                // Podman writes on, and would wait for ever for somebody who reads.
                failure = e;
                await archive.CopyToAsync(Stream.Null, stop);
            }
        }
    }
}
