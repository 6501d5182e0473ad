using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Assemble;

/// <summary>
/// Exports an image from podman's storage into a folder of the run, with compressed layers as they will be published. A podman service
/// cannot push into a folder of this host, so <c>podman save</c> fetches its images.
/// </summary>
internal sealed class ImageExport(PodmanClient podman, MultiArchSettings wanted, RunFolder folder)
{
    /// <summary>Refuses a form that podman cannot export, before anything is built.</summary>
    /// <exception cref="MultiArchException">
    /// A podman service can export neither another compression than gzip nor Docker's format, or podman is too old for the compression
    /// level.
    /// </exception>
    public static void Check(PublishedForm form, PodmanVersionInfo podman)
    {
        if (podman.IsRemote && form is not { Compression: null or PodmanCompression.Gzip, CompressionLevel: null })
        {
            var argument = form.CompressionLevel is null
                ? $"--{InputTable.Compression.Argument}={FlagWord.Of(form.Compression!)}"
                : $"--{InputTable.CompressionLevel.Argument}={form.CompressionLevel}";
            throw new MultiArchException(FormProblems.CompressionByService(argument));
        }

        if (podman.IsRemote && form.IsDocker)
        {
            throw new MultiArchException(FormProblems.DockerByService());
        }

        if (!podman.IsRemote)
        {
            new FlagCheck("podman", podman).Check(Settings(form), new FlagArguments("/", podman.Version));
        }
    }

    /// <summary>The settings that push an image into a folder.</summary>
    public static PodmanPushSettings Settings(PublishedForm form) => new()
    {
        Compress = true,
        CompressionFormat = form.Compression,
        CompressionLevel = form.CompressionLevel,
        Format = form.IsDocker ? PodmanManifestFormat.V2s2 : PodmanManifestFormat.Oci,
        Quiet = true,
    };

    /// <returns>The manifest, and the folder of the blobs. Each file name is a digest without its algorithm.</returns>
    /// <exception cref="MultiArchException">Podman fails, or it wrote no image.</exception>
    public async Task<(byte[] Manifest, string Folder)> ExportAsync(BuiltPlatform built, bool isRemote, CancellationToken token)
    {
        var target = folder.Export(built.Platform);
        return isRemote
            ? await SaveAsync(built, target, token)
            : await PushAsync(built, target, token);
    }

    private async Task<(byte[] Manifest, string Folder)> PushAsync(BuiltPlatform built, string target, CancellationToken token)
    {
        var settings = Settings(wanted.Form);
        settings.EnvironmentVariables = folder.Environment;
        await podman.PushAsync(IdOf(built), $"dir:{target}", settings, onLine: null, token);
        return (await File.ReadAllBytesAsync(Path.Combine(target, "manifest.json"), token), target);
    }

    private async Task<(byte[] Manifest, string Folder)> SaveAsync(BuiltPlatform built, string target, CancellationToken token)
    {
        var settings = new PodmanCommandSettings { EnvironmentVariables = folder.Environment };
        await podman.RunAsync(settings, ["save", "--quiet", "--format=oci-dir", $"--output={target}", IdOf(built)], token);
        var file = Path.Combine(target, "index.json");
        var blobs = Path.Combine(target, "blobs", "sha256");
        var index = ImageIndex.Parse(await File.ReadAllBytesAsync(file, token), file);
        return (await File.ReadAllBytesAsync(Path.Combine(blobs, index.Manifests[0].Digest.Encoded), token), blobs);
    }

    private static string IdOf(BuiltPlatform built) => Digest.Parse(built.ImageId).Encoded;
}
