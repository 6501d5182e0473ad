namespace Cake.MultiArch.Run;

/// <summary>What a stage has made. A stage that failed runs again the next time it is asked.</summary>
internal sealed class Once<T>
    where T : class
{
    /// <summary>Null if the stage has not succeeded yet.</summary>
    public T? Value { get; private set; }

    public async Task<T> GetAsync(Func<Task<T>> make) => Value ??= await make();
}
