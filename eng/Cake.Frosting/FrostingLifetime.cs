using Cake.Core;

namespace Cake.Frosting;

/// <summary>What runs before the first task.</summary>
public interface IFrostingSetup
{
    /// <summary>Is called before the first task.</summary>
    /// <param name="context">The program's context.</param>
    /// <param name="info">What will run.</param>
    void Setup(ICakeContext context, ISetupContext info);
}

/// <summary>What runs after the last task.</summary>
public interface IFrostingTeardown
{
    /// <summary>Is called after the last task, however it ended.</summary>
    /// <param name="context">The program's context.</param>
    /// <param name="info">How the tasks ended.</param>
    void Teardown(ICakeContext context, ITeardownContext info);
}

/// <summary>What runs before the first task and after the last.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown
{
}

/// <summary>What runs before the first task and after the last, with a context of the program's own.</summary>
/// <typeparam name="TContext">The context.</typeparam>
public abstract class FrostingLifetime<TContext> : IFrostingLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingSetup.Setup"/>
    public abstract void Setup(TContext context, ISetupContext info);

    /// <inheritdoc cref="IFrostingTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}
