using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Hosting;

/// <summary>Makes tasks of Cake's engine out of the program's task classes, its lifetime and its task lifetime.</summary>
internal static class Tasks
{
    public static void Register(IServiceProvider provider)
    {
        var engine = provider.GetRequiredService<ICakeEngine>();
        var context = provider.GetRequiredService<IFrostingContext>();
        foreach (var task in provider.GetServices<IFrostingTask>())
        {
            if (ContextOf(task.GetType()) is { } wanted && !wanted.IsInstanceOfType(context))
            {
                provider.GetRequiredService<ICakeLog>().Warning(
                    "The task {0} is left out: it needs a context of type {1}, and the program's is {2}.",
                    NameOf(task.GetType()), wanted.Name, context.GetType().Name);
                continue;
            }

            Register(engine.RegisterTask(NameOf(task.GetType())), task, context);
        }

        if (provider.GetService<IFrostingLifetime>() is { } lifetime)
        {
            engine.RegisterSetupAction(info => lifetime.Setup(context, info));
            engine.RegisterTeardownAction(info => lifetime.Teardown(context, info));
        }

        if (provider.GetService<IFrostingTaskLifetime>() is { } each)
        {
            engine.RegisterTaskSetupAction(info => each.Setup(context, info));
            engine.RegisterTaskTeardownAction(info => each.Teardown(context, info));
        }
    }

    private static void Register(CakeTaskBuilder builder, IFrostingTask task, IFrostingContext context)
    {
        var type = task.GetType();
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
        {
            builder.Description(description.Description);
        }

        foreach (var other in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            builder.IsDependentOn(NameOf(other.Task));
        }

        foreach (var other in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            builder.IsDependeeOf(NameOf(other.Task));
        }

        if (IsOverridden(type, nameof(FrostingTask.Run)) || IsOverridden(type, nameof(IFrostingTask.RunAsync)))
        {
            builder.Does(() => task.RunAsync(context));
        }

        if (IsOverridden(type, nameof(IFrostingTask.ShouldRun)))
        {
            builder.WithCriteria(() => task.ShouldRun(context), task.SkippedMessage);
        }

        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
        {
            builder.ContinueOnError();
        }

        if (IsOverridden(type, nameof(IFrostingTask.OnError)))
        {
            builder.OnError((Exception exception) => task.OnError(exception, context));
        }

        if (IsOverridden(type, nameof(IFrostingTask.Finally)))
        {
            builder.Finally(() => task.Finally(context));
        }
    }

    private static string NameOf(Type task) => task.GetCustomAttribute<TaskNameAttribute>()?.Name ?? task.Name;

    private static Type? ContextOf(Type task) => Bases(task).FirstOrDefault(IsOurs)?.GetGenericArguments()[0];

    /// <summary>What a task class leaves as it is in our base class is not asked; one that has no base of ours is asked all.</summary>
    private static bool IsOverridden(Type task, string method) =>
        !Bases(task).Any(IsOurs)
        || (task.GetMethods().FirstOrDefault(candidate => candidate.Name == method) is { } found && !IsOurs(found.DeclaringType!));

    private static bool IsOurs(Type type) =>
        type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>));

    private static IEnumerable<Type> Bases(Type type)
    {
        for (var found = type.BaseType; found is not null; found = found.BaseType)
        {
            yield return found;
        }
    }
}
