using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt;

internal static class BinfmtHostOutcome
{
    /// <summary>Expects EnsureBinfmt to succeed.</summary>
    public static async Task<BinfmtReport> SucceedAsync(this BinfmtHost host, BinfmtSettings settings)
    {
        var (report, failure) = await host.EnsureAsync(settings, TestContext.Current.CancellationToken);
        failure.ShouldBeNull();
        return report;
    }

    public static Task<Problem> FailAsync(this BinfmtHost host, params string[] platforms) =>
        host.FailAsync(new BinfmtSettings(), platforms);

    /// <summary>
    /// Expects EnsureBinfmt to fail. The platforms are taken as a document gives them: what a user writes is refused earlier.
    /// </summary>
    public static async Task<Problem> FailAsync(this BinfmtHost host, BinfmtSettings settings, params string[] platforms)
    {
        settings.With(platforms.Select(text => text.Split('/')).Select(parts => new Platform(parts[0], parts[1])));
        try
        {
            var (_, failure) = await host.EnsureAsync(settings, TestContext.Current.CancellationToken);
            return failure.ShouldNotBeNull();
        }
        catch (MultiArchException e)
        {
            return e.Problem;
        }
    }
}
