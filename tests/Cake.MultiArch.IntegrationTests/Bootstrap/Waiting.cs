namespace Cake.MultiArch.IntegrationTests.Bootstrap;

internal static class Waiting
{
    public static async Task UntilAsync(Func<bool> condition, string otherwise)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.IsCancellationRequested.ShouldBeFalse(otherwise);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
