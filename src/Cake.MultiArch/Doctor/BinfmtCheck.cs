using Cake.MultiArch.Binfmt;

namespace Cake.MultiArch.Doctor;

/// <summary>
/// Whether the host runs the programs of each platform whose steps are emulated or that a smoke test runs, or the run will make it able
/// to. With
/// <c>--binfmt=off</c> a platform that does not run is a warning: whoever says so may know better than the test program.
/// </summary>
internal sealed class BinfmtCheck : ICheck
{
    public string Name => "binfmt";

    public CheckNeeds Needs => CheckNeeds.Builds;

    /// <summary>A run looks itself, in its stage EnsureBinfmt.</summary>
    public bool IsCheap => false;

    public async Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token)
    {
        var platforms = context.Source!.ToRun;
        if (context.Version!.IsRemote)
        {
            return [Finding.Skipped("The handlers are those of the podman service's host.")];
        }

        if (platforms.Count == 0)
        {
            return [Finding.Ok("No step is emulated")];
        }

        // Rootless would have podman make its namespace, and a check changes nothing.
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
            { Support.Problem: null } => Finding.Ok(
                $"{forecast.Support.Platform} runs ({forecast.Support.Mode.ToString().ToLowerInvariant()}{(forecast.Support.Interpreter is { } program ? $", {program}" : "")})"
            ),
            { Support: var support, Qemu: { } qemu } => Finding.Ok($"{support.Platform} does not run yet; the run registers {qemu}"),
            { Support.Problem: { } problem, MayFindQemu: true } => Finding.Warning(problem),
            { Support.Problem: { } problem } => mode == BinfmtMode.Off ? Finding.Warning(problem) : Finding.Failure(problem),
        };
}
