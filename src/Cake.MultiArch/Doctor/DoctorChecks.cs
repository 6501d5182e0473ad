using Cake.MultiArch.Plan;

namespace Cake.MultiArch.Doctor;

/// <summary>Every check, in the order of the output.</summary>
internal static class DoctorChecks
{
    public static IReadOnlyList<ICheck> All { get; } =
    [
        // The host.
        new PodmanCheck(),
        new RootlessCheck(),
        new IsolationHostCheck(new IsolationCheck()),
        new StorageCheck(),
        new TemporarySpaceCheck(),
        new LeftoversCheck(),
        new BinfmtCheck(),
        new ContainersCheck(),
        new EmulatedToolsCheck(),
        new ProxyCheck(),
        new DockerCheck(),

        // Registries.
        new CredentialsFileCheck(),
        new RegistriesConfCheck(),
        new DestinationCheck(),
        new ClockCheck(),
        new LayoutCheck(),
        new BuildSecretsCheck(),
        new BaseImageCheck(),
        new RateLimitCheck(),
    ];

    /// <summary>The checks of every run before it clones. They do not need the source.</summary>
    /// <param name="publishes">Whether a push follows. A build alone does not need its registries.</param>
    public static IEnumerable<ICheck> BeforeSource(bool publishes) =>
        All.Where(check => check.IsCheap && !check.Needs.HasFlag(CheckNeeds.Builds) && (publishes || check is not DestinationCheck));

    /// <summary>The checks of every run before it builds.</summary>
    public static IEnumerable<ICheck> BeforeBuild => All.Where(check => check.IsCheap && check.Needs.HasFlag(CheckNeeds.Builds));
}
