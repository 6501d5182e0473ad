using Cake.Core;

namespace Cake.MultiArch.Run;

/// <summary>Whether the targets that were chosen lead to a push.</summary>
internal sealed class PublishingTargets(ICakeContext context)
{
    private const string Push = "PushMultiArch";
    private const string DefaultTarget = "Default";

    /// <summary>A script's Setup is told which tasks will run. For a program, its engine has the graph.</summary>
    public bool IncludePush() => context is ISetupContext setup
        ? setup.TasksToExecute.Any(task => IsSame(task.Name, Push))
        : Graph() is { } tasks && Targets().Any(target => Reaches(tasks, target));

    private IReadOnlyList<ICakeTaskInfo>? Graph() => (context.ServiceProvider.GetService(typeof(ICakeEngine)) as ICakeEngine)?.Tasks;

    private ICollection<string> Targets() => context.Arguments.GetArguments("target") is { Count: > 0 } given ? given : [DefaultTarget];

    private bool Reaches(IReadOnlyList<ICakeTaskInfo> tasks, string target)
    {
        var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>([target]);
        while (open.TryDequeue(out var name))
        {
            if (reached.Add(name) && !context.Arguments.HasArgument("exclusive"))
            {
                foreach (var needed in NeededBy(tasks, name))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return reached.Contains(Push);
    }

    private static IEnumerable<string> NeededBy(IReadOnlyList<ICakeTaskInfo> tasks, string name) =>
    [
        .. tasks.Where(task => IsSame(task.Name, name)).SelectMany(task => task.Dependencies).Select(dependency => dependency.Name),
        .. tasks.Where(task => task.Dependees.Any(dependee => IsSame(dependee.Name, name))).Select(task => task.Name),
    ];

    private static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
