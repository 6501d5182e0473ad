namespace Cake.Frosting;

/// <summary>What a program says about its host.</summary>
public static class CakeHostExtensions
{
    /// <summary>The context that tasks are given.</summary>
    /// <typeparam name="TContext">Its type.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseContext<TContext>(this CakeHost host)
        where TContext : class, IFrostingContext => host.ConfigureServices(services => services.UseContext<TContext>());

    /// <summary>What runs before the first task and after the last.</summary>
    /// <typeparam name="TLifetime">Its type.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingLifetime => host.ConfigureServices(services => services.UseLifetime<TLifetime>());

    /// <summary>What runs before and after every task.</summary>
    /// <typeparam name="TLifetime">Its type.</typeparam>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseTaskLifetime<TLifetime>(this CakeHost host)
        where TLifetime : class, IFrostingTaskLifetime => host.ConfigureServices(services => services.UseTaskLifetime<TLifetime>());

    /// <summary>A setting of Cake, weaker than the environment, cake.config and the command line.</summary>
    /// <param name="host">The host.</param>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The host.</returns>
    public static CakeHost UseCakeSetting(this CakeHost host, string key, string value) =>
        host.ConfigureServices(services => services.UseCakeSetting(key, value));
}
