using Cake.Frosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.MultiArch.Frosting;

/// <summary>The tasks of this package, of which some can be left out.</summary>
public sealed class MultiArchTasks
{
    private readonly HashSet<Type> _leftOut = [];

    internal MultiArchTasks()
    {
    }

    /// <summary>Leaves a task out. The program's own task with the same name takes its place in the order.</summary>
    /// <typeparam name="TTask">The task that is left out.</typeparam>
    /// <returns>This object.</returns>
    public MultiArchTasks Without<TTask>()
        where TTask : MultiArchTask
    {
        _leftOut.Add(typeof(TTask));
        return this;
    }

    /// <summary>
    /// The host registers every task that an assembly exports. If some are left out, the others are registered one by one, in the same way
    /// as the host does it.
    /// </summary>
    internal CakeHost AddTo(CakeHost host)
    {
        var assembly = typeof(MultiArchTasks).Assembly;
        if (_leftOut.Count == 0)
        {
            return host.AddAssembly(assembly);
        }

        var tasks = assembly.GetExportedTypes().Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(MultiArchTask)));
        return host.ConfigureServices(services =>
        {
            foreach (var task in tasks.Except(_leftOut))
            {
                services.AddSingleton(typeof(IFrostingTask), task);
            }
        });
    }
}
