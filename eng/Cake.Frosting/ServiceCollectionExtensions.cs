using Cake.Frosting.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting;

/// <summary>The same as <see cref="CakeHostExtensions"/>, for a collection of services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>The context that tasks are given.</summary>
    /// <typeparam name="TContext">Its type.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseContext<TContext>(this IServiceCollection services)
        where TContext : class, IFrostingContext => services.AddSingleton<IFrostingContext, TContext>();

    /// <summary>What runs before the first task and after the last.</summary>
    /// <typeparam name="TLifetime">Its type.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingLifetime => services.AddSingleton<IFrostingLifetime, TLifetime>();

    /// <summary>What runs before and after every task.</summary>
    /// <typeparam name="TLifetime">Its type.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseTaskLifetime<TLifetime>(this IServiceCollection services)
        where TLifetime : class, IFrostingTaskLifetime => services.AddSingleton<IFrostingTaskLifetime, TLifetime>();

    /// <summary>A setting of Cake, weaker than the environment, cake.config and the command line.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection UseCakeSetting(this IServiceCollection services, string key, string value) =>
        services.AddSingleton(new CakeSetting(key, value));
}
