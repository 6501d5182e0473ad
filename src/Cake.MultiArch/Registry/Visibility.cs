using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Registry;

/// <summary>
/// Waits for a registry that accepted content but does not show it yet. Such a registry answers from several machines or from a cache. One
/// limit applies to all waiting together. It starts when something is missing for the first time.
/// </summary>
internal sealed class Visibility(Host host, TimeSpan limit)
{
    /// <summary>The default limit.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long? _began;

    /// <summary>The time since something was missing for the first time. Zero when everything was visible at once.</summary>
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

    /// <summary>Looks again, with growing pauses, until the registry shows the content or the limit is reached.</summary>
    /// <param name="what">The content, for the log.</param>
    /// <param name="look">Looks once.</param>
    /// <param name="isShown">Whether the result is final: the content is visible, or waiting will not change the result.</param>
    /// <param name="token">Cancels the waiting.</param>
    /// <returns>The last result.</returns>
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

    /// <returns>The time that is left. Null when the limit is reached.</returns>
    private TimeSpan? Left(string what)
    {
        lock (_lock)
        {
            if (_began is null && limit > TimeSpan.Zero)
            {
                host.Say($"{what} is not visible yet; waiting up to {limit.TotalSeconds:0} seconds");
            }

            _began ??= host.Clock.GetTimestamp();
            return limit - host.Clock.GetElapsedTime(_began.Value) is var left && left > TimeSpan.Zero ? left : null;
        }
    }
}
