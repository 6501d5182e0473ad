using System.Globalization;
using System.Text;
using Cake.MultiArch.Elf;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Podman;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>Builds an image of real files with the real podman and has its files checked, as they are in the storage.</summary>
internal sealed class ImageOfFiles : IAsyncDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    private readonly PodmanWorkshop _workshop;
    private readonly string _context;

    private ImageOfFiles(PodmanWorkshop workshop)
    {
        _workshop = workshop;
        _context = workshop.Context("FROM scratch\nCOPY root/ /\n");
        Directory.CreateDirectory(Path.Combine(_context, "root"));
    }

    /// <summary>The base image's repository in the registry.</summary>
    public string Repository => $"{_workshop.Registry.Address}/{BaseImages.Repository}";

    public static async Task<ImageOfFiles> CreateAsync(BaseImages images) => new(await PodmanWorkshop.OpenAsync(images));

    /// <summary>Adds a static program of an architecture, the smallest there is.</summary>
    public ImageOfFiles Program(string path, string architecture) => Add(path, ElfProbe.Write(ElfArchitecture.Find(architecture)!));

    /// <summary>Adds an executable file.</summary>
    public ImageOfFiles Add(string path, byte[] content)
    {
        var file = Place(path);
        File.WriteAllBytes(file, content);
        File.SetUnixFileMode(file, Executable);
        return this;
    }

    public ImageOfFiles AddText(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Adds a file of this host.</summary>
    public ImageOfFiles Copy(string source, string path) => Add(path, File.ReadAllBytes(source));

    /// <summary>Adds all that is in a folder of this host, links as links.</summary>
    public async Task<ImageOfFiles> CopyFolderAsync(string source, string path = "/")
    {
        _ = (await TestProgram.RunAsync("cp", "-a", source + "/.", Directory.CreateDirectory(Place(path)).FullName)).Text;
        return this;
    }

    /// <summary>Takes the files of a name away again.</summary>
    public ImageOfFiles Remove(string name)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(_context, "root"), name, SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        return this;
    }

    /// <summary>Builds the image for a platform and checks it.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="containerfile">The lines behind the one that copies the files, or all of them when the first is FROM.</param>
    /// <param name="mode">How strictly.</param>
    public async Task<FileReport> CheckAsync(string platform, string containerfile = "", VerifyMode mode = VerifyMode.Strict)
    {
        var lines = containerfile.StartsWith("FROM ", StringComparison.Ordinal)
            ? containerfile
            : $"FROM scratch\nCOPY root/ /\n{containerfile}";
        _workshop.Write(Path.Combine("ctx", "Containerfile"), lines + "\n");
        var name = string.Create(CultureInfo.InvariantCulture, $"localhost/files:{Guid.NewGuid():n}");
        _ = (
            await _workshop.Store.PodmanAsync(
                "build",
                "--platform",
                platform,
                "--layers=false",
                "--tls-verify=false",
                "--tag",
                name,
                _context
            )
        ).Text;
        var id = (await _workshop.Store.PodmanAsync("image", "inspect", "--format", "{{.Id}}", name)).Text;
        var config = ImageConfig.Parse(
            (await TestProgram.RunAsync("skopeo", "inspect", "--config", "--raw", _workshop.Store.SkopeoName(name))).Text
        );
        var (files, _) = await new StoredFiles(_workshop.Podman, _workshop.On<PodmanCommandSettings>()).ReadAsync(
            id,
            TestContext.Current.CancellationToken
        );
        return FileCheck.Check(Platform.Parse(platform), config, files ?? await OfLayersAsync(name), mode, []);
    }

    /// <summary>A podman that mounts where this process does not see it hands over the layers.</summary>
    private async Task<ImageFiles> OfLayersAsync(string name)
    {
        var folder = _workshop.Store.Root + "-exported-" + Guid.NewGuid().ToString("n");
        _ = (await _workshop.Store.PodmanAsync("push", "--quiet", "--compress", name, $"dir:{folder}")).Text;
        var manifest = ImageManifest.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "manifest.json")));
        var layers = new List<Layer>();
        foreach (var layer in manifest.Layers)
        {
            await using var content = File.OpenRead(Path.Combine(folder, layer.Digest.Encoded));
            layers.Add(await Layer.ReadAsync(content, layer.MediaType, TestContext.Current.CancellationToken));
        }

        return Layer.Merge(layers);
    }

    public ValueTask DisposeAsync() => _workshop.DisposeAsync();

    private string Place(string path)
    {
        var file = Path.Combine(_context, "root", path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }
}
