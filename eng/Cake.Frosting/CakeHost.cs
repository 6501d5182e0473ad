using System.Reflection;
using Cake.Cli;
using Cake.Frosting.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>A build program: its tasks, its context, its services.</summary>
public sealed class CakeHost
{
    private readonly HashSet<Assembly> _assemblies = [];
    private readonly ServiceCollection _services = new();

    /// <summary>A host with the tasks of the program itself.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } program)
        {
            _assemblies.Add(program);
        }

        _services.AddCakeDiagnostics();
        _services.UseCakeDefaultModules();
    }

    /// <summary>A host with the tasks of the program itself.</summary>
    /// <returns>The host.</returns>
    public static CakeHost Create() => new();

    /// <summary>Adds the tasks that an assembly exports.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>This host.</returns>
    public CakeHost AddAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Adds services.</summary>
    /// <param name="services">Adds them.</param>
    /// <returns>This host.</returns>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        services(_services);
        return this;
    }

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 when all succeeded.</returns>
    public int Run(IEnumerable<string> args)
    {
        foreach (var task in _assemblies.SelectMany(assembly => assembly.GetExportedTypes()).Where(IsTask))
        {
            _services.AddSingleton(typeof(IFrostingTask), task);
        }

        var command = new ServiceCollection().AddSingleton<IServiceCollection>(_services);
        return new CommandApp<RunCommand>(new TypeRegistrar(command)).Run(args);
    }

    private static bool IsTask(Type type) => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask));
}
