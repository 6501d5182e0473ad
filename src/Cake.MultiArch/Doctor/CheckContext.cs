using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>What the checks of one run share. What takes long is asked once, by the first that wants it.</summary>
/// <param name="host">What may be used of the world.</param>
/// <param name="podman">Runs podman.</param>
/// <param name="settings">What is wanted.</param>
/// <param name="authFile">The file of credentials that the run's programs are given; null for podman's own places.</param>
/// <param name="token">Ends what is asked.</param>
internal sealed class CheckContext(Host host, PodmanClient podman, MultiArchSettings settings, string? authFile, CancellationToken token)
    : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(token);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<RegistryAnswer>> _pushes = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<RegistriesConf>> _registriesConf = new(() => Doctor.RegistriesConf.Find(host));
    private Task<PodmanInfoResult>? _info;
    private DistributionClient? _registries;
    private Task<IReadOnlyList<BaseImage>>? _bases;

    public Host Host { get; } = host;

    public PodmanClient Podman { get; } = podman;

    public MultiArchSettings Settings { get; } = settings;

    public string? AuthFile { get; } = authFile;

    /// <summary>The podman that builds; null when it cannot be asked. A check that needs it is not called then.</summary>
    public PodmanVersionInfo? Version { get; init; }

    /// <summary>
    /// What the Containerfiles say; null when the source is not there yet or cannot be read. A check that needs it is not called then.
    /// </summary>
    public SourceBuilds? Source { get; init; }

    /// <summary>One entry per platform; empty without a source.</summary>
    public IReadOnlyList<PlatformBuild> Builds => Source?.Builds ?? [];

    /// <summary>The files of registries.conf that podman reads, in its order.</summary>
    public IReadOnlyList<RegistriesConf> RegistriesConf => _registriesConf.Value;

    /// <summary>What names without a registry stand for on this host.</summary>
    public ShortNames ShortNames => new(RegistriesConf);

    /// <summary>The client for all registries, with the run's credentials.</summary>
    public DistributionClient Registries
    {
        get
        {
            lock (_lock)
            {
                return _registries ??= new DistributionClient(
                    Host, new RegistryAccess(Settings.TlsVerify, AuthFile), new InsecureRegistries(Podman).ContainsAsync);
            }
        }
    }

    /// <summary>What a registry says to a push into an image's repository; it is asked once.</summary>
    /// <exception cref="Problems.MultiArchException">There is no answer, or the registry does not let us in.</exception>
    public Task<RegistryAnswer> PushAnswerAsync(ImageReference reference)
    {
        lock (_lock)
        {
            return _pushes.TryGetValue(reference.Name, out var asked)
                ? asked
                : _pushes[reference.Name] = Registries.BeginUploadAsync(reference, _end.Token);
        }
    }

    /// <summary>What podman says of its host and storage. It takes a good part of a second.</summary>
    /// <exception cref="Problems.MultiArchException">Podman does not answer.</exception>
    public Task<PodmanInfoResult> InfoAsync()
    {
        lock (_lock)
        {
            return _info ??= Podman.InfoAsync(new PodmanInfoSettings(), _end.Token);
        }
    }

    /// <summary>The images that the builds take, with what their registries say of them; each manifest is read once.</summary>
    public Task<IReadOnlyList<BaseImage>> BaseImagesAsync()
    {
        lock (_lock)
        {
            return _bases ??= new BaseImageReader(this).ReadAsync(_end.Token);
        }
    }

    /// <summary>The base images of all platforms as registries send them, in bytes; null when that is not known.</summary>
    public Task<long?> BaseSizeAsync(CancellationToken token) => new BaseImageSizes(this).SumAsync(token);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _registries?.Dispose();
    }
}
