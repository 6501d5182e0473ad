namespace Cake.MultiArch.Registry;

/// <summary>Decides when to repeat a request after a temporary failure.</summary>
/// <param name="FirstDelay">The time before the second attempt. Each later delay is three times as long.</param>
/// <param name="LongestDelay">When a server asks for a longer delay, the request is not repeated.</param>
internal sealed record RetryPolicy(TimeSpan FirstDelay, TimeSpan LongestDelay)
{
    public const int Tries = 3;

    public static RetryPolicy Default { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10));

    /// <summary>The time before the next attempt. Null when there is no further attempt.</summary>
    /// <param name="tries">The number of attempts so far.</param>
    /// <param name="wanted">The delay that the server asks for; null when it does not say.</param>
    public TimeSpan? Delay(int tries, TimeSpan? wanted)
    {
        if (tries >= Tries || wanted > LongestDelay)
        {
            return null;
        }

        var own = FirstDelay * Math.Pow(3, tries - 1);
        return wanted > own ? wanted : own;
    }

    /// <summary>Sends a request, and sends it again after a temporary failure.</summary>
    /// <param name="send">Sends the request once.</param>
    /// <param name="again">Called before each further attempt, with the delay and the reason.</param>
    /// <param name="clock">For waiting.</param>
    /// <param name="token">Cancels the requests.</param>
    /// <returns>The last answer, with any status.</returns>
    /// <exception cref="RegistryTransportException">The last attempt had no usable answer.</exception>
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
