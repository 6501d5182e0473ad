namespace Cake.MultiArch.IntegrationTests.Bootstrap;

internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> condition, string otherwise, int seconds = 30)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse(otherwise);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
