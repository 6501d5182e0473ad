using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Binfmt;

internal static class BinfmtHostFailing
{
    public static Task<Problem> FailAsync(this BinfmtHost host, params string[] platforms) => host.FailAsync(new BinfmtSettings(), platforms);

    /// <summary>Expects EnsureBinfmt to fail. The platforms are taken as a document gives them: what a user writes is refused earlier.</summary>
    public static async Task<Problem> FailAsync(this BinfmtHost host, BinfmtSettings settings, params string[] platforms)
    {
        foreach (var parts in platforms.Select(text => text.Split('/')))
        {
            settings.Platforms.Add(new Platform(parts[0], parts[1]));
        }

        var failure = await Should.ThrowAsync<MultiArchException>(host.EnsureAsync(settings, TestContext.Current.CancellationToken));
        return failure.Problem;
    }
}
