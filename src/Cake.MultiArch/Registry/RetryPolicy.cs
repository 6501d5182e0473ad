namespace Cake.MultiArch.Registry;

/// <summary>How often, and after how long, a request is sent again that failed in a way that may pass.</summary>
/// <param name="FirstDelay">The time before the second try; each further one takes three times as long.</param>
/// <param name="LongestDelay">A server that asks for more patience than this is not asked again.</param>
internal sealed record RetryPolicy(TimeSpan FirstDelay, TimeSpan LongestDelay)
{
    public const int Tries = 3;

    public static RetryPolicy Default { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    /// <summary>The time before the next try; null when there is to be none.</summary>
    /// <param name="tries">How many there have been.</param>
    /// <param name="wanted">How long the server wants to be left alone; null when it does not say.</param>
    public TimeSpan? Delay(int tries, TimeSpan? wanted)
    {
        if (tries >= Tries || wanted > LongestDelay)
        {
            return null;
        }

        var own = FirstDelay * Math.Pow(3, tries - 1);
        return wanted > own ? wanted : own;
    }

    /// <summary>Sends a request, and sends it again after a failure that may pass.</summary>
    /// <param name="send">Sends it once.</param>
    /// <param name="again">Told before it is sent again: in what time, and why.</param>
    /// <param name="clock">For waiting.</param>
    /// <param name="token">Stops it.</param>
    /// <returns>The last answer, with any status.</returns>
    /// <exception cref="RegistryTransportException">There was no answer the last time.</exception>
    public async Task<RegistryAnswer> SendAsync(
        Func<Task<RegistryAnswer>> send, Action<TimeSpan, string> again, TimeProvider clock, CancellationToken token)
    {
        for (var tries = 1; ; tries++)
        {
            TimeSpan? delay;
            string why;
            try
            {
                var answer = await send();
                delay = answer.IsTransient ? Delay(tries, answer.RetryAfter) : null;
                if (delay is null)
                {
                    return answer;
                }

                why = $"status {(int)answer.Status}";
            }
            catch (RegistryTransportException e) when (e.IsTransient && Delay(tries, wanted: null) is { } wait)
            {
                (delay, why) = (wait, e.Message);
            }

            again(delay.Value, why);
            await Task.Delay(delay.Value, clock, token);
        }
    }
}
