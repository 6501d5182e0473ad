using Cake.MultiArch.Binfmt;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Checks that the host can run the programs of each platform with emulated steps or a smoke test, or that the run will make it able to.
/// With <c>--binfmt=off</c> a platform that does not run is a warning, because the user may know better than the test program.
/// </summary>
internal sealed class BinfmtCheck : ICheck
{
    public string Name => "binfmt";

    public CheckNeeds Needs => CheckNeeds.Builds;

    /// <summary>A run checks this itself, in its stage EnsureBinfmt.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var platforms = context.Source!.ToRun;
        if (context.Version!.IsRemote)
        {
            return [Finding.Skipped("The handlers are on the host of the podman service.")];
        }

        if (platforms.Count == 0)
        {
            return [Finding.Ok("No step is emulated")];
        }

        // The mode rootless would make podman create its namespace, but a check changes nothing.
        var binfmt = await BinfmtHost.OfThisAsync(context.Host, BinfmtMode.Verify, token);
        return
        [
            .. (await binfmt.ForecastAsync(context.Settings.Binfmt, platforms, token)).Select(forecast =>
                Of(forecast, context.Settings.Binfmt.Mode)
            ),
        ];
    }

    internal static Finding Of(BinfmtForecast forecast, BinfmtMode mode) =>
        forecast switch
        {
            { Support: { Problem: null } support } => Finding.Ok(
                $"{support.Platform} runs ({support.Mode.ToString().ToLowerInvariant()}"
                    + (support.Interpreter is { } program ? $", {program})" : ")")
            ),
            { Support.Platform: var platform, Qemu: { } qemu } => Finding.Ok($"{platform} does not run yet; the run registers {qemu}"),
            { Support.Problem: { } problem, MayFindQemu: true } => Finding.Warning(problem),
            { Support.Problem: { } problem } => mode == BinfmtMode.Off ? Finding.Warning(problem) : Finding.Failure(problem),
        };
}
