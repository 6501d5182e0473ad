using Cake.MultiArch.Elf;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>
/// A site whose right image is published under <c>site:v1</c>, and a build context with programs of several architectures to spoil it
/// with.
/// </summary>
public sealed class RightSite(BaseImages baseImages) : IAsyncLifetime
{
    private RegistryProxy? _proxy;

    /// <summary>The lines of the right image behind its FROM.</summary>
    public const string Right = "ARG TARGETARCH\nCOPY $TARGETARCH/app /usr/local/bin/app\nCMD [\"app\"]\n";

    public PipelineHost Host { get; private set; } = null!;

    /// <summary>The digest of the right image's index.</summary>
    public string Digest { get; private set; } = "";

    /// <summary>What the tag names.</summary>
    public Published Published => new(Host.Registry.CreateClient(), "site");

    /// <summary>How often something was put into the registry since it was last asked for.</summary>
    public int TakePuts()
    {
        var count = _proxy!.Requests.Count(request => request.Method == "PUT");
        _proxy.Requests.Clear();
        return count;
    }

    public async ValueTask InitializeAsync()
    {
        Host = await PipelineHost.CreateAsync(baseImages);
        _proxy = new RegistryProxy(Host.Registry);
        (await PushAsync($"FROM {Host.Base}\n{Right}")).ShouldHaveSucceeded();
        Digest = (await Published.DigestAsync())!;
        TakePuts().ShouldBeGreaterThan(0);
    }

    public async ValueTask DisposeAsync()
    {
        _proxy!.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>Builds for amd64 and arm64, and publishes where the right image is.</summary>
    public Task<PipelineResult> PushAsync(string containerfile, params string[] arguments) =>
        PushToAsync($"{_proxy!.Address}/site:v1", containerfile, arguments);

    /// <summary>The same, elsewhere.</summary>
    public Task<PipelineResult> PushToAsync(string reference, string containerfile, params string[] arguments) =>
        Host.PushAsync([$"--context={Context(containerfile)}", $"--image={reference}", "--platform=linux/amd64,linux/arm64", .. arguments]);

    /// <summary>A row of the report.</summary>
    public static JToken Platform(PipelineResult result, string platform) =>
        result.Image["platforms"]!.Single(row => row["platform"]!.Value<string>() == platform);

    /// <summary>
    /// Writes the context: for each architecture a folder with <c>app</c>, <c>library</c> and <c>text</c>; beside them <c>script</c> and
    /// <c>empty</c>.
    /// </summary>
    public string Context(string containerfile)
    {
        var context = Host.Context("site", containerfile, ("script", "#!/opt/python -u\n"), ("empty", ""));
        foreach (var name in BaseImages.Architectures)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Host.WorkingDirectory, context, name)).FullName;
            var architecture = ElfArchitecture.Find(name)!;
            var program = ElfProbe.Write(architecture);
            var app = Path.Combine(folder, "app");
            File.WriteAllBytes(app, program);
            File.SetUnixFileMode(app, (UnixFileMode)0b111_101_101);

            // e_type, ET_DYN: a library has no interpreter either.
            program[architecture.Data is ElfData.LittleEndian ? 16 : 17] = 3;
            File.WriteAllBytes(Path.Combine(folder, "library"), program);
            File.WriteAllText(Path.Combine(folder, "text"), name);
        }

        return context;
    }
}
