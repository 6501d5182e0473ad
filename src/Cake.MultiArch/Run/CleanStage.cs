using Cake.MultiArch.Clean;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Run;

/// <summary>What was removed.</summary>
internal sealed record Cleaned(int Count) : IStageOutcome
{
    public bool IsSkipped => Count == 0;
}

/// <summary>Removes what ended runs left.</summary>
internal sealed class CleanStage(Host host, PodmanClient podman)
{
    /// <exception cref="MultiArchException">Something that should have gone could not be removed (MA1976).</exception>
    public async Task<Cleaned> RunAsync(CancellationToken token)
    {
        var cleaner = new Cleaner(host, podman);
        await cleaner.RemoveAllAsync(token);
        if (cleaner.IsRemote)
        {
            host.Say("Working containers that killed builds left with the podman service cannot be told apart from here. "
                + "On its host, CleanMultiArch removes those that are older than a day.");
        }

        host.Say(
            cleaner.Count == 0
                ? "Nothing was removed."
                : $"Things removed: {cleaner.Count}; free again: about {HostCheckProblems.Size(cleaner.Bytes)}."
        );
        return cleaner.Failures.Count == 0
            ? new Cleaned(cleaner.Count)
            : throw new MultiArchException(CleanProblems.NotAll(cleaner.Failures));
    }
}
