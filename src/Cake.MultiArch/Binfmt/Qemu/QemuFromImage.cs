using Cake.Core.Diagnostics;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Copies the program out of an image. An image that the storage did not have is removed from it again.</summary>
/// <param name="host">The world.</param>
/// <param name="podman">Pulls, and copies.</param>
/// <param name="store">Keeps the program.</param>
/// <param name="native">The host's architecture; null when it is not known.</param>
/// <param name="settings">Which images.</param>
internal sealed class QemuFromImage(Host host, PodmanClient podman, QemuStore store, ElfArchitecture? native, BinfmtSettings settings) : IQemuSource
{
    private const string Placeholder = "{arch}";

    public async Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token)
    {
        var found = QemuFound.NotAsked;
        foreach (var image in settings.QemuImages.Select(image => Reference(image, architecture)))
        {
            found = (await FindInAsync(image, architecture, token).ConfigureAwait(false)).After(found);
            if (found.Path is not null)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The image that a setting means for an architecture.</summary>
    /// <exception cref="MultiArchException">It is no reference (MA1010).</exception>
    public static ImageReference Reference(string image, ElfArchitecture architecture) =>
        ImageReference.Parse(image.Replace(Placeholder, architecture.QemuName, StringComparison.Ordinal));

    private async Task<QemuFound> FindInAsync(ImageReference image, ElfArchitecture architecture, CancellationToken token)
    {
        var place = $"the image {image}";
        try
        {
            var key = "image-" + Digest.Of(System.Text.Encoding.UTF8.GetBytes(image.ToString())).Encoded[..16];
            return await store.BringAsync(place, key, architecture, (file, stop) => TakeAsync(image, architecture, file, stop), token).ConfigureAwait(false);
        }
        catch (MultiArchException e)
        {
            return QemuFound.Failed(place, e.Problem);
        }
    }

    private async Task TakeAsync(ImageReference reference, ElfArchitecture architecture, string file, CancellationToken token)
    {
        var pull = new PodmanPullSettings { Quiet = true, TlsVerify = settings.QemuImageTlsVerify, Platform = Platform };
        if ((await podman.VersionAsync(pull, token).ConfigureAwait(false)).IsRemote)
        {
            throw new MultiArchException(QemuProblems.ImageOfAService(reference));
        }

        var name = reference.ToString();
        var wasThere = await podman.ImageExistsAsync(name, new PodmanImageExistsSettings(), token).ConfigureAwait(false);
        try
        {
            if (!wasThere)
            {
                host.Log.Write(Verbosity.Normal, LogLevel.Information, "{0}", $"QEMU: taking qemu-{architecture.QemuName} out of the image {name}");
                await podman.PullAsync(name, pull, onLine: null, token).ConfigureAwait(false);
            }

            // Into the folder that is cleared away whatever happens. A container would be simpler, and needs a runtime and its folders.
            var folder = file + ".image";
            await podman.PushAsync(name, "dir:" + folder, new PodmanPushSettings(), onLine: null, token).ConfigureAwait(false);
            Copy(reference, folder, architecture, file);
        }
        finally
        {
            if (!wasThere)
            {
                await RemoveAsync(name).ConfigureAwait(false);
            }
        }
    }

    private static void Copy(ImageReference reference, string folder, ElfArchitecture architecture, string file)
    {
        try
        {
            var image = ImageFolder.Open(folder);
            if (!Files(architecture).Any(path => image.Copy(path, file)))
            {
                throw new MultiArchException(QemuProblems.NotInImage(reference, Files(architecture)));
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw new MultiArchException(QemuProblems.ImageUnreadable(reference, e.Message), inner: e);
        }
    }

    private Platform? Platform => native is null ? null : new Platform("linux", native.Name);

    /// <summary>Where images keep it: in the folder of programs, or alone in the root.</summary>
    private static IEnumerable<string> Files(ElfArchitecture architecture) =>
        from folder in (string[])["/usr/bin", ""]
        from name in QemuOnHost.Names(architecture)
        select $"{folder}/{name}";

    private async Task RemoveAsync(string image)
    {
        try
        {
            await podman.ImageRemoveAsync([image], new PodmanImageRemoveSettings(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (MultiArchException e)
        {
            // It was never there, or somebody uses it meanwhile.
            host.Log.Write(Verbosity.Verbose, LogLevel.Verbose, "{0}", $"The image {image} was not removed: {e.Problem.Why}");
        }
    }
}
