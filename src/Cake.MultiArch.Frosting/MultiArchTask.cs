using Cake.Frosting;

namespace Cake.MultiArch.Frosting;

/// <summary>A stage of the run as a task.</summary>
public abstract class MultiArchTask : AsyncFrostingTask<IMultiArchContext>
{
    private protected MultiArchTask()
    {
    }
}
