using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Waits for a registry that has taken something and does not show it yet: one that answers from several machines or from a cache. All that
/// is waited for together has one limit, which begins when something was not to be seen for the first time.
/// </summary>
/// <param name="host">For the log and the clock.</param>
/// <param name="limit">How long to wait at most.</param>
internal sealed class Visibility(Host host, TimeSpan limit)
{
    /// <summary>What is waited for when nothing else is said.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long? _began;

    /// <summary>How long it is since something was not to be seen for the first time; zero when all was there at once.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
            {
                return _began is { } began ? host.Clock.GetElapsedTime(began) : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Looks, and looks again with growing pauses as long as what should be there is not.</summary>
    /// <param name="what">What should be there, for the log.</param>
    /// <param name="look">Looks once.</param>
    /// <param name="isShown">Whether it is there, or something that no waiting will change.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>What was seen last.</returns>
    public async Task<T> WaitAsync<T>(string what, Func<Task<T>> look, Func<T, bool> isShown, CancellationToken token)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var seen = await look();
            if (isShown(seen) || Left(what) is not { } left)
            {
                return seen;
            }

            await Task.Delay(pause < left ? pause : left, host.Clock, token);
        }
    }

    /// <returns>How long may still be waited; null when no longer.</returns>
    private TimeSpan? Left(string what)
    {
        lock (_lock)
        {
            if (_began is null && limit > TimeSpan.Zero)
            {
                host.Say($"{what} is not to be seen yet; it is waited for, {limit.TotalSeconds:0} seconds at most");
            }

            _began ??= host.Clock.GetTimestamp();
            return limit - host.Clock.GetElapsedTime(_began.Value) is var left && left > TimeSpan.Zero ? left : null;
        }
    }
}
