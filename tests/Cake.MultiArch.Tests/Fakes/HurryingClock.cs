namespace Cake.MultiArch.Tests.Fakes;

/// <summary>A clock on which every pause is over at once, and has taken its time.</summary>
internal sealed class HurryingClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _pauses = [];
    private long _ticks;

    /// <summary>The pauses that were made.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock)
            {
                return [.. _pauses];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _pauses.Add(dueTime);
        }

        Interlocked.Add(ref _ticks, dueTime.Ticks);
        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            // It is over.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
