using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>Adds the tasks of this package to a program's host.</summary>
public static class MultiArchHostExtensions
{
    /// <summary>Adds all tasks. The program's context has to be an <see cref="IMultiArchContext"/>.</summary>
    /// <param name="host">The host.</param>
    /// <returns>The host.</returns>
    /// <example>
    /// <code>
    /// return new CakeHost().UseContext&lt;BuildContext&gt;().UseMultiArch().Run(args);
    /// </code>
    /// </example>
    public static CakeHost UseMultiArch(this CakeHost host) => host.UseMultiArch(_ => { });

    /// <summary>Adds the tasks, except those that the program replaces with its own.</summary>
    /// <param name="host">The host.</param>
    /// <param name="choose">Chooses the tasks that are left out.</param>
    /// <returns>The host.</returns>
    /// <example>
    /// <code>
    /// return new CakeHost()
    ///     .UseContext&lt;BuildContext&gt;()
    ///     .UseMultiArch(tasks => tasks.Without&lt;EnsureBinfmtTask&gt;())
    ///     .Run(args);
    ///
    /// [TaskName("EnsureBinfmt")]
    /// public sealed class RegisterQemu : FrostingTask&lt;BuildContext&gt;
    /// {
    ///     public override void Run(BuildContext context) => context.StartProcess("register-qemu");
    /// }
    /// </code>
    /// </example>
    public static CakeHost UseMultiArch(this CakeHost host, Action<MultiArchTasks> choose)
    {
        var tasks = new MultiArchTasks();
        choose(tasks);
        return tasks.AddTo(host);
    }
}
