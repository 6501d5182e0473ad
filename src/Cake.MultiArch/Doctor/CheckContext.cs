using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Doctor;

/// <summary>What the checks of one run share. A slow question is asked once, by the first check that needs the answer.</summary>
/// <param name="host">What the checks may use: log, tools, environment, clock.</param>
/// <param name="podman">Runs podman.</param>
/// <param name="settings">The settings of the run.</param>
/// <param name="authFile">The credentials file that the run gives its programs; null if they use podman's own places.</param>
/// <param name="token">Cancels the questions.</param>
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

    /// <summary>The podman that builds; null if it does not answer. Then checks that need it are not called.</summary>
    public PodmanVersionInfo? Version { get; init; }

    /// <summary>
    /// The content of the Containerfiles; null if the source is not there yet or cannot be read. Then checks that need it are not called.
    /// </summary>
    public SourceBuilds? Source { get; init; }

    /// <summary>One entry per platform; empty without a source.</summary>
    public IReadOnlyList<PlatformBuild> Builds => Source?.Builds ?? [];

    /// <summary>The registries.conf files that podman reads, in its order.</summary>
    public IReadOnlyList<RegistriesConf> RegistriesConf => _registriesConf.Value;

    /// <summary>How this host completes names without a registry.</summary>
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

    /// <summary>A registry's answer to a push into an image's repository. It is asked once.</summary>
    /// <exception cref="Problems.MultiArchException">There is no answer, or the registry denies access.</exception>
    public Task<RegistryAnswer> PushAnswerAsync(ImageReference reference)
    {
        lock (_lock)
        {
            return _pushes.TryGetValue(reference.Name, out var asked)
                ? asked
                : _pushes[reference.Name] = Registries.BeginUploadAsync(reference, _end.Token);
        }
    }

    /// <summary>What podman says about its host and storage. It takes most of a second.</summary>
    /// <exception cref="Problems.MultiArchException">Podman does not answer.</exception>
    public Task<PodmanInfoResult> InfoAsync()
    {
        lock (_lock)
        {
            return _info ??= Podman.InfoAsync(new PodmanInfoSettings(), _end.Token);
        }
    }

    /// <summary>The base images of the builds, with the answers of their registries. Each manifest is read once.</summary>
    public Task<IReadOnlyList<BaseImage>> BaseImagesAsync()
    {
        lock (_lock)
        {
            return _bases ??= new BaseImageReader(this).ReadAsync(_end.Token);
        }
    }

    /// <summary>The size of the base images of all platforms as registries send them, in bytes; null if it is not known.</summary>
    public Task<long?> BaseSizeAsync(CancellationToken token) => new BaseImageSizes(this).SumAsync(token);

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _registries?.Dispose();
    }
}
