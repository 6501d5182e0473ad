using Cake.MultiArch.Elf;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Files;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Copies the program from an image, which is pulled once for all architectures. Podman writes the image to a folder. An image that was
/// not in the storage before is then removed from it. The folder is removed after the search.
/// </summary>
/// <param name="host">What a stage may use: log, tools, environment, clock.</param>
/// <param name="podman">Pulls and copies images.</param>
/// <param name="store">Stores the program.</param>
/// <param name="native">The host's architecture; null if it is not known.</param>
/// <param name="settings">Names the images.</param>
internal sealed class QemuFromImage(Host host, PodmanClient podman, QemuStore store, ElfArchitecture? native, BinfmtSettings settings)
    : IQemuSource,
        IDisposable
{
    private const string Placeholder = "{arch}";

    private readonly Dictionary<ImageReference, (PrivateFolder Folder, ImageFolder Files)> _images = [];

    public async Task<QemuFound> FindAsync(ElfArchitecture architecture, CancellationToken token)
    {
        var found = QemuFound.NotAsked;
        foreach (var image in settings.QemuImages.Select(image => Reference(image, architecture)))
        {
            found = (await FindInAsync(image, architecture, token)).After(found);
            if (found.Path is not null)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The image that a setting names for an architecture.</summary>
    /// <exception cref="MultiArchException">The setting is not an image reference (MA1010).</exception>
    public static ImageReference Reference(string image, ElfArchitecture architecture) =>
        ImageReference.Parse(image.Replace(Placeholder, architecture.QemuName, StringComparison.Ordinal));

    private async Task<QemuFound> FindInAsync(ImageReference image, ElfArchitecture architecture, CancellationToken token)
    {
        var place = $"the image {image}";
        try
        {
            var key = "image-" + Digest.Of(System.Text.Encoding.UTF8.GetBytes(image.ToString())).Encoded[..16];
            return await store.BringAsync(place, key, architecture, (file, stop) => TakeAsync(image, architecture, file, stop), token);
        }
        catch (MultiArchException e)
        {
            return QemuFound.Failed(place, e.Problem);
        }
    }

    public void Dispose()
    {
        foreach (var (folder, _) in _images.Values)
        {
            folder.Dispose();
        }
    }

    private async Task TakeAsync(ImageReference image, ElfArchitecture architecture, string file, CancellationToken token)
    {
        var content = _images.TryGetValue(image, out var known) ? known.Files : await ReadAsync(image, token);
        if (!Files(architecture).Any(path => content.Copy(path, file)))
        {
            throw new MultiArchException(QemuProblems.NotInImage(image, Files(architecture)));
        }
    }

    /// <summary>Lets podman write the image to a folder. A container would be simpler, but needs a runtime and its folders.</summary>
    private async Task<ImageFolder> ReadAsync(ImageReference image, CancellationToken token)
    {
        var folder = new PrivateFolder();
        try
        {
            var layers = folder.Combine("image");
            await WriteAsync(image, layers, token);
            var content = await ImageFolder.OpenAsync(layers, token);
            _images[image] = (folder, content);
            return content;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw new MultiArchException(QemuProblems.ImageUnreadable(image, e.Message), inner: e);
        }
        finally
        {
            if (!_images.ContainsKey(image))
            {
                folder.Dispose();
            }
        }
    }

    private async Task WriteAsync(ImageReference image, string folder, CancellationToken token)
    {
        var pull = new PodmanPullSettings { Quiet = true, TlsVerify = settings.QemuImageTlsVerify, Platform = Platform };
        if ((await podman.VersionAsync(pull, token)).IsRemote)
        {
            throw new MultiArchException(QemuProblems.ImageOfAService(image));
        }

        var name = image.ToString();
        var wasThere = await podman.ImageExistsAsync(name, new PodmanImageExistsSettings(), token);
        try
        {
            if (!wasThere)
            {
                host.Say($"QEMU: pulling the image {name}");
                await podman.PullAsync(name, pull, onLine: null, token);
            }

            await podman.PushAsync(name, "dir:" + folder, new PodmanPushSettings(), onLine: null, token);
        }
        finally
        {
            if (!wasThere)
            {
                await RemoveAsync(name);
            }
        }
    }

    private Platform? Platform => native is null ? null : new Platform("linux", native.Name);

    /// <summary>Where images keep the program: in the folder of programs, or alone in the root.</summary>
    private static IEnumerable<string> Files(ElfArchitecture architecture) =>
        from folder in (string[])["/usr/bin", ""]
        from name in QemuOnHost.Names(architecture)
        select $"{folder}/{name}";

    private async Task RemoveAsync(string image)
    {
        try
        {
            await podman.ImageRemoveAsync([image], new PodmanImageRemoveSettings(), CancellationToken.None);
        }
        catch (MultiArchException e)
        {
            // The image was never there, or another process uses it.
            host.Detail($"The image {image} was not removed: {e.Problem.Why}");
        }
    }
}
