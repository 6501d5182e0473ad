using Cake.MultiArch.Registry;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>How long a registry is waited for that does not show what it has taken.</summary>
public class VisibilityTests
{
    private readonly HurryingClock _clock = new();
    private readonly TestLog _log = new();
    private int _looks;

    [Fact]
    public async Task What_is_there_at_once_costs_one_look_and_no_pause()
    {
        var visibility = Visibility(Seconds(30));

        (await WaitAsync(visibility, shownAt: 1)).ShouldBe(1);

        _looks.ShouldBe(1);
        _clock.Pauses.ShouldBeEmpty();
        _log.Lines.ShouldBeEmpty();
        visibility.Waited.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task What_is_there_later_is_found_and_the_log_says_once_that_it_is_waited_for()
    {
        (await WaitAsync(Visibility(Seconds(30)), shownAt: 4)).ShouldBe(4);

        _clock.Pauses.Select(pause => pause.TotalMilliseconds).ShouldBe([250, 500, 1000]);
        _log.Lines.ShouldBe(["registry.example.com/web:1 is not visible yet; waiting up to 30 seconds"]);
    }

    [Fact]
    public async Task What_is_never_there_is_waited_for_with_growing_pauses_up_to_the_limit()
    {
        var visibility = Visibility(Seconds(30));

        (await WaitAsync(visibility, shownAt: int.MaxValue)).ShouldBe(_looks);

        _clock.Pauses.Select(pause => pause.TotalMilliseconds).ShouldBe([250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000, 2250]);
        visibility.Waited.ShouldBe(Seconds(30));
        _log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Several_things_that_are_not_there_have_one_limit_together()
    {
        var visibility = Visibility(Seconds(30));
        await WaitAsync(visibility, shownAt: int.MaxValue);
        var before = _clock.Pauses.Count;

        (await WaitAsync(visibility, shownAt: int.MaxValue)).ShouldBe(_looks);

        _looks.ShouldBe(before + 2, "it is looked for once, and not waited for again");
        _clock.Pauses.Count.ShouldBe(before);
        _log.Lines.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_time_it_is_looked_for_once()
    {
        await WaitAsync(Visibility(TimeSpan.Zero), shownAt: 2);

        _looks.ShouldBe(1);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_run_that_is_stopped_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();

        await Should.ThrowAsync<OperationCanceledException>(() => Visibility(Seconds(30)).WaitAsync(
            "it",
            () =>
            {
                stop.Cancel();
                return Task.FromResult(++_looks);
            },
            _ => false,
            stop.Token));

        _looks.ShouldBe(1);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private Visibility Visibility(TimeSpan limit) => new(TestHost.Create(_log, clock: _clock), limit);

    private Task<int> WaitAsync(Visibility visibility, int shownAt) => visibility.WaitAsync(
        "registry.example.com/web:1", () => Task.FromResult(++_looks), look => look >= shownAt, TestContext.Current.CancellationToken);
}
