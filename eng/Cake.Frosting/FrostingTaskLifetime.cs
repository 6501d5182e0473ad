using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs before every task.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Is called before every task.</summary>
    /// <param name="context">The program's context.</param>
    /// <param name="info">The task.</param>
    void Setup(ICakeContext context, ITaskSetupContext info);
}

/// <summary>What runs after every task.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Is called after every task, however it ended.</summary>
    /// <param name="context">The program's context.</param>
    /// <param name="info">The task, and how it ended.</param>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}

/// <summary>What runs before and after every task.</summary>
public interface IFrostingTaskLifetime : IFrostingTaskSetup, IFrostingTaskTeardown
{
}

/// <summary>What runs before and after every task, with a context of the program's own.</summary>
/// <typeparam name="TContext">The context.</typeparam>
public abstract class FrostingTaskLifetime<TContext> : IFrostingTaskLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTaskSetup.Setup"/>
    public abstract void Setup(TContext context, ITaskSetupContext info);

    /// <inheritdoc cref="IFrostingTaskTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITaskTeardownContext info);

    void IFrostingTaskSetup.Setup(ICakeContext context, ITaskSetupContext info) => Setup((TContext)context, info);

    void IFrostingTaskTeardown.Teardown(ICakeContext context, ITaskTeardownContext info) => Teardown((TContext)context, info);
}
